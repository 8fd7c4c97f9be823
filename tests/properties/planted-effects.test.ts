import { describe, expect, test } from 'vitest';
import { compareCounts } from '#lib/domain/statistics/count-change.ts';
import { meanInterval } from '#lib/domain/statistics/mean-interval.ts';
import { type Estimate, wilson } from '#lib/domain/statistics/proportion.ts';
import { happens, logNormal, randomStream, type RandomStream, standardNormal } from '#lib/domain/statistics/random.ts';
import { SegmentCosts } from '#lib/domain/statistics/segment-costs.ts';
import { bestByCriterion, leastSquaresPartitions } from '#lib/domain/trends/partition.ts';
import { PiecewiseFit } from '#lib/domain/trends/piecewise-fit.ts';
import { seasonallyAdjusted } from '#lib/domain/trends/seasonal-adjustment.ts';
import type { TrendPoint } from '#lib/domain/trends/segment-line.ts';
import { SupFNulls } from '#lib/domain/trends/sup-f.ts';
import { type Trend, trendOf, type TrendRules, weeklyRules, yearlyRules } from '#lib/domain/trends/trend-break.ts';
import { weeklyTrend } from '#lib/domain/trends/weekly-trend.ts';
import { arrivalCount, shareCount } from '#lib/simulator/years/draws.ts';
import {
	chanceOf,
	drawGrades,
	fadingErrors,
	gradeSpread,
	middleGrade,
	plantedScores
} from '../support/planted-years.ts';

/*
 * Effects of known size are planted in simulated totals, and what the product says of them is counted over hundreds of seeds: intervals must cover
 * the truth as often as they say, and where nothing broke hardly anything may be called a break. Each count is also made of a method that looks
 * as good and is not, which has to fail it: a check that passes everything would show.
 */

const isLong = process.env['BEREIK_LONG'] === '1';
const runs = isLong ? 200 : 100;
/** Five in a hundred, and what chance adds in so many runs. */
const mostFalseAlarms = 0.09;
const nominal = 0.95;
const yearlyNulls = new SupFNulls(20_260_201, 4_999);
const weeklyNulls = new SupFNulls(20_260_202, 999);
/** The machine may be busy with other tests. */
const patienceMs = 600_000;
/** Lets every series through, so that intervals are looked at also where chance hid the break. */
const everything = {
	ps: (_: unknown, of: readonly unknown[]) => of.map(() => 0.001),
	simulations: 1
} as unknown as SupFNulls; // what trendOf asks of it

/** Share of the seeds of which something is true. */
function shareOf(name: string, isTrue: (random: RandomStream) => boolean, times = runs): number {
	let count = 0;
	for (let run = 0; run < times; run++) if (isTrue(randomStream(run + 1, name))) count++;
	return count / times;
}

/** The series of every seed. */
function seriesOf(name: string, make: (random: RandomStream) => TrendPoint[]): readonly TrendPoint[][] {
	return Array.from({ length: runs }, (_, run) => make(randomStream(run + 1, name)));
}

/** Share of the series of which something is true. */
function partOf(series: readonly TrendPoint[][], isTrue: (points: readonly TrendPoint[]) => boolean): number {
	return series.filter((points) => isTrue(points)).length / series.length;
}

function covers({ low, high }: Pick<Estimate, 'low' | 'high'>, truth: number): boolean {
	return low <= truth && truth <= high;
}

describe('years', () => {
	const [count, answers, levelSpread, rise] = [15, 1_500, 0.05, 0.04];
	/** Of a year's mean: its own level, and how many answered. */
	const spread = Math.hypot(levelSpread, gradeSpread / Math.sqrt(answers));

	/** Fifteen years from 2010, with a jump in some year. */
	function years(random: RandomStream, jump = 0, jumpIn = 2020): TrendPoint[] {
		const periods = Array.from({ length: count }, (_, index) => ({
			grade:
				middleGrade - 0.5 + rise * index + (2010 + index < jumpIn ? 0 : jump) + levelSpread * standardNormal(random),
			answers
		}));
		return plantedScores(random, 'year', '2010-01-01', periods);
	}

	test('without an effect are called a break in at most 9 of 100 series; the criterion alone calls far more', () => {
		const steady = seriesOf('steady', (random) => years(random));
		const alarms = partOf(steady, (points) => trendOf(points, yearlyRules(count), yearlyNulls).breaks.length > 0);
		const byCriterion = partOf(steady, (points) => {
			const costs = new SegmentCosts([...points.keys()], 'line').load(points.map(({ value }) => value));
			return bestByCriterion(leastSquaresPartitions(costs, 4, 1)).breaks.length > 0;
		});
		expect(alarms).toBeLessThanOrEqual(mostFalseAlarms);
		expect(alarms).toBeGreaterThan(0);
		expect(byCriterion).toBeGreaterThan(mostFalseAlarms);
	});

	test('have a slope that is covered as often as is said; by the number of answers alone it would not be', () => {
		const bound = chanceOf(nominal, runs);
		const steady = seriesOf('slope', (random) => years(random));
		const slopes = (estimateOf: (points: readonly TrendPoint[]) => Estimate) =>
			partOf(steady, (points) => covers(estimateOf(points), rise));
		const fitted = (points: readonly TrendPoint[]): Estimate => {
			const slope = new PiecewiseFit(points, [], yearlyRules(count)).lines()[0]?.slope;
			if (slope === undefined || slope === null) throw new Error('a line has a slope');
			return slope;
		};
		const share = slopes(fitted);
		expect(Math.abs(share - nominal)).toBeLessThan(bound);
		const squares = (count * (count * count - 1)) / 12;
		const ofAnswers = slopes((points) => {
			const { value } = fitted(points);
			const reach = (1.96 * gradeSpread) / Math.sqrt(answers * squares);
			return { value, low: value - reach, high: value + reach };
		});
		expect(ofAnswers).toBeLessThan(nominal - bound);
	});

	test('with a fall of eight spreads show it, and how large it was as often as the interval says', () => {
		const fall = -8 * spread;
		let covered = 0;
		const found = shareOf('fall', (random) => {
			const [first] = trendOf(years(random, fall), yearlyRules(count), yearlyNulls).breaks;
			if (first !== undefined && covers(first.jump, fall)) covered++;
			return first !== undefined && first.earliest <= 2019 && first.latest >= 2019;
		});
		expect(found).toBeGreaterThan(nominal - chanceOf(nominal, runs));
		expect(covered / (found * runs)).toBeGreaterThan(nominal - chanceOf(nominal, runs));
	});

	test('with a small fall have an interval that covers it as often; at the found date alone it would not', () => {
		const fall = -2 * spread;
		const jumpOf = (points: readonly TrendPoint[], isAlone: boolean): Estimate => {
			const { breaks, test: gate } = trendOf(points, yearlyRules(count), everything);
			const cut = (gate?.strongestAfter ?? 2010) - 2009;
			// The criterion may think no break worth its while: then the page shows none, and claims nothing.
			const alone = new PiecewiseFit(points, [cut], yearlyRules(count)).jump(0);
			return isAlone ? alone : (breaks[0]?.jump ?? { value: 0, low: -Infinity, high: Infinity });
		};
		const fallen = seriesOf('small', (random) => years(random, fall));
		const bound = nominal - chanceOf(nominal, runs);
		expect(partOf(fallen, (points) => covers(jumpOf(points, false), fall))).toBeGreaterThan(bound);
		expect(partOf(fallen, (points) => covers(jumpOf(points, true), fall))).toBeLessThan(bound);
	});
});

describe('weeks that resemble the week before', () => {
	const [count, persistence] = [156, 0.6];
	/** Few answered: chance of its own lies over the levels of the weeks. */
	const few = { answers: 60, levelSpread: 0.25 };
	const many = { answers: 1_500, levelSpread: 0.15 };

	function weeks(random: RandomStream, { answers, levelSpread }: typeof few, jump = 0, jumpAt = 90): TrendPoint[] {
		const errors = fadingErrors(random, count, persistence);
		const periods = errors.map((error, index) => ({
			grade:
				middleGrade -
				jump / 2 +
				0.3 * Math.cos((2 * Math.PI * index) / 52) +
				(index < jumpAt ? 0 : jump) +
				levelSpread * error,
			answers
		}));
		return plantedScores(random, 'week', '2021-01-04', periods);
	}

	/** The same with errors taken to be independent. */
	function naive(points: readonly TrendPoint[], nulls: SupFNulls): Trend {
		const rules: TrendRules = { ...weeklyRules(count, null), errors: 'independent', mostBreaks: 1 };
		const { adjusted } = seasonallyAdjusted(points.map(({ value }) => value));
		return trendOf(
			adjusted.map((value, step) => ({ step, value })),
			rules,
			nulls
		);
	}

	test(
		'are called a break in at most 9 of 100 series without one; taken for independent, in far more',
		() => {
			const even = seriesOf('even', (random) => weeks(random, few));
			const alarms = partOf(even, (points) => weeklyTrend(points, weeklyNulls).trend.breaks.length > 0);
			expect(alarms).toBeLessThanOrEqual(mostFalseAlarms);
			expect(alarms).toBeGreaterThan(0);
			expect(partOf(even, (points) => naive(points, weeklyNulls).breaks.length > 0)).toBeGreaterThan(0.2);
		},
		patienceMs
	);

	test(
		'with a jump show it, and how large it was as often as the interval says; taken for independent, not',
		() => {
			const jump = 1.2;
			const jumped = seriesOf('jump', (random) => weeks(random, many, jump));
			const found = (of: (points: readonly TrendPoint[]) => Trend): readonly [number, number] => {
				let covered = 0;
				const share = partOf(jumped, (points) => {
					const nearest = of(points).breaks.find(({ earliest, latest }) => earliest <= 95 && latest >= 84);
					if (nearest !== undefined && covers(nearest.jump, jump)) covered++;
					return nearest !== undefined;
				});
				return [share, covered / (share * runs)];
			};
			const bound = nominal - chanceOf(nominal, runs);
			const [share, covered] = found((points) => weeklyTrend(points, weeklyNulls).trend);
			expect(share).toBeGreaterThan(0.8);
			expect(covered).toBeGreaterThan(bound);
			const [, ofNaive] = found((points) => naive(points, everything));
			expect(ofNaive).toBeLessThan(bound);
		},
		patienceMs
	);
});

describe('weeks in which few answered, over a level that fades slowly', () => {
	const [count, jumpAt, jump, persistence] = [156, 90, 1, 0.8];

	/** The chance of few answers hides how slowly the level under it fades: from one week to the next little is left. */
	function weeks(random: RandomStream, size: number): TrendPoint[] {
		const periods = fadingErrors(random, count, persistence).map((error, index) => ({
			grade:
				middleGrade -
				size / 2 +
				0.3 * Math.cos((2 * Math.PI * index) / 52) +
				(index < jumpAt ? 0 : size) +
				0.15 * error,
			answers: 60
		}));
		return plantedScores(random, 'week', '2021-01-04', periods);
	}

	/** The jump at its date, its interval by the correlation of neighbouring weeks alone or by how errors may hang together. */
	function jumpAtDate(points: readonly TrendPoint[], isByNeighbours: boolean): Estimate {
		const rules = weeklyRules(count, 52);
		const { adjusted } = seasonallyAdjusted(points.map(({ value }) => value));
		const freed = adjusted.map((value, step) => ({ step, value }));
		return new PiecewiseFit(isByNeighbours ? freed : points, [jumpAt], rules, isByNeighbours ? [] : null).jump(0);
	}

	test(
		'show how large a jump was as often as the interval says; by neighbouring weeks alone, not',
		() => {
			const jumped = seriesOf('slow', (random) => weeks(random, jump));
			const bound = chanceOf(nominal, runs);
			const at = (isByNeighbours: boolean) =>
				partOf(jumped, (points) => covers(jumpAtDate(points, isByNeighbours), jump));
			expect(Math.abs(at(false) - nominal)).toBeLessThan(bound);
			expect(at(true)).toBeLessThan(nominal - bound);
			let [found, covered, more] = [0, 0, 0];
			for (const points of jumped) {
				const { breaks } = weeklyTrend(points, weeklyNulls).trend;
				const nearest = breaks.find(({ earliest, latest }) => earliest <= jumpAt + 5 && latest >= jumpAt - 6);
				if (breaks.length > 1) more++;
				if (nearest === undefined) continue;
				found++;
				if (covers(nearest.jump, jump)) covered++;
			}
			expect(found / runs).toBeGreaterThan(0.75);
			expect(covered / found).toBeGreaterThan(nominal - bound);
			expect(more / runs).toBeLessThanOrEqual(mostFalseAlarms);
		},
		patienceMs
	);

	test(
		'are called a break in at most 9 of 100 series without one',
		() => {
			const even = seriesOf('slow and even', (random) => weeks(random, 0));
			const alarms = partOf(even, (points) => weeklyTrend(points, weeklyNulls).trend.breaks.length > 0);
			expect(alarms).toBeLessThanOrEqual(mostFalseAlarms);
		},
		patienceMs
	);
});

describe('sums of totals', () => {
	const bound = chanceOf(nominal, 2 * runs);

	test('give the mean grade of all answers as often as is said; the mean of weekly means does not', () => {
		// Busy weeks are bad weeks, and bring more answers.
		const quiet = { grade: middleGrade + 0.25, answers: 20 };
		const busy = { grade: middleGrade - 0.25, answers: 60 };
		const truth = (quiet.grade * quiet.answers + busy.grade * busy.answers) / (quiet.answers + busy.answers);
		const ofWeeks = (random: RandomStream) =>
			Array.from({ length: 26 }, (_, week) => drawGrades(random, week % 2 === 0 ? quiet : busy));
		const bySums = shareOf(
			'mean',
			(random) => {
				const all = ofWeeks(random).reduce(
					({ n, sum, sumSquares }, week) => ({
						n: n + week.of,
						sum: sum + week.sum,
						sumSquares: sumSquares + week.squares
					}),
					{ n: 0, sum: 0, sumSquares: 0 }
				);
				const { low, high } = meanInterval(all) ?? { low: null, high: null };
				return covers({ low: low ?? NaN, high: high ?? NaN }, truth);
			},
			2 * runs
		);
		expect(Math.abs(bySums - nominal)).toBeLessThan(bound);
		const byMeans = shareOf('mean', (random) => {
			const means = ofWeeks(random).map(({ sum, of }) => sum / of);
			const moments = { n: 26, sum: sumOf(means), sumSquares: sumOf(means.map((mean) => mean * mean)) };
			const { low, high } = meanInterval(moments) ?? { low: null, high: null };
			return covers({ low: low ?? NaN, high: high ?? NaN }, truth);
		});
		expect(byMeans).toBeLessThan(nominal - chanceOf(nominal, runs));
	});

	test('give a share as often as is said, also of few; the textbook interval does not', () => {
		const [share, of] = [0.03, 60];
		const wald = (met: number): Estimate => {
			const value = met / of;
			const reach = 1.96 * Math.sqrt((value * (1 - value)) / of);
			return { value, low: value - reach, high: value + reach };
		};
		const by = (estimateOf: (met: number) => Estimate | null): number =>
			shareOf(
				'share',
				(random) => {
					let met = 0;
					for (let contact = 0; contact < of; contact++) if (happens(random, share)) met++;
					const estimate = estimateOf(met);
					return estimate !== null && covers(estimate, share);
				},
				2 * runs
			);
		expect(by((met) => wilson(met, of))).toBeGreaterThan(nominal - bound);
		expect(by(wald)).toBeLessThan(nominal - bound);
	});

	test('give the growth of a year as often as is said, though weeks vary more than chance; by chance alone they would not', () => {
		const growth = 1.2;
		const by = (usesPast: boolean): number =>
			shareOf(
				'growth',
				(random) => {
					const week = (expected: number): number => arrivalCount(random, expected * logNormal(random, 1, 0.06));
					const past = Array.from({ length: 52 }, () => week(900));
					const before = week(900);
					const { low, high } = compareCounts(week(900 * growth), before, usesPast ? past : []);
					return high !== null && covers({ low, high }, growth);
				},
				2 * runs
			);
		expect(Math.abs(by(true) - nominal)).toBeLessThan(bound);
		expect(by(false)).toBeLessThan(nominal - bound);
	});
});

test('the draws of the simulated years have the mean and the spread that they are said to have', () => {
	const random = randomStream(9, 'draws');
	const check = (draw: () => number, mean: number, variance: number): void => {
		const drawn = Array.from({ length: 20_000 }, draw);
		const found = sumOf(drawn) / drawn.length;
		const spread = sumOf(drawn.map((one) => (one - found) ** 2)) / (drawn.length - 1);
		expect(Math.abs(found - mean)).toBeLessThan(4 * Math.sqrt(variance / drawn.length));
		expect(Math.abs(spread / variance - 1)).toBeLessThan(0.07);
		expect(drawn.every((one) => Number.isInteger(one) && one >= 0)).toBe(true);
	};
	for (const mean of [0.3, 4, 25, 400]) check(() => arrivalCount(random, mean), mean, mean);
	for (const [of, p] of [
		[8, 0.4],
		[200, 0.06],
		[500, 0.9],
		[4_000, 0.3]
	] as const)
		check(() => shareCount(random, of, p), of * p, of * p * (1 - p));
});

function sumOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0);
}
