import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportGrain } from '#lib/domain/reports/report-grain.ts';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import { lastDays, rollingByDays, type TimedScore } from '#lib/domain/satisfaction/rolling.ts';
import { scoreFigures } from '#lib/domain/satisfaction/score-figures.ts';
import { defaultSiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { viewsFile } from '#lib/server/database/sqlite/open-views.ts';
import { openHistoryReader } from '#lib/server/database/sqlite/sqlite-history-reader.ts';
import { type CommandRun, printedJson, runCommands, runSequences } from '../support/command-runs.ts';
import { negativeTickets, ticketBuckets, ticketsByWeek, ticketTopic } from '../support/expected-tickets.ts';
import { PlainBuckets } from '../support/plain-contacts.ts';
import { bucketsOfCalls, callsOfQueueLog } from '../support/plain-queue-log.ts';
import { queueLogFolder, readTruth } from '../support/shared-data.ts';
import { mappingOf } from '../support/translate-table.ts';
import { expectRow, targetsOf } from '../support/truth-buckets.ts';
import {
	type Buckets,
	hasTruthSets,
	pathOfSet,
	processZones,
	type SetTruth,
	truthOfSet,
	truthSets
} from '../support/truth-sets.ts';

type SetName = keyof typeof truthSets;
/** One report that is compared: what is asked, and what must come. */
type Question = Readonly<{ by: ReportGrain; target: number; options?: readonly string[]; expected: Buckets }>;

const setNames: readonly SetName[] = ['bank', 'calls', 'list', 'tickets'];
/** Where in a truth the buckets of a report are. */
const cuts: readonly (readonly [by: ReportGrain, key: string])[] = [
	['total', 'total'],
	['day', 'by_day'],
	['week', 'by_iso_week'],
	['sunday-week', 'by_sunday_week'],
	['month', 'by_month'],
	['hour', 'by_hour'],
	['topic', 'by_topic'],
	['queue', 'by_type']
];
const temporary = mkdtempSync(join(tmpdir(), 'bereik-report-truth-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe.skipIf(!hasTruthSets())('reports on published records, imported and asked for as anybody does', () => {
	const questions = new Map<SetName, Question[]>();
	const runs = new Map<string, CommandRun[]>();

	beforeAll(async () => {
		for (const name of setNames) questions.set(name, questionsAbout(name, truthOfSet(truthSets[name])));
		const someOfBank = join(temporary, 'some-of-bank.txt');
		const [header, ...rows] = readFileSync(pathOfSet(truthSets.bank), 'latin1').split('\n');
		// A part of every day; the whole files are compared with their truths, under one zone of the machine.
		const some = rows.filter((_, index) => index % 10 === 0);
		writeFileSync(someOfBank, [header, ...some].join('\n'), 'latin1');

		const ask = async (processZone: string, names: readonly (readonly [SetName, string?])[]): Promise<void> => {
			const asked = names.map(([name, file]) => ({
				name: file === undefined ? name : `some of ${name}`,
				zone: truthSets[name].zone,
				commands: [
					['import', file ?? pathOfSet(truthSets[name]), '--mapping', mappingOf(truthSets[name].mapping)],
					...(questions.get(name) ?? []).map(reportOf)
				]
			}));
			const sequences = asked.map((one) => ({ ...one, folder: folderOf(one.name, processZone) }));
			const told = await runSequences(processZone, sequences);
			for (const [index, { name }] of asked.entries()) runs.set(`${name} ${processZone}`, told[index] ?? []);
		};
		const [home, ...abroad] = processZones;
		await Promise.all([ask(home, [['bank'], ['tickets']]), ask(home, [['list'], ['calls'], ['bank', someOfBank]])]);
		await Promise.all(abroad.map((zone) => ask(zone, [['tickets'], ['bank', someOfBank]])));
	}, 240_000);

	test.each(setNames)('%s: every row of every bucket is what the truth says, for every target', (name) => {
		const [imported, ...reports] = runs.get(`${name} ${processZones[0]}`) ?? [];
		expect(imported?.code, imported?.stderr).toBe(0);
		const asked = questions.get(name) ?? [];
		expect(asked.length).toBeGreaterThanOrEqual(10);
		expect(reports).toHaveLength(asked.length);
		for (const [index, { by, target, options = [], expected }] of asked.entries()) {
			const rows = printedJson(reports[index]) as ReportRow[]; // as the command prints them
			const where = [name, by, target, ...options].join(' ');
			expect(
				rows.map(({ bucket }) => bucket),
				where
			).toEqual(Object.keys(expected).sort());
			for (const row of rows) expectRow(row, expected[row.bucket ?? ''], target, where);
		}
	});

	test.each(setNames)('%s: a figure that is off in its last place is found out', (name) => {
		const { by, target, expected } = (questions.get(name) ?? [])[0] ?? { by: 'total', target: 0, expected: {} };
		const [row] = printedJson(runs.get(`${name} ${processZones[0]}`)?.[1]) as ReportRow[]; // the first that was asked
		if (row === undefined) throw new Error('no row');
		expectRow(row, expected[row.bucket ?? ''], target, by);
		for (const key of ['offered', 'answered', 'abandoned', 'sl_met', 'pending'] as const)
			expect(() => expectRow({ ...row, [key]: row[key] + 1 }, expected['total'], target, by), key).toThrow();
		for (const key of ['asa_s', 'sl_v1', 'sl_v2'] as const)
			expect(() => expectRow({ ...row, [key]: (row[key] ?? 0) + 4e-6 }, expected['total'], target, by), key).toThrow();
	});

	test('what is set aside and left out is told with its number', () => {
		const said = (name: SetName): string => runs.get(`${name} UTC`)?.[0]?.stdout ?? '';
		expect(said('bank')).toContain('31599 rows read, 0 set aside');
		expect(said('bank')).toMatch(/1219 × left in the voice menu[\s\S]*240 × phantom call/);
		expect(said('calls')).toContain('5000 rows read, 0 set aside');
		expect(said('list')).toContain('51708 rows read, 0 set aside');
		expect(said('tickets')).toContain('1181 rows read, 2 set aside');
		expect(negativeTickets()).toHaveLength(2);
	});

	test('tickets: how many came by chat, letter and phone in each week of either kind', async () => {
		const truth = truthOfSet(truthSets.tickets);
		const asked = ['Chat', 'Email', 'Phone'].flatMap((channel) => [
			{ channel, by: 'week', kind: 'iso' } as const,
			{ channel, by: 'sunday-week', kind: 'sunday' } as const
		]);
		const told = await runCommands(
			folderOf('tickets', 'UTC'),
			{ zone: truthSets.tickets.zone, processZone: 'UTC' },
			asked.map(({ channel, by }) => ['report', '--by', by, '--channel', channel.toLowerCase(), '--output', 'json'])
		);
		expect(told).toHaveLength(asked.length);
		for (const [index, { channel, kind }] of asked.entries()) {
			const rows = printedJson(told[index]) as ReportRow[]; // as the command prints them
			const counts = Object.fromEntries(rows.map(({ bucket, offered }) => [bucket, offered]));
			expect(counts, `${channel}, ${kind}`).toEqual(ticketsByWeek(truth, kind, channel));
		}
	});

	test.each(['some of bank', 'tickets'])('%s: the zone of the machine changes no byte of any report', (name) => {
		const [home, ...abroad] = processZones.map((zone) => runs.get(`${name} ${zone}`)?.slice(1) ?? []);
		expect(home?.length).toBeGreaterThan(10);
		expect(home?.every(({ code, stdout }) => code === 0 && stdout.includes('offered'))).toBe(true);
		for (const told of abroad) expect(told).toEqual(home);
	});

	test.each([
		['calls', 'rolling_csat_7d', 7, null],
		['calls', 'rolling_csat_30d', 30, null],
		['tickets', 'rolling_csat_7d', 7, null],
		['tickets', 'rolling_csat_30d', 30, null],
		['tickets', 'rolling_csat_30d_chat', 30, 'chat']
	] as const)('%s: %s at the end of every day', (name, key, days, channel) => {
		const truth = truthOfSet(truthSets[name])[key] as Readonly<Record<string, { n: number; mean: number | null }>>;
		const calendar = new SiteCalendar(truthSets[name].zone);
		const scale = defaultSiteSettings.surveys.scales.csat;
		const answers = answersOf(name, channel);
		const negative = name === 'tickets' && channel === null ? negativeTickets() : [];
		for (const [date, { n, mean }] of Object.entries(truth)) {
			const span = lastDays(calendar, calendar.day(date).to - 1, days);
			const figures = scoreFigures('csat', rollingByDays(answers, span, scale));
			const left = negative.flatMap(({ created, score }) => {
				const at = calendar.instantOf(created.replace(' ', 'T'));
				return score !== null && at >= span.from && at <= span.until ? [score] : [];
			});
			const points = Math.round((mean ?? 0) * n) - left.reduce((sum, score) => sum + score, 0);
			expect(figures.n, `${key} ${date}`).toBe(n - left.length);
			if (figures.n < 5) expect(figures.mean, date).toBeNull();
			else expect(figures.mean, `${key} ${date}`).toBeCloseTo(points / figures.n, 9);
			// What was rounded to a whole number of points was one.
			expect(Math.abs((mean ?? 0) * n - Math.round((mean ?? 0) * n)), date).toBeLessThanOrEqual(n * 1e-6);
		}
	});
});

const queueLogs = queueLogFolder();

describe.skipIf(queueLogs === null)('reports on real queue_logs', () => {
	const targets = [10, 20, 30, 60] as const;

	test.each([
		['queue_log.first-days', 'truth.first-days.json'],
		['messy_fixture.queue_log', 'truth-messy.json']
	])('%s: whole, by day, week, Sunday week, month and hour', async (name, truthFile) => {
		const file = join(queueLogs ?? '', name);
		const truth = readTruth(join(queueLogs ?? '', truthFile));
		const zone = truth.local_zone;
		const names = new PlainBuckets(zone);
		const calls = callsOfQueueLog(file);
		const counted = (bucketOf: (at: number) => string): Buckets => bucketsOfCalls(calls, bucketOf, targets);
		const plain: Partial<Record<ReportGrain, Buckets>> = {
			total: { total: truth.total }, // the same thing under a narrower type
			day: truth.by_local_day,
			week: counted((at) => names.isoWeek(at)),
			'sunday-week': counted((at) => names.sundayWeek(at)),
			month: counted((at) => names.month(at)),
			hour: counted((at) => names.hour(at))
		};
		expectSameBuckets({ total: counted(() => 'total')['total'] ?? {} }, plain.total ?? {});
		expectSameBuckets(
			counted((at) => names.day(at)),
			plain.day ?? {}
		);
		const asked = Object.entries(plain).flatMap(
			([by, expected]) => targets.map((target) => ({ by: by as ReportGrain, target, expected })) // the keys are grains
		);
		const told = await Promise.all(
			processZones.map((processZone) =>
				runCommands(folderOf(name, processZone), { zone, processZone }, [
					['import', file, '--format', 'asterisk-queue-log'],
					...asked.map(reportOf)
				])
			)
		);
		for (const [imported, ...reports] of told) {
			expect(imported?.code, imported?.stderr).toBe(0);
			for (const [index, { by, target, expected }] of asked.entries()) {
				const rows = printedJson(reports[index]) as ReportRow[]; // as the command prints them
				expect(rows.map(({ bucket }) => bucket)).toEqual(Object.keys(expected).sort());
				for (const row of rows) {
					// A truth leaves out who never left the queue.
					const offered = row.offered - row.pending;
					expectRow({ ...row, offered, pending: 0 }, expected[row.bucket ?? ''], target, `${name} ${by}`);
				}
			}
		}
	});
});

/** The plain counting is itself held against the truth, where that has such buckets. */
function expectSameBuckets(counted: Buckets, truth: Buckets): void {
	expect(Object.keys(counted).sort()).toEqual(Object.keys(truth).sort());
	for (const [name, bucket] of Object.entries(counted))
		for (const [key, value] of Object.entries(bucket)) {
			const expected = truth[name]?.[key];
			const pairs: readonly (readonly [unknown, unknown])[] =
				typeof value === 'object' && value !== null
					? Object.entries(value).map(([form, share]) => [share, (expected as Record<string, number>)[form]])
					: [[value, expected]];
			for (const [own, other] of pairs)
				if (own === null || other === null) expect(own, `${name} ${key}`).toBe(other);
				else expect(Number(own), `${name} ${key}`).toBeCloseTo(Number(other), 5);
		}
}

function folderOf(name: string, processZone: string): string {
	return join(temporary, name, processZone.replace('/', '-'));
}

function reportOf({ by, target, options = [] }: Question): readonly string[] {
	return ['report', '--by', by, '--short', '0', '--target', String(target), ...options, '--output', 'json'];
}

function questionsAbout(name: SetName, truth: SetTruth): Question[] {
	const own: [ReportGrain, Buckets, readonly string[]][] = [];
	for (const [by, key] of cuts) {
		const buckets = (key === 'total' ? { total: truth.total } : truth[key]) as Buckets | undefined; // some have it not
		if (buckets !== undefined) own.push([by, name === 'tickets' ? ofTickets(by, buckets) : buckets, []]);
	}
	if (name === 'tickets') {
		const channels = truth['by_channel_without_negative_waits'] as Buckets; // as the file has it
		own.push(['channel', renamed(channels, (channel) => channel.toLowerCase()), []]);
		own.push(...crossed(truth['by_channel_and_month'] as Buckets, '--channel', ofChannelMonth));
	}
	if (name === 'calls') own.push(...crossed(truth['by_topic_and_month'] as Buckets, '--topic', (_, months) => months));
	return own.flatMap(([by, expected, options]) =>
		targetsOf(truth.total).map((target) => ({ by, target, options, expected }))
	);
}

function ofTickets(by: ReportGrain, buckets: Buckets): Buckets {
	if (by === 'topic') return ticketBuckets(buckets, ticketTopic, ({ topic }) => topic);
	const bucketOf = ({ created }: { created: string }): string => (by === 'total' ? 'total' : created.slice(0, 7));
	return ticketBuckets(buckets, (bucket) => bucket, bucketOf);
}

function ofChannelMonth(channel: string, months: Buckets): Buckets {
	return ticketBuckets(
		months,
		(month) => month,
		(ticket) => (ticket.channel === channel ? ticket.created.slice(0, 7) : '')
	);
}

/** Buckets named `Topic|2021-01` as reports by month with one topic each. */
function crossed(
	buckets: Buckets,
	option: '--channel' | '--topic',
	adjusted: (name: string, months: Buckets) => Buckets
): [ReportGrain, Buckets, readonly string[]][] {
	const names = [...new Set(Object.keys(buckets).map((key) => key.split('|')[0] ?? ''))];
	return names.map((name) => {
		const own = Object.entries(buckets).filter(([key]) => key.startsWith(`${name}|`));
		const months = Object.fromEntries(own.map(([key, bucket]) => [key.split('|')[1] ?? '', bucket]));
		return ['month', adjusted(name, months), [option, option === '--channel' ? name.toLowerCase() : name]];
	});
}

function renamed(buckets: Buckets, nameOf: (name: string) => string): Buckets {
	return Object.fromEntries(Object.entries(buckets).map(([name, bucket]) => [nameOf(name), bucket]));
}

/** The scores that were imported, as the history has them. */
function answersOf(name: SetName, channel: 'chat' | null): TimedScore[] {
	const reader = openHistoryReader(viewsFile(join(folderOf(name, 'UTC'), 'log.db')));
	try {
		const channels = channel === null ? null : [channel];
		const pages = reader.surveys('csat', { span: null, queues: null, channels, topics: null });
		return [...pages].flatMap((page) =>
			page.flatMap(({ answeredAt, score }) =>
				answeredAt === null || score === null ? [] : [{ at: answeredAt, score }]
			)
		);
	} finally {
		reader.close();
	}
}
