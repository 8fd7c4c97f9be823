import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { reportGrains } from '#lib/domain/reports/report-grain.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { WaitSketch } from '#lib/domain/statistics/wait-sketch.ts';
import { LocalDays, monthOfDay } from '#lib/domain/time/local-days.ts';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { makeReport } from '#lib/server/history/report.ts';
import { planReport } from '#lib/server/history/report-plan.ts';
import { parseReportQuery } from '#lib/server/history/report-query.ts';
import { calendar, settings } from '../support/ask.ts';
import { entangled, more } from '../support/entangled-log.ts';
import { openHistory } from '../support/history-of.ts';
import { morning } from '../support/log-events.ts';
import { randomLog, shuffled } from '../support/random-log.ts';
import { runsOf } from '../support/seed.ts';

const blockMs = 120_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Mondays before the clocks go forward, back, and before neither; the last turns the year. */
const begins = ['2026-03-26T00:00', '2026-10-22T00:00', '2026-06-01T00:00', '2026-12-29T00:00'].map((local) =>
	calendar.instantOf(local)
);

/** The same few hours, two minutes of them every seven hours: weeks, in which short waits are as long as they were. */
function spread(events: readonly LogEvent[], from: number): LogEvent[] {
	const moved = (at: number): number => {
		const block = Math.floor((at - morning) / blockMs);
		return from + block * 7 * hourMs + (at - morning - block * blockMs);
	};
	return events.map((event) => ({ ...event, time: moved(event.time), receivedAt: moved(event.receivedAt) }));
}

/** Contacts that come, wait and leave as most do, so that there is something to be wrong about. */
const usualContacts = fc.array(
	fc.record({
		seconds: fc.integer({ min: 0, max: 7200 }),
		queue: fc.constantFrom('q1', 'q2', 'q3'),
		waitMs: fc.constantFrom(0, 4_999, 5_000, 20_000, 20_001, 61_000, 100_000),
		end: fc.constantFrom('answered', 'answered', 'answered', 'abandoned', 'waits'),
		topic: fc.constantFrom('t0', 't1', undefined),
		score: fc.constantFrom(1, 4, 5, null)
	}),
	{ minLength: 8, maxLength: 24 }
);

/** Several logs of the same hours as one, each with contacts and agents of its own, and usual contacts among them. */
const busyLog = fc.tuple(fc.array(randomLog, { minLength: 3, maxLength: 3 }), usualContacts).map(
	([logs, contacts]) =>
		[
			...logs.flatMap((events, no) => events.map((event) => ({ ...event, data: ownNames(event.data, no) }))),
			...contacts.flatMap((contact, no) => eventsOf(contact, `u${no}`))
		]
			.sort((a, b) => a.time - b.time)
			.map((event, index) => ({ ...event, seq: index + 1, id: `e${index + 1}` }) as LogEvent) // as the contract says
);

type UsualContact = typeof usualContacts extends fc.Arbitrary<(infer One)[]> ? One : never;

function eventsOf({ seconds, queue, waitMs, end, topic, score }: UsualContact, contact: string) {
	const entry = morning + seconds * 1000;
	const exit = entry + waitMs;
	const at = (time: number, type: string, data: object) => ({
		receivedAt: time,
		source: 'test',
		time,
		type,
		data: { contact, ...data }
	});
	const channel = queue === 'q1' ? 'phone' : queue === 'q2' ? 'chat' : 'email';
	const events = [at(entry, 'contact.queued', { queue, channel, ...(topic === undefined ? {} : { topic }) })];
	if (end === 'abandoned') events.push(at(exit, 'contact.abandoned', { reason: 'hung_up' }));
	if (end !== 'answered') return events;
	events.push(at(exit, 'contact.answered', { agent: `a-${contact}` }), at(exit + 60_000, 'contact.ended', {}));
	events.push(at(exit + 70_000, 'survey.invited', { kind: 'csat' }));
	if (score !== null)
		events.push(at(exit + 80_000, 'survey.answered', { kind: 'csat', score, scale: { min: 1, max: 5 } }));
	return events;
}

function ownNames(data: LogEvent['data'], no: number): object {
	// The changes of `more` name the contacts of the first log.
	const own = ([key, value]: [string, unknown]) => [
		key,
		no > 0 && /^contact|agent$/.test(key) ? `${value}-${no}` : value
	];
	return Object.fromEntries(Object.entries(data).map(own));
}

const logs = fc
	.tuple(busyLog, more, fc.array(fc.nat(100), { minLength: 1 }), fc.constantFrom(...begins))
	.map(([events, changes, ranks, from]) => {
		const changed = entangled(events, changes);
		// Undoing an import comes after it: what is shuffled before is.
		const undone = changed.filter(({ type }) => type === 'bereik.import.undone');
		const others = changed.filter(({ type }) => type !== 'bereik.import.undone');
		const arrived = [...shuffled(others, ranks), ...undone].map((event, index) => ({ ...event, seq: index + 1 }));
		return { log: spread(arrived, from), from };
	});

const questions = fc.record({
	by: fc.constantFrom(...reportGrains),
	queue: fc.constantFrom('all', 'all', 'all', 'fast', 'q1', 'q2', 'q3'),
	channel: fc.constantFrom(undefined, undefined, 'phone', 'email'),
	topic: fc.constantFrom(undefined, undefined, undefined, 't0', 't1'),
	compare: fc.constantFrom(undefined, 'previous', 'same-period-last-year'),
	from: fc.constantFrom(null, null, 0, 1, 26.5, 48),
	hours: fc.constantFrom(null, null, 24, 47, 300),
	/** When it is asked, in hours after the beginning; the log goes on for some weeks. */
	asked: fc.constantFrom(1, 75.2, 300, 640, 900, 4000, 9000)
});

test('a report reads the same from sums as from rows, whatever came late, was corrected, left out or undone', async () => {
	const { begin, catchUp, file } = openHistory();
	let fromSums = 0;
	await fc.assert(
		fc.asyncProperty(logs, fc.array(questions, { minLength: 8, maxLength: 16 }), async ({ log, from }, asked) => {
			begin(log);
			await catchUp(7);
			const reader = openHistoryReader(viewsFile(file));
			try {
				for (const { from: start, hours, asked: later, ...question } of asked) {
					if (question.topic !== undefined && !reader.topics().includes(question.topic)) continue;
					if (!['all', 'fast', ...reader.queues()].includes(question.queue)) continue;
					const text = Object.entries(question).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
					const own = start === null ? 0 : from + start * hourMs;
					const query = {
						...parseReportQuery(new URLSearchParams(text), settings, calendar),
						from: start === null && question.compare === undefined ? null : own,
						to: hours === null ? null : own + hours * hourMs
					};
					const at = from + later * hourMs;
					const parts = { reader, settings, calendar, at, pause: async () => {} };
					const expected = await makeReport(query, { ...parts, rowsOnly: true });
					expect(await makeReport(query, parts), JSON.stringify(query)).toEqual(expected);
					const whole = { from: query.from ?? -Infinity, to: query.to ?? Infinity };
					fromSums += planReport(query, settings, at, [whole], reader.rollups)?.days.length ?? 0;
				}
			} finally {
				reader.close();
			}
		}),
		runsOf(120)
	);
	// Otherwise rows were compared with rows.
	expect(fromSums).toBeGreaterThan(1000);
});

/** Everything but the bounds of the days, which only ever widen. */
const sums = [
	'select * from quarter_cells',
	'select * from day_cells',
	'select * from day_topic_cells',
	'select * from day_surveys',
	'select * from month_cells',
	'select * from month_surveys',
	'select queue_no, day, channel, sum_ms, hex(bins) from day_sketches',
	'select queue_no, month, channel, sum_ms, hex(bins) from month_sketches'
];

/** Rows with names in place of the numbers, which depend on the slices in which the log was read. */
function namedRows(client: Database.Database, sql: string): readonly string[] {
	const names = new Map(client.prepare<[], [number, string]>('select no, name from history_names').raw().all());
	const rows = client.prepare<[], Record<string, unknown>>(sql).all();
	return rows
		.map(({ queue_no, topic_no, ...row }) =>
			JSON.stringify({ queue: names.get(Number(queue_no)), topic: names.get(Number(topic_no)), ...row })
		)
		.sort();
}

test('sums that were kept up are those that are counted again, and other targets count them again', async () => {
	let own: SiteSettings = settings;
	const strict: SiteSettings = {
		...settings,
		channels: { ...settings.channels, phone: { ...settings.channels.phone, targetMs: 1_000 } }
	};
	const { begin, catchUp, file, log: stored } = openHistory([], () => own);
	const client = new Database(viewsFile(file), { readonly: true });
	onTestFinished(() => void client.close());
	const read = (): unknown[] => sums.map((sql) => namedRows(client, sql));
	await fc.assert(
		fc.asyncProperty(logs, fc.nat(60), async ({ log, from }, cut) => {
			own = settings;
			begin(log);
			await catchUp(7);
			const kept = read();
			own = strict;
			// Some of the log comes while the sums are being counted again.
			begin(log.slice(0, cut % log.length));
			own = settings;
			await catchUp(5);
			own = strict;
			stored.store(...log.slice(cut % log.length));
			await catchUp(3);
			const reader = openHistoryReader(viewsFile(file));
			try {
				expect(reader.rollups.head?.isWhole).toBe(true);
				const query = parseReportQuery(new URLSearchParams({ by: 'day' }), strict, calendar);
				const parts = { reader, settings: strict, calendar, at: from + 30 * dayMs, pause: async () => {} };
				expect(await makeReport(query, parts)).toEqual(await makeReport(query, { ...parts, rowsOnly: true }));
			} finally {
				reader.close();
			}
			own = settings;
			await catchUp(7);
			expect(read()).toEqual(kept);
		}),
		runsOf(50)
	);
});

function inOrder(sketches: ReadonlyMap<string, WaitSketch>): unknown {
	return [...sketches]
		.map(([key, sketch]) => [key, sketch.quantileMs(0.5), sketch.quantileMs(0.95), sketch.stored()] as const)
		.sort(([a], [b]) => (a < b ? -1 : 1));
}

test('quarters of an hour add up to the days, days to months, and sketches are of the waits that were answered', async () => {
	const { begin, catchUp, file } = openHistory();
	const localDays = new LocalDays(calendar);
	let sketches = 0;
	await fc.assert(
		fc.asyncProperty(logs, fc.constantFrom('legs' as const, 'episodes' as const), async ({ log }, of) => {
			begin(log);
			await catchUp(7);
			const reader = openHistoryReader(viewsFile(file));
			try {
				const any = { of, queues: null, channels: null };
				const span = { from: -Number.MAX_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };
				const days = { first: -1e6, last: 1e6 };
				const byDay = new Map<string, number[]>();
				const add = (key: string, cell: Float64Array): void => {
					const known = byDay.get(key) ?? Array.from(cell, () => 0);
					byDay.set(
						key,
						known.map((sum, at) => sum + (cell[at] ?? 0))
					);
				};
				const dayRows = { ...any, days, topics: null };
				for (const row of reader.rollups.waitsByDay({ ...dayRows, byTopic: false }))
					add(`${row.day} ${row.subject.queue} ${row.subject.channel}`, row.cell);
				const fromDays = new Map(byDay);
				byDay.clear();
				for (const row of reader.rollups.waitsByQuarter({ ...any, span }))
					add(`${localDays.of(row.from).day} ${row.queue} ${row.channel}`, row.cell);
				expect(byDay).toEqual(fromDays);
				byDay.clear();
				for (const row of reader.rollups.waitsByDay({ ...dayRows, byTopic: true }))
					add(`${row.day} ${row.subject.queue} ${row.subject.channel}`, row.cell);
				expect(byDay).toEqual(fromDays);
				const ofDay = (key: string): string => key.replace(/^\S+/, (day) => String(monthOfDay(Number(day))));
				byDay.clear();
				for (const [key, cell] of fromDays) add(ofDay(key), Float64Array.from(cell));
				const fromMonths = new Map(byDay);
				for (const byTopic of [false, true]) {
					byDay.clear();
					const months = { first: -1e6, last: 1e6 };
					for (const row of reader.rollups.waitsByMonth({ ...any, topics: null, months, byTopic }))
						add(`${row.month} ${row.subject.queue} ${row.subject.channel}`, row.cell);
					expect(byDay).toEqual(fromMonths);
				}
				const waits = new Map<string, number[]>();
				for (const page of reader.waits(of, { span: null, queues: null, channels: null, topics: null }))
					for (const { wait, subject } of page) {
						if (wait.outcome !== 'answered' || wait.exit === null) continue;
						const queue = of === 'legs' ? subject.queue : null;
						const key = `${localDays.of(wait.entry).day} ${queue} ${wait.channel}`;
						waits.set(key, [...(waits.get(key) ?? []), wait.exit - wait.entry]);
					}
				const ofMonths = new Map<string, WaitSketch>();
				const seen: string[] = [];
				for (const { day, queue, channel, sketch } of reader.rollups.sketchesByDay({ ...any, days })) {
					const key = `${day} ${queue} ${channel}`;
					const sorted = (waits.get(key) ?? []).sort((a, b) => a - b);
					seen.push(key);
					const inMonth = ofMonths.get(ofDay(key)) ?? new WaitSketch();
					inMonth.merge(sketch);
					ofMonths.set(ofDay(key), inMonth);
					expect(sketch.count, key).toBe(sorted.length);
					for (const q of [0, 0.5, 0.95, 1]) {
						const exact = sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;
						expect(Math.abs((sketch.quantileMs(q) ?? Number.NaN) - exact)).toBeLessThanOrEqual(0.01 * exact + 1e-9);
					}
				}
				expect(seen.sort()).toEqual([...waits.keys()].sort());
				const kept = new Map<string, WaitSketch>();
				const months = { first: -1e6, last: 1e6 };
				for (const { month, queue, channel, sketch } of reader.rollups.sketchesByMonth({ ...any, months }))
					kept.set(`${month} ${queue} ${channel}`, sketch);
				// The same bins, and so the same answer to the last digit.
				expect(inOrder(kept)).toEqual(inOrder(ofMonths));
				sketches += seen.length;
			} finally {
				reader.close();
			}
		}),
		runsOf(50)
	);
	expect(sketches).toBeGreaterThan(200);
});
