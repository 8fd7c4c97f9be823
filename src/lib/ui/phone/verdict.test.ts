import { describe, expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import {
	alarmCells,
	attentionCells,
	calmCells,
	crowdedCells,
	fixtureNow,
	silentCells,
	sparseCells
} from '../../../../tests/browser/support/now-cells.ts';
import { phoneCells } from '../../../../tests/browser/support/phone-cells.ts';
import type { SlotContext } from '../board/slot-state.ts';
import { wordingOf } from '../i18n/wording.ts';
import { phoneFigures } from './phone-figures.ts';
import { phoneState } from './phone-state.ts';
import { ageNotice, verdict } from './verdict.ts';
import { ageWords, noticeWords, problemFacts, sinceWords, verdictSentence } from './verdict-words.ts';

const nl = wordingOf('nl');
const en = wordingOf('en');
const live: SlotContext & { zone: string } = {
	isLoaded: true,
	isSlow: false,
	link: 'live',
	silenceSeconds: 0,
	nowMs: fixtureNow,
	figuresAtMs: fixtureNow,
	replaySpeed: null,
	zone: 'Europe/Amsterdam'
};
const context = { wording: nl, zone: live.zone, at: fixtureNow };

function verdictOf(now: Cells, over: Cells = {}) {
	return verdict(phoneFigures(phoneCells(now, over), fixtureNow), live);
}

describe('the sentence', () => {
	test('names the queue that fills up, with its figures and since when', () => {
		const said = verdictOf(alarmCells());
		expect(verdictSentence(said, nl)).toBe('Facturen loopt vol');
		expect(verdictSentence(said, en)).toBe('Facturen is backing up');
		if (said.kind !== 'problem') throw new Error(said.kind);
		expect(said).toMatchObject({ others: 0, problem: { queue: 'facturen', status: 'alarm' } });
		expect(problemFacts(said.problem, nl)).toBe('14 wachtenden, norm 10 · langst 6:42');
		expect(problemFacts(said.problem, en)).toBe('14 waiting, target 10 · longest 6:42');
		expect(sinceWords(said.problem.since, context)).toBe('11 min · sinds 11:31');
	});

	test('names the wait where that alone is beyond its norm, and one who waits in the singular', () => {
		const said = verdictOf(
			calmCells({ 'queue.techniek.depth': 1, 'queue.techniek.longest_since': fixtureNow - 320_000 })
		);
		expect(verdictSentence(said, nl)).toBe('Techniek laat te lang wachten');
		if (said.kind !== 'problem') throw new Error(said.kind);
		expect(said.problem.status).toBe('attention');
		expect(problemFacts(said.problem, nl)).toBe('langst 5:20, norm 5:00 · 1 wachtende');
	});

	test('is of the worst, and counts the others', () => {
		expect(verdictOf(crowdedCells())).toMatchObject({
			others: 1,
			problem: { name: 'Verhuizing & opzegging zakelijk' }
		});
		expect(verdictOf(attentionCells())).toMatchObject({ others: 0, problem: { status: 'attention' } });
	});

	test('is of the centre only when no queue is off its own norm', () => {
		const said = verdictOf(calmCells({ 'fast.queue_depth': 24 }), { 'fast.off_norm_since': fixtureNow - 30_000 });
		expect(said).toMatchObject({ kind: 'problem', problem: { queue: null, depth: 24 } });
		expect(verdictSentence(said, nl)).toBe('Alle wachtrijen samen lopen vol');
		if (said.kind === 'problem') expect(sinceWords(said.problem.since, context)).toBe('< 1 min · sinds 11:41');
	});

	test('does not say that all is well while an average is off its norm', () => {
		expect(verdictSentence(verdictOf(calmCells({ 'fast.asa_s': 61 })), nl)).toBe('Gem. wachttijd boven de norm');
		expect(verdictSentence(verdictOf(calmCells({ 'fast.sl': 0.79 })), nl)).toBe('Serviceniveau onder de norm');
		expect(verdictOf(calmCells({ 'fast.sl': 0.79, 'fast.sl_offered': 49 })).kind).toBe('within');
		expect(verdictOf(calmCells({ 'fast.asa_s': 60.4 })).kind).toBe('within');
	});

	test('says that all is well only of what something was promised for', () => {
		expect(verdictSentence(verdictOf(calmCells()), nl)).toBe('Alles binnen de norm');
		const free = Object.fromEntries(Object.entries(calmCells()).filter(([key]) => !key.includes('.norm.')));
		expect(verdict(phoneFigures(free, fixtureNow), live).kind).toBe('no-norm');
		expect(verdict(phoneFigures({}, fixtureNow), live).kind).toBe('no-queues');
		expect(verdict(phoneFigures({}, null), { isLoaded: false, isSlow: true })).toEqual({
			kind: 'loading',
			isSlow: true
		});
	});
});

test('queues come gravest first, then fullest; e-mail is not among them', () => {
	const cells = phoneCells(crowdedCells());
	const names = phoneFigures(cells, fixtureNow).queues.map(({ name }) => name);
	expect(names).toEqual([
		'Verhuizing & opzegging zakelijk',
		'Storingen glasvezel buitengebied',
		'Aansprakelijkheidsverzekeringen',
		'Techniek',
		'Algemeen',
		'Chat',
		'Terugbellen'
	]);
});

test('a score of fewer than five is hidden whatever was sent, up to 29 it is few', () => {
	const score = (n: number) => phoneFigures(phoneCells(sparseCells(), { 'score.n': n }), fixtureNow).score;
	expect(score(4)).toMatchObject({ value: null, low: null, high: null, publication: 'hidden', n: 4 });
	expect(score(5)).toMatchObject({ value: 0.813, publication: 'few' });
	expect(score(29)?.publication).toBe('few');
	expect(score(30)?.publication).toBe('normal');
	expect(phoneFigures(phoneCells(sparseCells(), { 'score.kind': null }), fixtureNow).score).toBeNull();
});

describe('the age of the figures', () => {
	const lost = { ...live, link: 'no-connection', silenceSeconds: 247, nowMs: fixtureNow + 247_000 } as const;

	test('comes before what they say', () => {
		const said = verdictOf(alarmCells());
		expect(ageNotice(live)).toBeNull();
		const late = ageNotice({ ...live, link: 'delayed', silenceSeconds: 30 });
		if (late === null) throw new Error('late figures are not noticed');
		expect(noticeWords(late, said, context)).toEqual({
			title: 'Gegevens vertraagd · laatst bekend 11:42',
			detail: 'Toen: Facturen loopt vol'
		});
		const gone = ageNotice(lost);
		if (gone === null) throw new Error('a lost link is not noticed');
		expect(noticeWords(gone, said, context)).toEqual({
			title: 'Geen verbinding',
			detail: 'Stand van 11:42, 4 min oud. Nieuwe poging loopt.'
		});
		const blank = ageNotice({ ...lost, link: 'blank' });
		if (blank === null) throw new Error('forgotten figures are not noticed');
		expect(noticeWords(blank, said, context).detail).toBe('Sinds 11:42 geen gegevens. Nieuwe poging loopt.');
	});

	test('comes up, too, while the server takes nothing in: nothing looks live', () => {
		const { notice, appearance, verdict } = phoneState(
			{ ...phoneCells(calmCells()), 'server.problem': 'disk-full' },
			live
		);
		if (notice === null) throw new Error('a full disk is not noticed');
		const said = { title: 'Opslag vol', detail: 'nieuwe gegevens komen niet binnen' };
		expect(noticeWords(notice, verdict, context)).toEqual(said);
		expect(appearance).toBe('delayed');
		expect(phoneState({ ...phoneCells(calmCells()), 'server.problem': null }, live)).toMatchObject({
			notice: null,
			appearance: 'live'
		});
	});

	test('says that the clock of the server was set back, beside figures that go on', () => {
		const cells = { ...phoneCells(calmCells()), 'server.clock_set_back': true };
		const { notice, appearance, verdict } = phoneState(cells, live);
		if (notice === null) throw new Error('a clock that was set back is not noticed');
		const said = { title: 'Klok server teruggezet', detail: 'wachttijden van nieuwe contacten kunnen afwijken' };
		expect([noticeWords(notice, verdict, context), appearance]).toEqual([said, 'live']);
	});

	test('of a look back is its instant and its speed', () => {
		const notice = ageNotice({ ...live, replaySpeed: 8 });
		if (notice === null) throw new Error('a look back is not noticed');
		expect(noticeWords(notice, verdictOf(calmCells()), context).detail).toBe('di 10 nov 2026, 11:42 · 8× snelheid');
	});

	test('beyond ten minutes leaves names and norms, and no figure', () => {
		const { figures, appearance } = phoneState(phoneCells(alarmCells()), { ...lost, link: 'blank' });
		expect(appearance).toBe('blank');
		expect(figures.queues[0]).toMatchObject({
			depth: null,
			longestWaitSeconds: null,
			depthNorm: 10,
			offNormSince: null
		});
		expect(figures.service.serviceLevel).toMatchObject({ value: null, norm: 0.8 });
		expect(figures.score).toBeNull();
	});

	test('moves the lines to where they end', () => {
		expect(phoneState(phoneCells(alarmCells()), lost).silentMinutes).toBe(4);
		expect(phoneState(phoneCells(alarmCells()), live).silentMinutes).toBe(0);
	});
});

test('a length of time is cut to the minute', () => {
	expect([59, 60, 3599, 3600, 7500].map((seconds) => ageWords(seconds, nl))).toEqual([
		'< 1 min',
		'1 min',
		'59 min',
		'1 u 0 min',
		'2 u 5 min'
	]);
});

describe('a source that is silent', () => {
	const said = (now: Cells, over: Partial<typeof live> = {}) => {
		const state = phoneState(phoneCells(now), { ...live, ...over });
		const notice = state.notice === null ? null : noticeWords(state.notice, state.verdict, context);
		return { verdict: verdictSentence(state.verdict, nl), notice, appearance: state.appearance };
	};

	test('is named with since when and what was last known, while the rest stays live', () => {
		expect(said(silentCells(['Facturen'], alarmCells()))).toEqual({
			verdict: 'De rest is binnen de norm',
			notice: { title: '1 bron stil: CCX sinds 11:38', detail: 'Toen: Facturen loopt vol' },
			appearance: 'live'
		});
	});

	test('does not hide what is the matter with the others', () => {
		expect(said(silentCells(['Chat'], alarmCells()))).toMatchObject({
			verdict: 'Facturen loopt vol',
			notice: { title: '1 bron stil: CCX sinds 11:38', detail: '' }
		});
	});

	test('leaves nothing to say where all rests on it, and never that all is well', () => {
		expect(said(silentCells([], calmCells())).verdict).toBe('');
		expect(said(silentCells([], alarmCells()))).toMatchObject({ notice: { detail: 'Toen: Facturen loopt vol' } });
	});

	test('gives way to a link that is worse', () => {
		expect(said(silentCells([], calmCells()), { link: 'no-connection' }).notice?.title).toBe('Geen verbinding');
	});

	test('ends the line of its queues, and of no others', () => {
		const { queues } = phoneState(phoneCells(silentCells(['Facturen'], alarmCells())), live).figures;
		expect(queues.map(({ line }) => line.at(-1) === null)).toEqual([true, false, false, false, false]);
	});
});

describe('outside opening hours', () => {
	const opens = { 'hours.opens_at': fixtureNow + 3_600_000 };
	const stateOf = (over: Cells, nowMs = fixtureNow) => phoneState(phoneCells(calmCells(over)), { ...live, nowMs });

	test('nobody waiting is no good result but a closed door', () => {
		const { verdict: closed } = stateOf({ ...opens, 'fast.queue_depth': 0, 'fast.longest_since': null });
		expect(closed.kind).toBe('closed');
		expect(verdictSentence(closed, nl)).toBe('Gesloten');
	});

	test('somebody who waits is spoken of as ever, and so is everything once it is open', () => {
		expect(stateOf({ ...opens, 'fast.queue_depth': 1 }).verdict.kind).toBe('within');
		const empty = { ...opens, 'fast.queue_depth': 0, 'fast.longest_since': null };
		expect(stateOf(empty, fixtureNow + 3_600_000).verdict.kind).toBe('within');
	});
});
