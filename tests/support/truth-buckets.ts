import { expect } from 'vitest';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';
import type { Bucket } from './truth-sets.ts';

/** Half of the last decimal that a truth has, and a little for the arithmetic. */
const rounded = 0.5e-6 + 1e-9;
/** Where two rounded figures were put together, twice that and a little more for a bucket that became smaller. */
const putTogether = 2e-6;
const made = new WeakSet<Bucket>();

/** A contact that a truth counts and a report does not, because its wait is below 0: such a row is set aside. */
export type LeftOut = Readonly<{ waitSeconds: number; score: number | null }>;

/** A bucket of a truth without some contacts: counts are exact, rates are made anew from them. */
export function withoutContacts(bucket: Bucket, contacts: readonly LeftOut[]): Bucket {
	if (contacts.length === 0) return bucket;
	return madeOf(
		added(
			countsOf(bucket),
			contacts.map(({ waitSeconds, score }) => {
				const levels = [...levelsOf(bucket)].map(([key]) => [key, { answered_within: -1 }] as const);
				const histogram = score === null ? {} : { [score]: -1 };
				return { offered: -1, answered: -1, waitSum: -waitSeconds, levels: Object.fromEntries(levels), histogram };
			})
		)
	);
}

/** Two buckets of a truth as one. */
export function together(one: Bucket, other: Bucket | undefined): Bucket {
	return other === undefined ? one : madeOf(added(countsOf(one), [countsOf(other)]));
}

type Counts = Readonly<{
	offered: number;
	answered: number;
	waitSum: number;
	levels: Readonly<Record<string, { answered_within: number }>>;
	histogram: Readonly<Record<string, number>>;
}>;

function countsOf(bucket: Bucket): Counts {
	const answered = Number(bucket['answered']);
	return {
		offered: Number(bucket['offered']),
		answered,
		waitSum: Number(bucket['asa']) * answered,
		levels: Object.fromEntries(
			[...levelsOf(bucket)].map(([key, level]) => [key, { answered_within: Number(level['answered_within']) }])
		),
		histogram: histogramOf(bucket)
	};
}

function histogramOf(bucket: Bucket): Readonly<Record<string, number>> {
	const histogram = bucket['csat_histogram'];
	return typeof histogram === 'object' && histogram !== null ? histogram : {};
}

function added(counts: Counts, others: readonly Counts[]): Counts {
	return others.reduce(
		(sum, other) => ({
			offered: sum.offered + other.offered,
			answered: sum.answered + other.answered,
			waitSum: sum.waitSum + other.waitSum,
			levels: Object.fromEntries(
				Object.entries(sum.levels).map(([key, { answered_within }]) => [
					key,
					{ answered_within: answered_within + (other.levels[key]?.answered_within ?? NaN) }
				])
			),
			histogram: Object.fromEntries(
				Object.entries(sum.histogram).map(([score, count]) => [score, count + (other.histogram[score] ?? 0)])
			)
		}),
		counts
	);
}

function madeOf({ offered, answered, waitSum, levels, histogram }: Counts): Bucket {
	const scores = Object.entries(histogram);
	const rated = scores.reduce((sum, [, count]) => sum + count, 0);
	const points = scores.reduce((sum, [score, count]) => sum + Number(score) * count, 0);
	const top = scores.reduce((sum, [score, count]) => sum + (Number(score) >= 4 ? count : 0), 0);
	const bucket: Bucket = {
		offered,
		answered,
		asa: waitSum / answered,
		rated,
		csat_mean: ratio(points, rated),
		csat_top2: ratio(top, rated),
		...Object.fromEntries(
			Object.entries(levels).map(([key, { answered_within: within }]) => [
				key,
				{ answered_within: within, sl_offered: within / offered, sl_answered: within / answered }
			])
		)
	};
	made.add(bucket);
	return bucket;
}

/** Service levels of a bucket, by `sl20` for a target of 20 seconds. */
function* levelsOf(bucket: Bucket): Generator<[key: string, level: Readonly<Record<string, number>>]> {
	for (const [key, level] of Object.entries(bucket))
		if (/^sl\d+$/.test(key) && typeof level === 'object' && level !== null) yield [key, level];
}

/** The targets in seconds for which a bucket has service levels. */
export function targetsOf(bucket: Bucket): number[] {
	return [...levelsOf(bucket)].map(([key]) => Number(key.slice(2)));
}

/** A row of a report at S = 0 and one target holds what a bucket of a truth says. */
export function expectRow(row: ReportRow, truth: Bucket | undefined, target: number, where: string): void {
	if (truth === undefined) throw new Error(`${where}: the truth has no ${row.bucket}`);
	const tolerance = made.has(truth) ? putTogether : rounded;
	const place = `${where} ${row.bucket}`;
	const same = (key: string, figure: number | null, expected: unknown): void => {
		if (expected === undefined) return;
		if (figure === null || expected === null) return expect(figure, `${place} ${key}`).toBe(expected);
		const isSame = Math.abs(figure - Number(expected)) <= tolerance;
		expect(isSame, `${place} ${key}: ${figure} against ${String(expected)}`).toBe(true);
	};
	expect(
		{ offered: row.offered, answered: row.answered, short: row.short_abandoned, flow: row.flow_out },
		place
	).toEqual({ offered: truth['offered'], answered: truth['answered'], short: 0, flow: 0 });
	expect(row.pending, place).toBe(Number(truth['offered']) - Number(truth['answered']) - row.abandoned);
	if (truth['abandoned'] !== undefined) expect(row.abandoned, place).toBe(truth['abandoned']);
	same('abandonment_rate', row.abandonment_rate, truth['abandon_rate']);
	same('asa_s', row.asa_s, truth['asa']);
	same('avg_abandon_time_s', row.avg_abandon_time_s, truth['mean_wait_abandoned']);
	same('avg_queue_time_all_s', row.avg_queue_time_all_s, truth['mean_wait_all']);
	expectLevel(row, truth[`sl${target}`], place, same);
	expectScores(row, truth, place, same);
}

type Same = (key: string, figure: number | null, expected: unknown) => void;

function expectLevel(row: ReportRow, level: Bucket[string] | undefined, place: string, same: Same): void {
	if (typeof level !== 'object' || level === null) throw new Error(`${place}: no service level in the truth`);
	expect(row.sl_met, place).toBe(level['answered_within']);
	same('sl_v1', row.sl_v1, level['sl_answered']);
	same('sl_v2', row.sl_v2, level['sl_offered']);
	same('sl_v3', row.sl_v3, level['sl_excl_short']);
	same('sl_v4', row.sl_v4, level['sl_abandon_ok']);
}

/** Below five answers only their number is told. */
function expectScores(row: ReportRow, truth: Bucket, place: string, same: Same): void {
	if (truth['rated'] === undefined) return;
	expect(row.score_n, place).toBe(truth['rated']);
	expect(row.scores_invalid, place).toBe(0);
	const isShown = row.score_n >= 5;
	same('score_mean', row.score_mean, isShown ? truth['csat_mean'] : null);
	same('top_share', row.top_share, isShown ? truth['csat_top2'] : null);
}

function ratio(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}
