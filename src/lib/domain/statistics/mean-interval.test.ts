import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from './random.ts';
import { meanInterval, type Moments } from './mean-interval.ts';

const scores = fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 200 });

function momentsOf(values: readonly number[]): Moments {
	const moments = { n: 0, sum: 0, sumSquares: 0 };
	for (const value of values) {
		moments.n += 1;
		moments.sum += value;
		moments.sumSquares += value * value;
	}
	return moments;
}

test('nothing has no mean, one value has no spread, and equal values have spread 0', () => {
	expect(meanInterval(momentsOf([]))).toBeNull();
	expect(meanInterval(momentsOf([7]))).toEqual({ mean: 7, sd: null, low: null, high: null });
	expect(meanInterval(momentsOf([7, 7, 7]))).toEqual({ mean: 7, sd: 0, low: 7, high: 7 });
	expect(meanInterval(momentsOf(Array.from({ length: 300_000 }, () => 9)))?.sd).toBe(0);
});

test('sums give what the values themselves give, in any order', () => {
	fc.assert(
		fc.property(scores, (values) => {
			const interval = meanInterval(momentsOf(values));
			expect(meanInterval(momentsOf(values.toReversed()))).toEqual(interval);
			if (interval === null || interval.sd === null) return;
			const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
			const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
			expect(interval.mean).toBeCloseTo(mean, 12);
			expect(interval.sd).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 10);
		})
	);
});

test('equal values of any kind have no negative spread', () => {
	fc.assert(
		fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: 2, max: 50 }), (value, n) => {
			const sd = meanInterval(momentsOf(Array.from({ length: n }, () => value)))?.sd ?? Number.NaN;
			expect(sd).toBeGreaterThanOrEqual(0);
			expect(sd).toBeLessThan(1e-4);
		})
	);
});

test('covers the true mean of skewed scores about as often as it says, where 1.96 errors do not', () => {
	const random = randomStream(5, 'scores');
	/** 1 to 5, mostly 5: mean 4.2. */
	const draw = (): number => {
		const u = random();
		if (u < 0.08) return 1;
		if (u < 0.12) return 2;
		if (u < 0.2) return 3;
		return u < 0.4 ? 4 : 5;
	};
	const truth = 0.08 * 1 + 0.04 * 2 + 0.08 * 3 + 0.2 * 4 + 0.6 * 5;
	const coverage = (n: number, reachOf: (m: NonNullable<ReturnType<typeof meanInterval>>) => number): number => {
		let held = 0;
		for (let sample = 0; sample < 3000; sample++) {
			const interval = meanInterval(momentsOf(Array.from({ length: n }, draw)));
			if (interval !== null && Math.abs(interval.mean - truth) <= reachOf(interval)) held += 1;
		}
		return held / 3000;
	};
	const student = ({ mean, high }: { mean: number; high: number | null }): number => (high ?? mean) - mean;
	expect(coverage(30, student)).toBeGreaterThan(0.92);
	expect(coverage(30, student)).toBeLessThan(0.98);
	expect(coverage(200, student)).toBeGreaterThan(0.935);
	expect(coverage(5, ({ sd }) => (1.96 * (sd ?? 0)) / Math.sqrt(5))).toBeLessThan(0.85);
});
