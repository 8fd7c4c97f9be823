import { describe, expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { alarmCells, calmCells, fixtureNow, silentCells } from '../../../../tests/browser/support/now-cells.ts';
import { duration } from '../format/duration.ts';
import type { Silence } from '../figures/source-silence.ts';
import { wordingOf } from '../i18n/wording.ts';
import { type Appearance, ownAppearance, rowShape, tileShape } from './appearance.ts';
import { endAt } from './centre-standing.ts';
import { nowFigures } from './now-figures.ts';
import { queueRows } from './queue-rows.ts';
import { slotLine } from './slot-line.ts';
import { type SlotContext, slotState } from './slot-state.ts';
import { closedWords, silentWords, type TileContext } from './tile-words.ts';
import { todayFigures } from './today-figures.ts';

const minute = 60_000;
const since = fixtureNow - 4 * minute - 10_000;
const nl = wordingOf('nl');
const live: SlotContext = {
	isLoaded: true,
	isSlow: false,
	link: 'live',
	silenceSeconds: 0,
	nowMs: fixtureNow,
	figuresAtMs: fixtureNow,
	replaySpeed: null
};
const formats = {
	count: String,
	duration,
	time: (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(11, 16)),
	date: () => '',
	near: (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(11, 16))
};

function slotWords(cells: Cells, context: Partial<SlotContext> = {}): string {
	const slot = slotState(nowFigures(cells, fixtureNow), { ...live, ...context });
	const { strong, plain, right } = slotLine(slot, nl.text, formats);
	return [strong, plain, ...right].filter((part) => part !== '').join(' | ');
}

type Decide = (page: Appearance, silence: Silence | null) => Appearance;

/** The mail is silent, and so is one of the queues by phone: what a wall makes of each tile and each row. */
function looks(decide: Decide, page: Appearance): Readonly<Record<string, Appearance>> {
	const cells = {
		...silentCells(['Facturen'], calmCells(), 'CCX'),
		'slow.silent_source': 'Post',
		'slow.silent_since': since
	};
	const now = nowFigures(cells, fixtureNow);
	const { silences } = todayFigures(cells, fixtureNow);
	return Object.fromEntries([
		['centre', decide(page, now.silence)],
		['agents', decide(page, now.agentsSilence)],
		...Object.entries(silences).map(([tile, silence]) => [tile, decide(page, silence)]),
		...now.queues.map((queue) => [queue.name, decide(page, queue.silence)])
	]);
}

function expectOnlyItsOwn(decide: Decide): void {
	const silent = ['centre', 'slow', 'Facturen'];
	for (const [what, look] of Object.entries(looks(decide, 'live'))) {
		expect(look, what).toBe(silent.includes(what) ? 'delayed' : 'live');
	}
	for (const page of ['delayed', 'no-connection', 'blank', 'loading'] as const) {
		expect(new Set(Object.values(looks(decide, page)))).toEqual(new Set([page]));
	}
}

describe('a source that is silent', () => {
	test('makes its own tiles and rows late and no others, and a link that is worse makes all of them as bad', () => {
		expectOnlyItsOwn(ownAppearance);
	});

	test.each<[string, Decide]>([
		['greys everything', (page) => (page === 'live' ? 'delayed' : page)],
		['greys nothing', (page) => page],
		['forgets the link', (_, silence) => (silence === null ? 'live' : 'delayed')]
	])('a wall that %s is found out', (_, decide) => {
		expect(() => expectOnlyItsOwn(decide)).toThrow();
	});

	test('takes the status colours away and leaves the shapes, dashed', () => {
		const look = ownAppearance('live', { source: 'CCX', since });
		expect(tileShape('alarm', look)).toBe('alarm-late');
		expect([rowShape('within', look), rowShape('attention', look)]).toEqual(['late', 'attention-late']);
	});

	test('stops the waits that rest on it, and no others', () => {
		const ticking = nowFigures(alarmCells(), fixtureNow);
		const figures = nowFigures(silentCells(['Facturen'], alarmCells()), fixtureNow);
		expect(ticking.queues.map((queue) => queue.longestWaitSeconds)).toEqual([402, 125, 72, 25, 48]);
		expect(figures.queues.map((queue) => `${queue.name} ${queue.longestWaitSeconds}`)).toEqual([
			'Facturen 152',
			'Techniek 125',
			'Algemeen 72',
			'Chat 25',
			'Verhuizen 48'
		]);
		// The longest is the one that stopped, until one that ticks on has waited longer.
		expect(figures.longestWait.value).toBe(152);
		expect(nowFigures(silentCells(['Facturen'], alarmCells()), fixtureNow + 60_000).longestWait.value).toBe(185);
	});

	test('stops the longest wait of the centre where every queue rests on it', () => {
		const cells = silentCells([], alarmCells());
		expect(nowFigures(cells, fixtureNow).longestWait.value).toBe(152);
		expect(nowFigures(cells, fixtureNow + 600_000).longestWait.value).toBe(152);
	});

	test('ends the line of the last hour where it was last heard', () => {
		const { waitingLine, waitingLineLastWeek } = nowFigures(silentCells([], alarmCells()), fixtureNow);
		expect(waitingLine).toHaveLength(61);
		expect(waitingLine.slice(-4)).toEqual([null, null, null, null]);
		expect(waitingLine.at(-5)).not.toBeNull();
		expect(waitingLineLastWeek.at(-1)).toBe(9);
		expect(endAt([1, 2, 3], since, null)).toEqual([1, 2, 3]);
		expect(endAt([1, 2, 3], since, since - 3_600_000)).toEqual([null, null, null]);
		expect(nowFigures(silentCells(['Chat'], alarmCells()), fixtureNow).waitingLine.at(-1)).toBe(24);
	});

	test('is known of the row that stands for several queues', () => {
		const silent = queueRows(nowFigures(silentCells(['Verhuizen'], alarmCells()), fixtureNow).queues);
		expect(silent.rest).toBeNull();
		const queues = [...silent.shown, ...silent.shown];
		expect(queueRows(queues).rest?.isSilent).toBe(true);
	});
});

describe('the slot', () => {
	test('says which source is silent and since when, with what was last known of it', () => {
		expect(slotWords(silentCells([], calmCells()))).toBe('1 bron stil: CCX | sinds 10:38');
		expect(slotWords(silentCells(['Facturen'], alarmCells()))).toBe(
			'1 bron stil: CCX | sinds 10:38 | laatst bekend: alarm Facturen'
		);
	});

	test('keeps to an alarm of what is heard, and to a link that is worse', () => {
		expect(slotWords(silentCells(['Chat'], alarmCells()))).toBe('Facturen | 14 wachtenden, norm 10');
		const cut = { link: 'no-connection', silenceSeconds: 100 } as const;
		expect(slotWords(silentCells([], alarmCells()), cut)).toContain('Geen verbinding');
		expect(slotWords(silentCells([], alarmCells()), { link: 'delayed', silenceSeconds: 20 })).toContain('20 s oud');
	});

	test('never says that all is well, and never in the words of a link', () => {
		const said = slotWords(silentCells(['Chat'], calmCells()));
		expect(said).not.toContain(nl.text.allWithinNorm);
		expect(said).not.toContain(nl.text.delayed);
		expect(said).not.toContain(nl.text.noConnection);
	});

	test('counts more than one, and names two', () => {
		const two = {
			...silentCells(['Facturen'], calmCells()),
			'sources.silent': 2,
			'slow.silent_source': 'Post',
			'slow.silent_since': since - 60_000
		};
		expect(slotWords(two)).toBe('2 bronnen stil: Post, CCX | sinds 10:37');
		expect(slotWords({ ...two, 'sources.silent': 3 })).toBe('3 bronnen stil | sinds 10:37');
		expect(slotWords({ ...calmCells(), 'sources.silent': 1 })).toBe('1 bron stil');
	});

	test('says it aloud once: the words stay the same while it lasts', () => {
		const said = [0, 60_000].map((later) => {
			const figures = nowFigures(silentCells([], alarmCells()), fixtureNow + later);
			return slotLine(slotState(figures, { ...live, nowMs: fixtureNow + later }), nl.text, formats);
		});
		expect(said[0]?.status).toBe('1 bron stil: CCX sinds 10:38');
		expect(said[1]?.status).toBe(said[0]?.status);
		expect(said[0]?.alert).toBe('');
	});
});

describe('a tile', () => {
	const context: TileContext = { appearance: 'live', nowMs: fixtureNow, zone: 'Europe/Amsterdam', opensAt: null };
	const silence = { source: 'CCX', since };

	test('names its source and since when, from long to short', () => {
		expect(silentWords(silence, context, nl)).toEqual([
			'laatst bekend · geen teken van CCX sinds 11:38',
			'geen teken van CCX sinds 11:38',
			'CCX stil sinds 11:38',
			'laatst bekend 11:38'
		]);
		expect(silentWords({ source: 'CCX', since: since - 24 * 60 * minute }, context, nl)?.[1]).toBe(
			'geen teken van CCX sinds ma 11:38'
		);
	});

	test('names none while it loads, and none when nothing is left of it', () => {
		expect(silentWords(null, context, nl)).toBeNull();
		expect(silentWords(silence, { ...context, appearance: 'blank' }, nl)).toBeNull();
		expect(silentWords(silence, { ...context, appearance: 'loading' }, nl)).toBeNull();
		expect(silentWords(silence, { ...context, appearance: 'no-connection' }, nl)).not.toBeNull();
	});

	test('that is empty while the centre is closed says when it opens', () => {
		expect(closedWords(context, nl)).toBeNull();
		expect(closedWords({ ...context, opensAt: Date.UTC(2026, 10, 10, 12) }, nl)).toBe('open vanaf 13:00');
		expect(closedWords({ ...context, opensAt: Date.UTC(2026, 10, 11, 7) }, nl)).toBe('open vanaf wo 08:00');
	});
});
