import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { channels } from '#lib/domain/contact/channel.ts';
import { waitsOf } from '#lib/domain/live/live-metrics.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { SiteCalendar } from '#lib/domain/time/calendar.ts';
import { cohortReport, type ReportRow } from '../support/cohort-report.ts';
import { PlainBuckets, type PlainContact, plainContacts } from '../support/plain-contacts.ts';
import { foldOf, mappingOf, translateTable, type TranslatedTable } from '../support/translate-table.ts';
import {
	type Bucket,
	type Buckets,
	hasTruthSets,
	pathOfSet,
	processZones,
	type SetTruth,
	truthOfSet,
	truthSets
} from '../support/truth-sets.ts';

const tables = truthSets;
const present = hasTruthSets();
const run = promisify(execFile);

describe.skipIf(!present)('tables of real and published records, read through the mappings that come along', () => {
	describe.each(['bank', 'calls', 'list', 'tickets'] as const)('%s', (name) => {
		const table = tables[name];
		const buckets = new PlainBuckets(table.zone);
		let truth: SetTruth;
		let translated: TranslatedTable;
		let contacts: PlainContact[];

		beforeAll(async () => {
			truth = truthOfSet(table);
			translated = await translateTable(pathOfSet(table), mappingOf(table.mapping));
			contacts = plainContacts(translated.events);
		});

		test.each([20, 60])('the report agrees, whole and by local day, with a target of %d seconds', (seconds) => {
			const settings = settingsOf(table.zone, seconds);
			const { state } = foldOf(translated.events, settings);
			const calendar = new SiteCalendar(table.zone);
			const at = Date.UTC(2030, 0);
			const [total] = cohortReport(waitsOf(state, 'all'), 'total', null, at, calendar);
			if (total === undefined) throw new Error('a report without a total');
			expectRow(
				total,
				name === 'tickets' ? withoutNegativeWaits(truth, truth.total, () => true) : truth.total,
				seconds
			);
			const byDay = truth['by_day'] as Buckets | undefined; // tickets have none
			if (byDay === undefined) return;
			const days = cohortReport(waitsOf(state, 'all'), 'day', null, at, calendar);
			expect(days.map(({ bucket }) => bucket)).toEqual(Object.keys(byDay).sort());
			for (const row of days) expectRow(row, byDay[row.bucket], seconds);
		});

		test('every other bucket agrees', () => {
			const cuts = {
				by_day: ({ queuedAt }: PlainContact) => buckets.day(queuedAt),
				by_iso_week: ({ queuedAt }: PlainContact) => buckets.isoWeek(queuedAt),
				by_sunday_week: ({ queuedAt }: PlainContact) => buckets.sundayWeek(queuedAt),
				by_month: ({ queuedAt }: PlainContact) => buckets.month(queuedAt),
				by_hour: ({ queuedAt }: PlainContact) => buckets.hour(queuedAt),
				by_topic: ({ topic }: PlainContact) => topic ?? ''
			};
			for (const [cut, bucketOf] of Object.entries(cuts)) {
				const expected = truth[cut] as Buckets | undefined; // which there are differs by file
				if (expected === undefined) continue;
				const cohorts = grouped(contacts, bucketOf);
				const isTopic = cut === 'by_topic';
				const own = name === 'tickets' ? ticketBuckets(truth, expected, isTopic) : expected;
				expect([...cohorts.keys()].sort(), cut).toEqual(Object.keys(own).sort());
				for (const [bucket, cohort] of cohorts) expectPlain(cohort, own[bucket], `${cut} ${bucket}`);
			}
			if (name !== 'tickets') expectPlain(contacts, truth.total, 'total');
		});
	});

	test('the calls give the very same events from the workbook and from three exports', async () => {
		const { calls } = tables;
		const [workbook = '', ...exports] = await Promise.all(
			[calls.file, 'phonenow.csv', 'variant-blesscanplay.csv', 'variant-santhoshtera.csv'].map(async (file) =>
				JSON.stringify((await translateTable(pathOfSet(calls, file), mappingOf(calls.mapping))).events)
			)
		);
		expect(JSON.parse(workbook)).toHaveLength(5000 + 5000 + 4054 + 4054);
		for (const text of exports) expect(text === workbook).toBe(true);
	});

	test('tickets agree by channel, without the two whose wait is below 0, which are set aside', async () => {
		const { tickets } = tables;
		const { events, rejected } = await translateTable(pathOfSet(tickets), mappingOf(tickets.mapping));
		const negative = rejected.filter(({ reason }) => reason.startsWith('makes a wait of -'));
		expect(negative.map(({ line, field }) => [line, field])).toEqual([
			[231, 'answered'],
			[894, 'answered']
		]);
		const truth = truthOfSet(tickets)['by_channel_without_negative_waits'] as Buckets; // as the file has it
		const names: Record<string, string> = { chat: 'Chat', email: 'Email', phone: 'Phone' };
		const cohorts = grouped(plainContacts(events), ({ channel }) => names[channel] ?? channel);
		expect([...cohorts.keys()].sort()).toEqual(Object.keys(truth).sort());
		for (const [channel, cohort] of cohorts) expectPlain(cohort, truth[channel], channel);
		expect(plainContacts(events).filter(({ outcome }) => outcome === 'pending')).toHaveLength(5);
	});

	test('the bank leaves out phantoms and who never queued, and knows no customer 0 and no agent NO_SERVER', async () => {
		const { bank } = tables;
		const { events, counts } = await translateTable(pathOfSet(bank), mappingOf(bank.mapping));
		const truth = truthOfSet(bank);
		expect(Object.fromEntries(counts.skipped.map(({ reason, count }) => [reason, count]))).toEqual({
			'phantom call': truth['phantom'],
			'left in the voice menu, never queued': truth['left_in_vru']
		});
		const customers = events.flatMap((event) => (event.type === 'contact.queued' ? [event.data.customer] : []));
		expect(customers).not.toContain('0');
		const agents = events.flatMap((event) => (event.type === 'contact.answered' ? [event.data.agent] : []));
		expect(agents.filter((agent) => agent === 'unknown')).toHaveLength(490);
	});

	test('figures and events are the same in whatever zone the process runs', async () => {
		const script = fileURLToPath(new URL('../support/table-report.ts', import.meta.url));
		const args = [tables.calls, tables.tickets].flatMap((table) => [
			pathOfSet(table),
			mappingOf(table.mapping),
			table.zone
		]);
		const told = await Promise.all(
			processZones.map(async (TZ) => {
				const env = { ...process.env, TZ, NODE_OPTIONS: '' };
				return JSON.parse((await run(process.execPath, [script, ...args], { env, maxBuffer: 1e8 })).stdout) as unknown;
			})
		);
		expect(JSON.stringify(told[0])).toContain('"offered":5000');
		for (const other of told) expect(other).toEqual(told[0]);
	});
});

function settingsOf(zone: string, seconds: number): SiteSettings {
	const own = channels.map((channel) => [
		channel,
		{ ...defaultSiteSettings.channels[channel], targetMs: seconds * 1000, shortAbandonMs: 0 }
	]);
	return { ...defaultSiteSettings, zone, channels: Object.fromEntries(own) as SiteSettings['channels'] }; // one entry for each
}

function grouped(
	contacts: readonly PlainContact[],
	bucketOf: (contact: PlainContact) => string
): Map<string, PlainContact[]> {
	const cohorts = new Map<string, PlainContact[]>();
	for (const contact of contacts) {
		const bucket = bucketOf(contact);
		const cohort = cohorts.get(bucket);
		if (cohort === undefined) cohorts.set(bucket, [contact]);
		else cohort.push(contact);
	}
	return cohorts;
}

/** The two contacts with a wait below 0, taken out of the buckets of the tickets by plain arithmetic. */
function withoutNegativeWaits(truth: SetTruth, bucket: Bucket, isIn: (created: string) => boolean): Bucket {
	const negative = truth['negative_waits'] as { created: string; wait: number }[]; // as the file has it
	const own = negative.filter(({ created }) => isIn(created));
	const answered = Number(bucket['answered']);
	const sum = Number(bucket['asa']) * answered - own.reduce((total, { wait }) => total + wait, 0);
	// Within every target, as far as such a wait is one: service levels and scores are compared by channel instead.
	const kept = { offered: Number(bucket['offered']) - own.length, answered: answered - own.length };
	return { ...(own.length === 0 ? bucket : {}), ...kept, asa: sum / kept.answered };
}

function ticketBuckets(truth: SetTruth, buckets: Buckets, isTopic: boolean): Buckets {
	const negativeTopics: Record<string, string> = { '2023-02-01': 'Other', '2023-05-18': 'Feature request' };
	const own = new Map<string, Bucket>();
	for (const [name, bucket] of Object.entries(buckets)) {
		const isIn = (created: string): boolean =>
			isTopic ? negativeTopics[created.slice(0, 10)] === name : created.startsWith(name);
		// One topic is spelled in two ways, and the truth keeps them apart.
		const merged = name === 'Pricing and Licensing' ? 'Pricing and licensing' : name;
		const before = own.get(merged);
		const adjusted = withoutNegativeWaits(truth, bucket, isIn);
		own.set(merged, before === undefined ? adjusted : together(before, adjusted));
	}
	return Object.fromEntries(own);
}

function together(one: Bucket, other: Bucket): Bucket {
	const answered = Number(one['answered']) + Number(other['answered']);
	const sum = Number(one['asa']) * Number(one['answered']) + Number(other['asa']) * Number(other['answered']);
	return { offered: Number(one['offered']) + Number(other['offered']), answered, asa: sum / answered };
}

function expectRow(row: ReportRow, truth: Bucket | undefined, seconds: number): void {
	if (truth === undefined) throw new Error(`no truth for ${row.bucket}`);
	expect(row.offered, row.bucket).toBe(truth['offered']);
	expect(row.answered).toBe(truth['answered']);
	if (truth['abandoned'] !== undefined) expect(row.abandoned).toBe(truth['abandoned']);
	if (truth['abandon_rate'] !== undefined) expectSame(row.abandonment_rate, truth['abandon_rate'], row.bucket);
	expectSame(row.asa_s, truth['asa'], row.bucket);
	const level = truth[`sl${seconds}`];
	if (typeof level !== 'object' || level === null) return;
	expect(row.sl_met, row.bucket).toBe(level['answered_within']);
	expectSame(row.sl_v1, level['sl_answered'], row.bucket);
	if (row.pending === 0) expectSame(row.sl_v2, level['sl_offered'], row.bucket);
	if (level['sl_abandon_ok'] !== undefined) expectSame(row.sl_v4, level['sl_abandon_ok'], row.bucket);
}

/** Everything a truth says of a bucket, counted from its contacts in the plainest way. */
function expectPlain(contacts: readonly PlainContact[], truth: Bucket | undefined, where: string): void {
	if (truth === undefined) throw new Error(`no truth for ${where}`);
	const answered = contacts.filter(({ outcome }) => outcome === 'answered');
	const abandoned = contacts.filter(({ outcome }) => outcome === 'abandoned');
	const counted: Record<string, number | null> = {
		offered: contacts.length,
		answered: answered.length,
		abandoned: abandoned.length,
		abandon_rate: ratio(abandoned.length, contacts.length),
		asa: meanSeconds(answered),
		mean_wait_abandoned: meanSeconds(abandoned)
	};
	const scores = contacts.flatMap(({ score }) => (score === null ? [] : [score]));
	counted['rated'] = scores.length;
	counted['csat_mean'] = ratio(
		scores.reduce((sum, score) => sum + score, 0),
		scores.length
	);
	counted['csat_top2'] = ratio(scores.filter((score) => score >= 4).length, scores.length);
	for (const [key, value] of Object.entries(counted))
		if (truth[key] !== undefined) expectSame(value, truth[key], `${where} ${key}`);
	for (const [key, level] of Object.entries(truth)) {
		const seconds = /^sl(\d+)$/.exec(key)?.[1];
		if (seconds === undefined || typeof level !== 'object' || level === null) continue;
		const within = (of: readonly PlainContact[]): number =>
			of.filter(({ waitMs }) => waitMs !== null && waitMs <= Number(seconds) * 1000).length;
		const met = within(answered);
		expect(met, `${where} ${key}`).toBe(level['answered_within']);
		expectSame(ratio(met, contacts.length), level['sl_offered'], `${where} ${key}`);
		expectSame(ratio(met, answered.length), level['sl_answered'], `${where} ${key}`);
		if (level['abandoned_within'] === undefined) continue;
		const short = within(abandoned);
		expect(short).toBe(level['abandoned_within']);
		expectSame(ratio(met, contacts.length - short), level['sl_excl_short'], where);
		expectSame(ratio(met + short, contacts.length), level['sl_abandon_ok'], where);
	}
}

function meanSeconds(contacts: readonly PlainContact[]): number | null {
	const waits = contacts.flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs]));
	return ratio(waits.reduce((sum, wait) => sum + wait, 0) / 1000, waits.length);
}

function ratio(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}

function expectSame(figure: number | null, truth: unknown, where: string): void {
	if (figure === null || truth === null) return expect(figure, where).toBe(truth);
	// Six decimals, and a little more where a truth was put together from two of them.
	expect(Math.abs(figure - Number(truth)), `${where}: ${figure} against ${String(truth)}`).toBeLessThanOrEqual(1e-5);
}
