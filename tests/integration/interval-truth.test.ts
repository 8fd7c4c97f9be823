import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTable, tableTranslations } from '#lib/cli/table-files/table-translations.ts';
import { WallClock } from '#lib/domain/time/wall-clock.ts';
import { intervalSeries, type IntervalPoint, type SeriesGrain } from '#lib/domain/trends/interval-series.ts';
import { type IntervalTotals, isIntervalEvent, totalsOf } from '#lib/domain/trends/interval-totals.ts';
import { meanSecondsOf, mergeTotals, shareOf } from '#lib/domain/trends/merge-totals.ts';
import { sharedFolder } from '../support/shared-data.ts';

type TruthBucket = Readonly<Record<string, number>>;
type DailyTruth = Readonly<Record<string, Readonly<Record<string, TruthBucket>>>> & Readonly<{ total: TruthBucket }>;

const folder = sharedFolder('daily-2020-2021');
/** Half of the last decimal of a truth, and the rounding of what a share of a day comes to. */
const rounded = 1e-6;

/** The two ways in which the file's service level can be put together; it does not say which it is. */
const weightings = { offered: 'sl20_weighted_by_incoming', answered: 'sl20_weighted_by_answered' } as const;
const cuts: Readonly<Record<string, SeriesGrain>> = {
	by_year: 'year',
	by_month: 'month',
	by_iso_week: 'week',
	by_sunday_week: 'sunday-week',
	by_weekday: 'weekday'
};

describe.skipIf(folder === null)('two years of daily totals of a published file', () => {
	const clock = new WallClock('Europe/Amsterdam');
	let truth: DailyTruth;

	beforeAll(() => {
		truth = JSON.parse(readFileSync(join(folder ?? '', 'truth.2020-2021.json'), 'utf8')) as DailyTruth; // what is compared
	});

	describe.each(Object.entries(weightings))('with a service level of the %s', (of, weighting) => {
		let totals: readonly IntervalTotals[];
		beforeAll(async () => {
			totals = await totalsIn(join(folder ?? '', 'daily-2020-2021.csv'), of);
		});

		test.each(Object.entries(cuts))('%s agrees with what another program counted', (cut, grain) => {
			const points = intervalSeries(totals, { grain }, clock);
			const expected = truth[cut] ?? {};
			expect(points.map(({ label }) => label)).toEqual(Object.keys(expected).sort());
			for (const point of points) expectPoint(point, expected[point.label], weighting);
		});

		test('all of it together agrees, leap day and week 53 among it', () => {
			const { figures, lacking, mixed } = mergeTotals(totals);
			expect({ lacking, mixed, days: totals.length }).toEqual({ lacking: {}, mixed: [], days: truth.total['days'] });
			expectFigures(figures, truth.total, weighting, 'total');
			const labels = intervalSeries(totals, { grain: 'week' }, clock).map(({ label }) => label);
			expect(labels).toContain('2020-W53');
			expect(totals.map(({ bucket }) => bucket)).toContain('2020-02-29');
		});
	});

	test('an average of the days’ averages is found out by the same comparison', async () => {
		const totals = await totalsIn(join(folder ?? '', 'daily-2020-2021.csv'), 'offered');
		const averaged = mergeTotals(
			totals.map((one) => {
				const { answeredWait, withinTarget } = one.figures;
				const wait = meanSecondsOf(answeredWait) ?? 0;
				const figures = {
					...one.figures,
					answeredWait: { sumMs: wait * 1000, of: 1 },
					withinTarget: { met: shareOf(withinTarget) ?? 0, of: 1 }
				};
				return { ...one, figures };
			})
		);
		// It is the plain mean that the truth knows, and not what it is compared with.
		expect(meanSecondsOf(averaged.figures.answeredWait)).toBeCloseTo(truth.total['asa_plain_mean_of_days'] ?? 0, 5);
		expect(shareOf(averaged.figures.withinTarget)).toBeCloseTo(truth.total['sl20_plain_mean_of_days'] ?? 0, 5);
		expect(() => expectFigures(averaged.figures, truth.total, weightings.offered, 'average')).toThrow();
	});
});

/** The totals of the file, read through the mapping that comes along, with the names that this file has for its columns. */
async function totalsIn(file: string, of: string): Promise<readonly IntervalTotals[]> {
	const shipped = readFileSync(new URL('../../mappings/daily-totals.yaml', import.meta.url), 'utf8');
	const own = shipped
		.replace('column: Date ', 'column: Fecha ')
		.replace('column: Service Level,', "column: 'Service Level (20 Seconds)',")
		.replace('column: Answer Speed,', "column: 'Answer Speed (AVG)',")
		.replace('column: Talk Duration, format: h:mm:ss', "column: 'Talk Duration (AVG)', format: s")
		.replace('variant: V2', of === 'offered' ? 'variant: V2' : 'variant: V1');
	const place = mkdtempSync(join(tmpdir(), 'bereik-intervals-'));
	const mapping = join(place, 'mapping.yaml');
	writeFileSync(mapping, own);
	const open = await openTable(file, mapping, null, 'UTC');
	rmSync(place, { recursive: true });
	const totals: IntervalTotals[] = [];
	for await (const { events, rejected } of tableTranslations(open)) {
		expect(rejected).toEqual([]);
		for (const event of events)
			if (isIntervalEvent(event)) totals.push(totalsOf({ ...event, seq: totals.length + 1 }, event.data));
	}
	return totals;
}

function expectPoint(
	{ label, spans, figures, quality }: IntervalPoint,
	truth: TruthBucket | undefined,
	weighting: string
): void {
	if (truth === undefined) throw new Error(`no truth for ${label}`);
	expectFigures(figures, truth, weighting, label);
	const { told, reachBeyond, covered } = quality.volume;
	expect({ told, reachBeyond }, label).toEqual({ told: 'totals', reachBeyond: [] });
	// Weeks at either end of the file are partial, and say so.
	if (spans.length === 1 && label.includes('W')) expect(covered, label).toBeCloseTo((truth['days'] ?? 0) / 7, 1);
}

function expectFigures(figures: IntervalPoint['figures'], truth: TruthBucket, weighting: string, where: string): void {
	const { offered, answered, abandoned, withinTarget, answeredWait, handle } = figures;
	expect({ offered, answered, abandoned }, where).toEqual({
		offered: truth['incoming'],
		answered: truth['answered'],
		abandoned: truth['abandoned']
	});
	expectSame((abandoned ?? 0) / (offered ?? 1), truth['abandon_rate'], where);
	expectSame(shareOf(withinTarget), truth[weighting], `${where} service level`);
	expectSame(meanSecondsOf(answeredWait), truth['asa_weighted_by_answered'], `${where} wait`);
	expectSame(meanSecondsOf(handle), truth['talk_weighted_by_answered'], `${where} handle time`);
}

function expectSame(figure: number | null, truth: number | undefined, where: string): void {
	if (figure === null || truth === undefined) throw new Error(`${where}: ${figure} against ${truth}`);
	expect(Math.abs(figure - truth), `${where}: ${figure} against ${truth}`).toBeLessThanOrEqual(rounded);
}
