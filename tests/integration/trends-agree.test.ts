import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import type { AnnualPage } from '#lib/protocol/annual-page.ts';
import type { SeriesPoint, TrendSeries } from '#lib/protocol/trend-series.ts';
import { openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import type { Application } from '#lib/server/application.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { createLogger } from '#lib/server/logger.ts';
import { startApplication } from '#lib/server/start-application.ts';
import { seriesResponse, yearResponse } from '#lib/server/trends/trends-response.ts';
import { type CommandRun, runCommands } from '../support/command-runs.ts';
import { sharedFolder } from '../support/shared-data.ts';
import { lastingFolder } from '../support/temporary-folder.ts';
import { mappingOf } from '../support/translate-table.ts';
import { type Buckets, pathOfSet, truthOfSet, truthSets } from '../support/truth-sets.ts';

type TruthBucket = Readonly<Record<string, number>>;
type DailyTruth = Readonly<Record<string, Readonly<Record<string, TruthBucket>>>>;

const daily = sharedFolder('daily-2020-2021');
const bank = sharedFolder('anonymous-bank-1999');
/** Half of the last decimal of a truth, and the rounding of what a share of a day comes to. */
const rounded = 1e-6;
const zone = 'Asia/Jerusalem';
/** Cuts of the totals, and where their truths are. */
const cuts = {
	year: 'by_year',
	month: 'by_month',
	week: 'by_iso_week',
	'sunday-week': 'by_sunday_week',
	weekday: 'by_weekday'
} as const;
/** The two ways in which the file's service level can be put together; it does not say which it is. */
const weightings = { offered: 'sl20_weighted_by_incoming', answered: 'sl20_weighted_by_answered' } as const;
/** What the command line ends with where it cannot answer. */
const refusals = new Map([
	['no such queue', 1],
	['no such day', 2]
]);
const reportGrains = ['year', 'quarter', 'month', 'week', 'sunday-week', 'day', 'weekday'] as const;

describe.skipIf(daily === null || bank === null)('years of totals and of contacts in one log', () => {
	const folder = lastingFolder();
	const runs = new Map<string, CommandRun>();
	let app: Application;
	let truth: DailyTruth;

	const run = (name: string): string => runs.get(name)?.stdout ?? '';
	const series = (name: string): TrendSeries => JSON.parse(run(name)) as TrendSeries; // as the command prints it
	const ask = async (query: string): Promise<Response> => {
		const url = new URL(`http://site.test/api/trends?${query}`);
		return seriesResponse(app.trends, url, 'en');
	};

	beforeAll(async () => {
		truth = JSON.parse(readFileSync(join(daily ?? '', 'truth.2020-2021.json'), 'utf8')) as DailyTruth; // what is compared
		for (const of of Object.keys(weightings)) {
			const commands: (readonly [name: string, ...args: string[]])[] = [
				['bank', 'import', pathOfSet(truthSets.bank), '--mapping', mappingOf(truthSets.bank.mapping)],
				[
					...['daily', 'import', join(daily ?? '', 'daily-2020-2021.csv'), '--format', 'intervals'],
					...['--mapping', ownMapping(folder, of)]
				] as [string, ...string[]], // one name and its words
				...Object.keys(cuts).map((by): [string, ...string[]] => [
					`${of} ${by}`,
					...['trends', '--by', by, '--from', '2020-01-01', '--to', '2022-01-01', '--output', 'json']
				]),
				...(of === 'offered'
					? reportGrains.flatMap((by): [string, ...string[]][] => {
							const span = ['--by', by, '--from', '1999-01-01', '--to', '1999-02-01', '--output', 'json'];
							return [
								[`report ${by}`, 'report', ...span],
								[`contacts ${by}`, 'trends', ...span]
							];
						})
					: []),
				['csv', 'trends', '--by', 'year', '--output', 'csv', '--language', 'nl'],
				['table', 'trends', '--by', 'year'],
				['no such queue', 'trends', '--queue', 'q9'],
				['no such day', 'trends', '--from', 'tuesday']
			];
			// The contacts are needed once.
			const asked = of === 'offered' ? commands : commands.slice(1);
			const told = await runCommands(
				join(folder, of),
				{ zone, processZone: 'Pacific/Auckland' },
				asked.map(([, ...args]) => args)
			);
			for (const [index, one] of told.entries()) {
				const wanted = refusals.get(asked[index]?.[0] ?? '') ?? 0;
				expect(one.code, `${asked[index]?.join(' ')}: ${one.stderr}`).toBe(wanted);
				if (!runs.has(asked[index]?.[0] ?? '')) runs.set(asked[index]?.[0] ?? '', one);
			}
		}
		app = await startApplication(
			{
				...{ databaseFile: join(folder, 'offered', 'log.db'), host: '127.0.0.1', port: 0, origin: null, zone },
				access: openAccessConfiguration
			},
			{ clock: new SteppedClock(Date.UTC(2026, 10, 22, 12), false), logger: createLogger('silent') }
		);
	}, 120_000);
	afterAll(() => app.close());

	describe.each(Object.entries(weightings))('with a service level of the %s', (of, weighting) => {
		test.each(Object.entries(cuts))('totals by %s equal what another program counted', (by, key) => {
			const { points } = series(`${of} ${by}`);
			const expected = truth[key] ?? {};
			const told = points.filter(({ volume }) => volume.told !== 'nobody');
			expect(told.map(({ bucket }) => bucket)).toEqual(Object.keys(expected).sort());
			for (const point of told) expectTotals(point, expected[point.bucket] ?? {}, weighting);
		});
	});

	test('a level of the other weighting is found out by the same comparison', () => {
		const point = series('offered year').points.find(({ bucket }) => bucket === '2021');
		const expected = truth['by_year']?.['2021'] ?? {};
		if (point === undefined) throw new Error('no year 2021');
		expect(() => expectTotals(point, expected, weightings.answered)).toThrow();
	});

	test.each(reportGrains)('contacts by %s are those of the report, figure by figure', (by) => {
		const { points } = series(`contacts ${by}`);
		const rows = new Map((JSON.parse(run(`report ${by}`)) as ReportRow[]).map((row) => [row.bucket, row])); // as printed
		expect(rows.size).toBeGreaterThan(0);
		expect(points.filter(({ contacts }) => contacts !== 0).map(({ bucket }) => bucket)).toEqual(
			[...rows.keys()].sort()
		);
		for (const point of points) {
			const row = rows.get(point.bucket);
			if (row !== undefined) expectRow(point, row);
		}
	});

	test('contacts by ISO week and Sunday week equal what another program counted', () => {
		const bankTruth = truthOfSet(truthSets.bank);
		for (const [by, key] of [
			['week', 'by_iso_week'],
			['sunday-week', 'by_sunday_week'],
			['day', 'by_day']
		] as const) {
			const expected = bankTruth[key] as Buckets; // what is compared
			for (const point of series(`contacts ${by}`).points) {
				const bucket = expected[point.bucket];
				if (bucket === undefined) expect(point.offered, point.bucket).toBe(0);
				else {
					const { offered, answered, abandoned, asa } = bucket;
					expect(point).toMatchObject({ bucket: point.bucket, offered, answered, abandoned });
					if (typeof asa === 'number') expect(point.asaSeconds).toBeCloseTo(asa, 5);
				}
			}
		}
	});

	test('says who tells what, and that nobody knows the years between', async () => {
		const years = ((await (await ask('by=year')).json()) as TrendSeries).points; // as the API answers
		const told = new Map(years.map(({ bucket, volume }) => [bucket, volume]));
		expect(told.get('1999')).toMatchObject({ told: 'contacts', definition: 'contacts', isPartial: true });
		expect(told.get('1999')?.covered).toBeCloseTo(31 / 365, 3);
		expect(told.get('2010')).toMatchObject({ told: 'nobody', definition: '', covered: 0 });
		expect(told.get('2020')).toMatchObject({ told: 'totals', definition: 'daily-report', isPartial: false });
		expect(years.filter(({ offered }) => offered !== null).map(({ bucket }) => bucket)).toEqual([
			'1999',
			'2020',
			'2021'
		]);
	});

	test('the API says what the command line says, in JSON and in CSV', async () => {
		for (const by of Object.keys(cuts)) {
			const response = await ask(`by=${by}&from=2020-01-01&to=2022-01-01`);
			const { points } = (await response.json()) as TrendSeries; // as the API answers
			expect(points).toEqual(series(`offered ${by}`).points);
		}
		const csv = await (await ask('by=year&output=csv&language=nl')).text();
		expect(csv.replace('\uFEFF', '')).toBe(run('csv').replace('\uFEFF', ''));
		const all = (await (await ask('by=year')).json()) as TrendSeries; // the same
		const values = new Map(
			csv
				.split('\r\n')
				.slice(1)
				.map((line) => line.split(';'))
				.map(([bucket, , figure, value]) => [`${bucket} ${figure}`, value])
		);
		for (const { bucket, offered, serviceLevel, asaSeconds } of all.points) {
			const written = [offered, serviceLevel.value, asaSeconds].map((one) => (one === null ? '' : String(one)));
			const read = ['offered', 'service_level', 'asa_s'].map((figure) => values.get(`${bucket} ${figure}`));
			expect(read.map((one) => one?.replace(',', '.'))).toEqual(written);
		}
		expect(run('table')).toMatch(/2020 +– +64051 +60879 +3172/);
	});

	test('the command line says which name or option it cannot answer', () => {
		expect(runs.get('no such queue')?.stderr).toMatch(/^there is no queue q9 in the log; there are: /);
		expect(runs.get('no such day')?.stderr).toMatch(/^--from: must be /);
	});

	test('the annual page shows the figures of the series', async () => {
		const url = new URL('http://site.test/api/trends/year?year=2021&vs=2020');
		const page = (await (await yearResponse(app.trends, url)).json()) as AnnualPage; // as answered
		const years = series('offered year').points;
		expect(page.contacts.map(({ value }) => value)).toEqual(years.map(({ offered }) => offered));
		expect(page.contacts[0]?.marks.definition).toBe('daily-report (offered)');
		expect(page.serviceLevel.map(({ value }) => value)).toEqual(years.map(({ serviceLevel }) => serviceLevel.value));
		const months = series('offered month').points;
		expect(page.reach.map(({ month, asaSeconds, answered }) => [month, asaSeconds, answered])).toEqual(
			months.map(({ bucket, asaSeconds, answered }) => [bucket, asaSeconds, answered])
		);
		const weeks = series('offered week').points;
		const of2020 = page.weeks.find(({ year }) => year === 2020)?.weeks ?? [];
		expect(of2020).toHaveLength(53);
		expect(of2020.map(({ contacts }) => contacts)).toEqual(
			weeks.filter(({ bucket }) => bucket.startsWith('2020-W')).map(({ offered }) => offered)
		);
	});
});

/** The mapping that comes along, with the names that this file has for its columns. */
function ownMapping(folder: string, of: string): string {
	const own = readFileSync(new URL('../../mappings/daily-totals.yaml', import.meta.url), 'utf8')
		.replace('column: Date ', 'column: Fecha ')
		.replace('column: Service Level,', "column: 'Service Level (20 Seconds)',")
		.replace('column: Answer Speed,', "column: 'Answer Speed (AVG)',")
		.replace('column: Talk Duration, format: h:mm:ss', "column: 'Talk Duration (AVG)', format: s")
		.replace('zone: Europe/Amsterdam', `zone: ${zone}`)
		.replace('variant: V2', of === 'offered' ? 'variant: V2' : 'variant: V1');
	const file = join(folder, `${of}.yaml`);
	writeFileSync(file, own);
	return file;
}

function expectTotals(point: SeriesPoint, truth: TruthBucket, weighting: string): void {
	const { bucket, offered, answered, abandoned } = point;
	expect({ offered, answered, abandoned }, bucket).toEqual({
		offered: truth['incoming'],
		answered: truth['answered'],
		abandoned: truth['abandoned']
	});
	expectSame(point.abandonmentRate, truth['abandon_rate'], `${bucket} abandoned`);
	expectSame(point.serviceLevel.value, truth[weighting], `${bucket} service level`);
	expectSame(point.asaSeconds, truth['asa_weighted_by_answered'], `${bucket} wait`);
	expectSame(point.ahtSeconds, truth['talk_weighted_by_answered'], `${bucket} handle time`);
}

function expectRow(point: SeriesPoint, row: ReportRow): void {
	const { bucket, contacts, offered, answered, abandoned, surveysSent, surveysAnswered, responseRate } = point;
	const expected = [row.contacts, row.offered, row.answered, row.abandoned, row.surveys_invited, row.surveys_answered];
	expect([contacts, offered, answered, abandoned, surveysSent, surveysAnswered], bucket).toEqual(expected);
	expect([point.abandonmentRate, point.serviceLevel.value, point.asaSeconds, point.ahtSeconds], bucket).toEqual([
		row.abandonment_rate,
		row.service_level,
		row.asa_s,
		row.aht_s
	]);
	expect([responseRate, point.score.value, point.score.low, point.score.n], bucket).toEqual([
		row.response_rate,
		row.score,
		row.score_low,
		row.score_n
	]);
}

function expectSame(figure: number | null, truth: number | undefined, where: string): void {
	if (figure === null || truth === undefined) throw new Error(`${where}: ${figure} against ${truth}`);
	expect(Math.abs(figure - truth), `${where}: ${figure} against ${truth}`).toBeLessThanOrEqual(rounded);
}
