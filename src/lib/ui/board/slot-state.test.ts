import { expect, test } from 'vitest';
import { queueCellPrefix } from '#lib/protocol/live-cells.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { en } from '../i18n/en.ts';
import { nl } from '../i18n/nl.ts';
import { phoneFigures } from '../phone/phone-figures.ts';
import { verdict } from '../phone/verdict.ts';
import { verdictSentence } from '../phone/verdict-words.ts';
import { nowFigures } from './now-figures.ts';
import { slotLine } from './slot-line.ts';
import { asksAttention, slotState } from './slot-state.ts';
import type { SlotContext, SlotState } from './slot-state.ts';

const now = Date.UTC(2026, 10, 10, 10, 42);
const formats = {
	count: String,
	duration: (seconds: number) => `${seconds}s`,
	time: (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(11, 16)),
	date: () => 'di 10 nov 2026',
	near: (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(11, 16))
};

function queue(name: string, depth: number, waitSeconds: number | null = null, norm: number | null = 10): Cells {
	const prefix = queueCellPrefix(name);
	return {
		[`${prefix}name`]: name,
		[`${prefix}channel`]: 'phone',
		[`${prefix}depth`]: depth,
		[`${prefix}longest_since`]: waitSeconds === null ? null : now - waitSeconds * 1000,
		[`${prefix}norm.queue_depth`]: norm,
		[`${prefix}norm.longest_wait_s`]: norm === null ? null : 300
	};
}

function slot(cells: Cells, context: Partial<SlotContext> = {}): SlotState {
	const whole = {
		isLoaded: true,
		isSlow: false,
		link: 'live',
		silenceSeconds: 0,
		nowMs: now,
		figuresAtMs: now,
		replaySpeed: null,
		...context
	} as const;
	return slotState(nowFigures(cells, whole.figuresAtMs), whole);
}

function words(state: SlotState): string {
	const { strong, plain, right } = slotLine(state, nl, formats);
	return [strong, plain, ...right].filter((part) => part !== '').join(' | ');
}

test('an alarm names the worst queue, its figure and its norm', () => {
	const state = slot({ ...queue('Facturen', 14), ...queue('Techniek', 4) });
	expect(words(state)).toBe('Facturen | 14 wachtenden, norm 10');
});

test('an alarm by the longest wait also says since when; further alarms are counted', () => {
	const state = slot({ ...queue('Facturen', 3, 402), ...queue('Techniek', 13), ...queue('Chat', 13) });
	expect(words(state)).toBe('Facturen | 402s langst wachtend, norm 300s | sinds 10:40 | +2');
});

test('the centre as a whole is named only when no queue of it is in alarm', () => {
	const busy = { 'fast.queue_depth': 24, 'fast.norm.queue_depth': 15 };
	expect(words(slot({ ...busy, ...queue('Facturen', 10) }))).toBe('Alle wachtrijen samen | 24 wachtenden, norm 15');
	expect(slot({ ...busy, ...queue('Facturen', 14) })).toMatchObject({ alarm: { name: 'Facturen' }, others: 0 });
});

test('no alarm is quiet, and never says more than is true', () => {
	expect(words(slot({ ...queue('a', 1), ...queue('b', 900, null, null) }))).toBe(nl.allWithinNorm);
	expect(words(slot({ ...queue('a', 11), ...queue('b', 12) }))).toBe('2 wachtrijen boven de norm');
	expect(words(slot(queue('a', 11)))).toBe('Eén wachtrij boven de norm');
	expect(words(slot(queue('a', 11, null, null)))).toBe(nl.noNorm);
	expect(words(slot({}))).toBe(nl.noQueues);
});

test('with nothing in alarm the slot says what is off all the same, by the judgement of the phone', () => {
	const lowLevel = { 'fast.sl': 0.74, 'fast.norm.sl': 0.8, 'fast.sl_offered': 606 };
	const longAverage = { 'fast.asa_s': 72, 'fast.norm.asa_s': 60 };
	const calm = queue('a', 1);
	const cases: readonly (readonly [Cells, string])[] = [
		[{ ...calm, ...lowLevel }, nl.serviceLevelUnderNorm],
		[{ ...calm, ...longAverage }, nl.averageWaitOverNorm],
		[{ ...calm, ...lowLevel, ...longAverage }, nl.bothAveragesOffNorm],
		[{ ...calm, ...lowLevel, 'fast.queue_depth': 17, 'fast.norm.queue_depth': 15 }, nl.centreBeyondNorm],
		[{ ...queue('a', 11), ...lowLevel }, 'Eén wachtrij boven de norm'],
		[lowLevel, nl.serviceLevelUnderNorm],
		// Of too few contacts nothing is said, and equal to the norm is within it.
		[{ ...calm, ...lowLevel, 'fast.sl_offered': 49 }, nl.allWithinNorm],
		[{ ...calm, ...lowLevel, 'fast.sl': 0.8 }, nl.allWithinNorm]
	];
	for (const [cells, said] of cases) {
		const state = slot(cells);
		expect(words(state)).toBe(said);
		expect(asksAttention(state), said).toBe(said !== nl.allWithinNorm);
		const onPhone = verdict(phoneFigures(cells, now), { isLoaded: true, isSlow: false });
		expect(onPhone.kind === 'within', said).toBe(said === nl.allWithinNorm);
		if (onPhone.kind === 'averages') expect(verdictSentence(onPhone, { language: 'nl', text: nl })).toBe(said);
	}
});

test('how old the figures are comes before what they say', () => {
	const cells = queue('Facturen', 14);
	const delayed = slot(cells, { link: 'delayed', silenceSeconds: 52, replaySpeed: 8 });
	expect(words(delayed)).toBe('Gegevens vertraagd | 52 s oud | laatst bekend: alarm Facturen');
	const gone = slot(cells, { link: 'no-connection', figuresAtMs: now });
	expect(words(gone)).toBe('Geen verbinding | stand van 10:42 | laatst bekend: alarm Facturen');
	expect(words(slot({}, { link: 'delayed', silenceSeconds: 16 }))).toContain(nl.lastKnownQuiet);
	expect(words(slot(cells, { link: 'blank' }))).toBe('Geen verbinding | sinds 10:42');
});

test('a server that takes nothing in says so before any alarm, which is then the last known one', () => {
	const shut = { ...queue('Facturen', 14), 'server.problem': 'disk-full' };
	const said = 'Opslag vol | nieuwe gegevens komen niet binnen | laatst bekend: alarm Facturen';
	expect(words(slot(shut))).toBe(said);
	expect(slotLine(slot(shut), en, formats).alert).toBe('Disk full: new data is not coming in');
	expect(words(slot({ 'server.problem': 'log-locked' }))).toContain('Opslag bezet');
	expect(words(slot({ 'server.problem': 'log-unwritable' }))).toContain('Opslag niet beschikbaar');
	// A word of a later server is not read as another one, and without a link nobody knows.
	expect(slot({ ...shut, 'server.problem': 'moon' }).kind).toBe('alarm');
	expect(slot({ ...shut, 'server.problem': null }).kind).toBe('alarm');
	expect(slot(shut, { link: 'no-connection' }).kind).toBe('no-connection');
});

test('a clock of the server that was set back is said before an alarm, which stands beside it', () => {
	const back = { ...queue('Facturen', 14), 'server.clock_set_back': true };
	expect(words(slot(back))).toBe(
		'Klok server teruggezet | wachttijden van nieuwe contacten kunnen afwijken | alarm: Facturen'
	);
	expect(slotLine(slot(back), en, formats).alert).toBe('Server clock set back: waits of new contacts may be off');
	expect(words(slot({ 'server.clock_set_back': true }))).not.toContain('alarm');
	expect(slot({ ...back, 'server.clock_set_back': false }).kind).toBe('alarm');
	expect(slot({ ...back, 'server.problem': 'disk-full' }).kind).toBe('intake-shut');
});

test('before the first figures it loads; when they do not come there is no connection, as of nothing', () => {
	expect(words(slot({}, { isLoaded: false }))).toBe('');
	expect(words(slot({}, { isLoaded: false, isSlow: true }))).toBe(nl.loading);
	expect(words(slot({}, { isLoaded: false, link: 'delayed' }))).toBe(nl.noConnection);
});

test('a look back says so instead of raising an alarm', () => {
	const state = slot(queue('Facturen', 14), { replaySpeed: 8 });
	expect(words(state)).toBe('Terugblik | di 10 nov 2026, 10:42 · 8× snelheid');
	expect(words(slot({}, { replaySpeed: 0 }))).toContain(nl.replayStepped);
});

test('what is said aloud stays the same while the situation does', () => {
	const first = slotLine(slot(queue('Facturen', 14, 402)), nl, formats);
	const later = slotLine(slot(queue('Facturen', 17, 500)), nl, formats);
	expect(first.alert).toBe('alarm: Facturen');
	expect(later.alert).toBe(first.alert);
	const late = [52, 53].map((silenceSeconds) => slotLine(slot({}, { link: 'delayed', silenceSeconds }), en, formats));
	expect(late[0]?.status).toBe(late[1]?.status);
	expect(late[0]?.alert).toBe('');
	expect(slotLine(slot({}, { link: 'no-connection' }), en, formats).alert).toContain('No connection');
});
