import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newcombeDifference, wilson } from './proportion.ts';

const counts = fc.nat(5000).chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));

test('an interval holds its share and stays within 0 and 1', () => {
	fc.assert(
		fc.property(counts, fc.constantFrom(0.8, 0.95, 0.99), ([x, n], confidence) => {
			const interval = wilson(x, n, confidence);
			expect(interval === null).toBe(n === 0);
			if (interval === null) return;
			expect(interval.low).toBeGreaterThanOrEqual(0);
			expect(interval.low).toBeLessThanOrEqual(interval.value);
			expect(interval.high).toBeGreaterThanOrEqual(interval.value);
			expect(interval.high).toBeLessThanOrEqual(1);
		})
	);
});

test('more confidence is wider, more answers are narrower, and the mirror image is mirrored', () => {
	fc.assert(
		fc.property(counts, ([x, n]) => {
			if (n === 0) return;
			const interval = wilson(x, n) ?? { low: 1, high: 0 };
			const wider = wilson(x, n, 0.99) ?? { low: 1, high: 0 };
			const longer = wilson(4 * x, 4 * n) ?? { low: 0, high: 1 };
			const mirrored = wilson(n - x, n) ?? { low: 0, high: 0 };
			expect(wider.high - wider.low).toBeGreaterThan(interval.high - interval.low);
			expect(longer.high - longer.low).toBeLessThan(interval.high - interval.low);
			expect(mirrored.low).toBeCloseTo(1 - interval.high, 12);
		})
	);
});

test('nothing is not 0 %: without answers there is no share, and none satisfied is 0', () => {
	expect(wilson(0, 0)).toBeNull();
	expect(wilson(0, 10)?.value).toBe(0);
	expect(wilson(0, 10)?.low).toBe(0);
	expect(wilson(10, 10)?.high).toBe(1);
	expect(() => wilson(3, 2)).toThrow(RangeError);
	expect(() => wilson(-1, 2)).toThrow(RangeError);
});

describe('coverage, by every possible outcome and its exact probability', () => {
	const cases = [
		[10, 0.5],
		[10, 0.95],
		[30, 0.1],
		[30, 0.98],
		[100, 0.85],
		[400, 0.99]
	] as const;

	test.each(cases)('of %d answers with %d satisfied is near 95 %%', (n, p) => {
		const coverage = coverageOf(n, p, (x) => wilson(x, n) ?? { low: 1, high: 0 });
		expect(coverage).toBeGreaterThan(0.9);
		expect(coverage).toBeLessThan(0.995);
	});

	test('over all shares together is 95 % to within a percent', () => {
		const shares = Array.from({ length: 199 }, (_, index) => (index + 1) / 200);
		for (const n of [10, 30, 100]) {
			const all = shares.map((p) => coverageOf(n, p, (x) => wilson(x, n) ?? { low: 1, high: 0 }));
			expect(Math.abs(all.reduce((sum, one) => sum + one, 0) / all.length - 0.95)).toBeLessThan(0.01);
		}
	});

	test('of the textbook interval fails near 1, so this measure can tell', () => {
		const wald = (n: number) => (x: number) => {
			const reach = 1.96 * Math.sqrt(((x / n) * (1 - x / n)) / n);
			return { low: x / n - reach, high: x / n + reach };
		};
		expect(coverageOf(30, 0.98, wald(30))).toBeLessThan(0.6);
		expect(coverageOf(10, 0.95, wald(10))).toBeLessThan(0.6);
	});
});

describe('the difference of two shares', () => {
	test('stays within −1 and 1, holds its value and changes sign when turned round', () => {
		fc.assert(
			fc.property(counts, counts, ([x1, n1], [x2, n2]) => {
				const forth = newcombeDifference(x1, n1, x2, n2);
				const back = newcombeDifference(x2, n2, x1, n1);
				expect(forth === null).toBe(n1 === 0 || n2 === 0);
				if (forth === null) return;
				const { value, low, high } = forth;
				expect(-1 <= low && low <= value && value <= high && high <= 1).toBe(true);
				expect(back?.low).toBeCloseTo(-high, 12);
			})
		);
	});
});

function coverageOf(n: number, p: number, interval: (x: number) => { low: number; high: number }): number {
	let coverage = 0;
	// In logarithms: 0.01 to the power of 400 is no number any more.
	let logChance = n * Math.log(1 - p);
	for (let x = 0; x <= n; x++) {
		const { low, high } = interval(x);
		if (low <= p && p <= high) coverage += Math.exp(logChance);
		logChance += Math.log(((n - x) / (x + 1)) * (p / (1 - p)));
	}
	return coverage;
}
