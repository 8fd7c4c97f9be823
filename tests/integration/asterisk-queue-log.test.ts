import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { asteriskQueueLog } from '../../src/lib/connectors/asterisk-queue-log/translate.ts';
import type { SourceEvent } from '../../src/lib/domain/contact/contact-event.ts';
import {
	checkCounts,
	checkEventsAreValid,
	checkKeepsOrder,
	checkSameAgain,
	translateAll
} from '../conformance/connector.ts';

const shared = process.env['BEREIK_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const folder = join(shared, 'data/asterisk-queue-log');
const isThere = existsSync(folder);
if (!isThere) console.warn(`SKIPPED: real queue_logs, because ${folder} is absent (set BEREIK_SHARED to its place)`);

const connector = {
	name: asteriskQueueLog.name,
	source: 'pbx1',
	open: () => asteriskQueueLog.open({ source: 'pbx1' })
};

/** The part of a truth file that is compared. Its own script, not this product, made it. */
type Truth = Readonly<{
	lines: number;
	exact_duplicate_lines: number;
	unparsable: readonly (readonly [line: number, text: string])[];
	verbs: Readonly<Record<string, number>>;
	total: Readonly<{
		offered: number;
		answered: number;
		abandoned: number;
		asa: number;
		mean_wait_abandoned: number | null;
	}>;
}>;

function readLines(file: string): string[] {
	const lines = readFileSync(join(folder, file), 'utf8').split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines;
}

function readTruth(file: string): Truth {
	return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Truth; // its shape is what the tests below look at
}

function countBy<Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> {
	const counts: Partial<Record<Key, number>> = {};
	for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
	return counts;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Contact → seconds from its first entry to its first event of the type, out of the events alone. */
function waits(events: readonly SourceEvent[], type: 'contact.answered' | 'contact.abandoned'): Map<string, number> {
	const entered = new Map<string, number>();
	const seconds = new Map<string, number>();
	for (const event of events) {
		if (!('contact' in event.data)) continue;
		const { contact } = event.data;
		if (event.type === 'contact.queued' && !entered.has(contact)) entered.set(contact, event.time);
		const entry = entered.get(contact);
		if (event.type === type && entry !== undefined && !seconds.has(contact)) {
			seconds.set(contact, (event.time - entry) / 1000);
		}
	}
	return seconds;
}

describe.skipIf(!isThere).each(['queue_log.first-days', 'messy_fixture.queue_log'])('%s', (file) => {
	test('keeps the contract of connectors', () => {
		const lines = readLines(file);
		checkEventsAreValid(connector, lines);
		checkSameAgain(connector, lines);
		checkKeepsOrder(connector, lines);
		checkCounts(connector, lines);
	});

	test('gives as many contact events as it has such lines, counted with a plain pattern', () => {
		const text = readLines(file).join('\n');
		function linesWith(verbs: string): number {
			return [...text.matchAll(new RegExp(`^\\d+(?:\\|[^|\\n]*){3}\\|(?:${verbs})(?:\\||$)`, 'gm'))].length;
		}
		const counts = countBy(translateAll(connector, readLines(file)).events.map(({ type }) => type));
		expect({ ...counts, 'agent.state_changed': undefined }).toEqual({
			'contact.queued': linesWith('ENTERQUEUE'),
			'contact.answered': linesWith('CONNECT'),
			'contact.ended': linesWith('COMPLETEAGENT|COMPLETECALLER'),
			'contact.transferred': linesWith('ATTENDEDTRANSFER|BLINDTRANSFER|TRANSFER') || undefined,
			'contact.abandoned': linesWith('ABANDON|EXITWITHTIMEOUT|EXITEMPTY|EXITWITHKEY|WITHDRAW') || undefined,
			'agent.state_changed': undefined
		});
	});

	test('rejects nothing: every line is well formed or empty', () => {
		const { rejected, translator } = translateAll(connector, readLines(file));
		expect(rejected).toEqual([]);
		expect(translator.counts.lines - translator.counts.blank).toBe(
			readLines(file).filter((line) => line.includes('|')).length
		);
	});
});

describe.skipIf(!isThere)('queue_log.first-days', () => {
	test('gives these events', () => {
		const { events, translator } = translateAll(connector, readLines('queue_log.first-days'));
		expect(countBy(events.map(({ type }) => type))).toEqual({
			'contact.queued': 32,
			'contact.answered': 28,
			'contact.abandoned': 4,
			'contact.transferred': 1,
			'contact.ended': 26,
			'agent.state_changed': 9
		});
		expect(translator.counts.repeated).toBe(0);
	});

	test('agrees with the truth on who was offered, answered and lost, and on how long they waited', () => {
		const { total } = readTruth('truth.first-days.json');
		const { events } = translateAll(connector, readLines('queue_log.first-days'));
		const answered = waits(events, 'contact.answered');
		const abandoned = waits(events, 'contact.abandoned');
		expect(answered.size).toBe(total.answered);
		expect(abandoned.size).toBe(total.abandoned);
		expect(answered.size + abandoned.size).toBe(total.offered);
		expect(mean([...answered.values()])).toBeCloseTo(total.asa, 6);
		expect(mean([...abandoned.values()])).toBeCloseTo(total.mean_wait_abandoned ?? Number.NaN, 6);
	});

	test('waits by the clock are the waits Asterisk wrote down, without exception', () => {
		const lines = readLines('queue_log.first-days');
		const { events } = translateAll(connector, lines);
		const byClock = new Map([...waits(events, 'contact.answered'), ...waits(events, 'contact.abandoned')]);
		const written = new Map<string, number>();
		for (const line of lines) {
			const [, callId = '', , , verb, ...rest] = line.split('|');
			if (verb === 'CONNECT') written.set(callId, Number(rest[0]));
			if (verb === 'ABANDON') written.set(callId, Number(rest[2]));
		}
		expect(written.size).toBe(32);
		expect(byClock).toEqual(written);
	});

	test('knows five agents, each under one name, and sees them come and go', () => {
		const { events } = translateAll(connector, readLines('queue_log.first-days'));
		const agents = events.flatMap(({ data }) => ('agent' in data && data.agent !== undefined ? [data.agent] : []));
		expect([...new Set(agents)].sort()).toEqual(['1109', '1126', '1127', '1128', '1141']);
		const presences = events.flatMap((event) =>
			event.type === 'agent.state_changed'
				? [`${event.data.agent} ${event.data.state} ${event.data.queues?.join()}`]
				: []
		);
		expect(presences).toEqual([
			'1127 ready IT',
			'1141 ready IT',
			'1141 offline ',
			'1127 offline ',
			'1109 ready IT',
			'1109 offline ',
			'1126 ready IT',
			'1128 ready IT',
			'1109 ready IT'
		]);
	});

	test('steps over the other lines, each verb as often as the truth has it', () => {
		const { verbs } = readTruth('truth.first-days.json');
		const { skipped } = translateAll(connector, readLines('queue_log.first-days')).translator.counts;
		const counted = Object.fromEntries(skipped.map(({ kind, count }) => [kind, count]));
		for (const [verb, count] of Object.entries(verbs)) {
			if (/^(?:OUT|RINGNOANSWER|CONFIGRELOAD|QUEUESTART)/.test(verb)) expect(counted[verb], verb).toBe(count);
		}
	});

	test('cut off anywhere in its last line never throws, and loses at most that line', () => {
		const lines = readLines('queue_log.first-days').slice(0, 60);
		const whole = translateAll(connector, lines).events;
		const last = lines.at(-1) ?? '';
		for (let length = 0; length < last.length; length++) {
			const { events } = translateAll(connector, [...lines.slice(0, -1), last.slice(0, length)]);
			expect(events.length).toBeGreaterThanOrEqual(whole.length - 1);
			expect(events.length).toBeLessThanOrEqual(whole.length);
		}
	});
});

describe.skipIf(!isThere)('messy_fixture.queue_log', () => {
	test('gives these events, its repeats with the ids they had', () => {
		const lines = readLines('messy_fixture.queue_log');
		const truth = readTruth('truth-messy.json');
		const { events, translator } = translateAll(connector, lines);
		expect(countBy(events.map(({ type }) => type))).toEqual({
			'contact.queued': 8,
			'contact.answered': 3,
			'contact.ended': 6
		});
		expect(translator.counts.repeated).toBe(truth.exact_duplicate_lines);
		expect(translator.counts.blank).toBe(truth.unparsable.length);
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length - truth.exact_duplicate_lines);
		const entries = events.filter((event) => event.type === 'contact.queued');
		expect(new Set(entries.map(({ id }) => id)).size).toBe(2);
	});

	test('tells ends of calls that never entered as the lines tell them', () => {
		const { events } = translateAll(connector, readLines('messy_fixture.queue_log'));
		const entered = new Set(events.flatMap(({ type, data }) => (type === 'contact.queued' ? [data.contact] : [])));
		const orphans = events.filter(({ data }) => 'contact' in data && !entered.has(data.contact));
		expect(countBy(orphans.map(({ type }) => type))).toEqual({ 'contact.answered': 1, 'contact.ended': 5 });
	});

	test('keeps its order, also where times go back', () => {
		const { events } = translateAll(connector, readLines('messy_fixture.queue_log'));
		const times = events.map(({ time }) => time);
		expect(times).not.toEqual(times.toSorted((one, other) => one - other));
	});
});
