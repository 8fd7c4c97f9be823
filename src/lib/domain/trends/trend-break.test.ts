import { describe, expect, test } from 'vitest';
import { randomStream, type RandomStream, standardNormal } from '../statistics/random.ts';
import { SegmentCosts } from '../statistics/segment-costs.ts';
import { bestByCriterion, leastSquaresPartitions } from './partition.ts';
import { PiecewiseFit } from './piecewise-fit.ts';
import { SupFNulls } from './sup-f.ts';
import { type Trend, trendOf, yearlyRules } from './trend-break.ts';

const nulls = new SupFNulls(20_260_101, 4999);
const calm = [0.02, -0.03, 0.01, 0.04, -0.02, -0.01, 0.03, -0.04, 0, 0.02, -0.01, 0.03, -0.03, 0.01, -0.02];

function years(values: readonly number[], first = 2010) {
	return values.map((value, index) => ({ step: first + index, value }));
}

function yearly(values: readonly number[], first?: number): Trend {
	return trendOf(years(values, first), yearlyRules(values.length), nulls);
}

/** Fifteen years with a slope, a jump before the year of this index, and errors of spread 1. */
function noisy(random: RandomStream, jump: number, at: number): number[] {
	return Array.from({ length: 15 }, (_, index) => 0.3 * index + (index < at ? 0 : jump) + standardNormal(random));
}

describe('a score that rose until 2019 and began lower in 2020', () => {
	const values = calm.map((noise, index) => 7 + 0.1 * index - (index < 10 ? 0 : 0.8 + 0.15 * (index - 10)) + noise);
	const trend = yearly(values);

	test('has one break, with the year before and after, and a jump that is known to its interval', () => {
		expect(trend.breaks).toHaveLength(1);
		expect(trend.breaks[0]).toMatchObject({ lastBefore: 2019, firstAfter: 2020, earliest: 2019, latest: 2019 });
		const { value, low, high } = trend.breaks[0]?.jump ?? { value: 0, low: 0, high: 0 };
		expect(value).toBeCloseTo(-0.8, 1);
		expect(low).toBeLessThan(-0.8);
		expect(high).toBeGreaterThan(-0.8);
		expect(high).toBeLessThan(-0.6);
	});

	test('has a line before and one after, each with its slope', () => {
		const [before, after] = trend.lines;
		expect(before).toMatchObject({ firstStep: 2010, lastStep: 2019, n: 10 });
		expect(after).toMatchObject({ firstStep: 2020, lastStep: 2024, n: 5 });
		expect(before?.slope?.value).toBeCloseTo(0.1, 1.5);
		expect(after?.slope?.value).toBeCloseTo(-0.05, 1.5);
		const slope = before?.slope?.value ?? 0;
		expect(before?.atLast).toBeCloseTo((before?.atFirst ?? 0) + 9 * slope, 10);
		expect(trend.breaks[0]?.jump.value).toBeCloseTo((after?.atFirst ?? 0) - (before?.atLast ?? 0) - slope, 10);
	});

	test('says what the test rests on', () => {
		expect(trend.test).toMatchObject({ assumes: 'independent', persistence: 0, minSegment: 4, strongestAfter: 2019 });
		expect(trend.test?.p).toBe(1 / 5000);
		expect(trend.notTested).toBeNull();
	});

	test('has the same break in other units, at another level, on a slope, and centuries later', () => {
		const other = yearly(
			values.map((value, index) => 500 - 10 * value + 3 * index),
			2510
		);
		expect(other.breaks[0]).toMatchObject({ lastBefore: 2519, earliest: 2519, latest: 2519 });
		expect(other.test?.supF).toBeCloseTo(trend.test?.supF ?? 0, 5);
		expect(other.breaks[0]?.jump.value).toBeCloseTo(-10 * (trend.breaks[0]?.jump.value ?? 0), 8);
		expect(other.breaks[0]?.jump.low).toBeCloseTo(-10 * (trend.breaks[0]?.jump.high ?? 0), 8);
	});
});

test('intervals of lines are those of textbooks where errors are independent', () => {
	// Against R: lm(c(2, 4, 5, 4, 5) ~ seq(5)), slope 0.6 with interval −0.30 to 1.50.
	const points = years([2, 4, 5, 4, 5]);
	const fit = new PiecewiseFit(points, [], { model: 'line', errors: 'independent', period: null });
	const slope = fit.lines()[0]?.slope;
	expect(slope?.value).toBeCloseTo(0.6, 10);
	expect(slope?.low).toBeCloseTo(-0.300131, 5);
	expect(slope?.high).toBeCloseTo(1.500131, 5);
	expect(fit.variance).toBeCloseTo(0.8, 10);
});

test('too few years, and years that are all alike, are shown as a line with the reason', () => {
	expect(yearly([1, 2, 3, 9, 9, 9, 9, 9, 9])).toMatchObject({ breaks: [], test: null, notTested: 'too few values' });
	expect(yearly([1, 2, 3, 9, 9, 9, 9, 9, 9]).lines).toHaveLength(1);
	expect(yearly(Array.from({ length: 12 }, (_, index) => 7.1 + 0.2 * index)).notTested).toBe('no variation');
	expect(yearly([])).toMatchObject({ n: 0, lines: [], notTested: 'too few values' });
	expect(yearly([4, 5])).toMatchObject({ n: 2, lines: [] });
});

test('segments of three years are allowed only where four do not fit well, and one break below twenty years', () => {
	expect([10, 11, 12, 15].map((n) => yearlyRules(n).minSegment)).toEqual([3, 3, 4, 4]);
	expect([15, 19, 20, 30].map((n) => yearlyRules(n).mostBreaks)).toEqual([1, 1, 2, 3]);
});

test('two breaks are found where there are years enough', () => {
	const values = Array.from(
		{ length: 30 },
		(_, index) => (calm[index % 15] ?? 0) + (index >= 10 && index < 20 ? 1 : 0)
	);
	const { breaks, lines, test: gate } = yearly(values, 1995);
	expect(breaks.map(({ firstAfter }) => firstAfter)).toEqual([2005, 2015]);
	expect(lines).toHaveLength(3);
	expect(gate?.furtherPs[0]).toBeLessThan(0.01);
});

test('a missing year is a gap, not a year', () => {
	const values = calm.map((noise, index) => 7 + 0.1 * index + noise - (index < 8 ? 0 : 1));
	const points = years(values).filter(({ step }) => step !== 2014);
	const trend = trendOf(points, yearlyRules(points.length), nulls);
	expect(trend.breaks[0]).toMatchObject({ lastBefore: 2017, firstAfter: 2018 });
	expect(trend.lines[0]?.slope?.value).toBeCloseTo(0.1, 1.5);
});

test('a value that is no number is a mistake of the caller', () => {
	expect(() => yearly([1, 2, Number.NaN])).toThrow('a value at a whole step is needed, got NaN at 2012');
});

describe('fifteen years without a break', () => {
	const random = randomStream(77, 'steady');
	const steady = Array.from({ length: 400 }, () => noisy(random, 0, 15));

	test('are called broken in no more series than chance allows, which the criterion alone is far from', () => {
		const alarms = steady.filter((values) => yearly(values).breaks.length > 0).length;
		// 5 % of 400 and what chance adds; and not so few that nothing is ever found.
		expect(alarms / 400).toBeLessThanOrEqual(0.09);
		expect(alarms / 400).toBeGreaterThan(0.02);
		const byCriterion = steady.filter((values) => {
			const costs = new SegmentCosts([...values.keys()], 'line').load(values);
			return bestByCriterion(leastSquaresPartitions(costs, 4, 1)).breaks.length > 0;
		}).length;
		expect(byCriterion / 400).toBeGreaterThan(0.16);
	});

	test('have a slope that its interval covers as often as it says', () => {
		const covered = steady.filter((values) => {
			const fit = new PiecewiseFit(years(values), [], { model: 'line', errors: 'independent', period: null });
			const slope = fit.lines()[0]?.slope;
			return slope !== null && slope !== undefined && slope.low <= 0.3 && slope.high >= 0.3;
		}).length;
		expect(covered / 400).toBeGreaterThan(0.915);
		expect(covered / 400).toBeLessThan(0.985);
	});
});

describe('fifteen years with a planted break', () => {
	const random = randomStream(78, 'planted');

	/** Shares of the planted breaks that were found, dated, and whose jump is in the interval. */
	function found(jump: number, at: number) {
		const all = Array.from({ length: 300 }, () => yearly(noisy(random, jump, at))).flatMap(({ breaks }) => breaks);
		const dated = all.filter(({ earliest, latest }) => earliest <= 2009 + at && latest >= 2009 + at).length;
		const covered = all.filter(({ jump: { low, high } }) => low <= jump && high >= jump);
		const atFoundDate = all.filter(({ firstAfter }) => firstAfter === 2010 + at).length;
		return { share: all.length / 300, dated: dated / all.length, covered: covered.length / all.length, atFoundDate };
	}

	test.each([
		[6, 5],
		[6, 8],
		[-8, 10]
	])('of %d spreads before year %i are found, dated, and measured as well as the interval says', (jump, at) => {
		const { share, dated, covered } = found(jump, at);
		expect(share).toBeGreaterThan(0.9);
		expect(dated).toBeGreaterThan(0.95);
		expect(covered).toBeGreaterThan(0.91);
	});

	test('of four spreads are found in half of the series at least, and their intervals still hold', () => {
		const { share, dated, covered } = found(4, 6);
		expect(share).toBeGreaterThan(0.5);
		expect(dated).toBeGreaterThan(0.92);
		expect(covered).toBeGreaterThan(0.9);
	});
});

test('an interval at the found date alone would cover a jump of two spreads far too seldom', () => {
	const random = randomStream(79, 'small');
	let [alone, wide] = [0, 0];
	for (let run = 0; run < 300; run++) {
		const points = years(noisy(random, 2, 10));
		const always = { ps: () => [0.001], simulations: 1 } as unknown as SupFNulls; // every series is let through, to see all dates
		const { breaks, test: gate } = trendOf(points, yearlyRules(15), always);
		const cut = (gate?.strongestAfter ?? 2010) - 2009;
		const fit = new PiecewiseFit(points, [cut], { model: 'line', errors: 'independent', period: null });
		const { low, high } = fit.jump(0);
		if (breaks.length === 0) continue;
		alone += low <= 2 && high >= 2 ? 1 : 0;
		wide += (breaks[0]?.jump.low ?? 9) <= 2 && (breaks[0]?.jump.high ?? 0) >= 2 ? 1 : 0;
	}
	expect(wide).toBeGreaterThan(1.1 * alone);
});
