import fc from 'fast-check';
// The package has no types; what is asked of it here is checked by the assertions themselves.
// @ts-expect-error there is no declaration of jstat
import jstat from 'jstat';
import { describe, expect, test } from 'vitest';
import { betaProbability, betaQuantile } from './beta.ts';
import { criticalZ, normalQuantile } from './normal.ts';
import { studentQuantile, studentTwoSided } from './student-t.ts';

const shape = fc.double({ min: 0.05, max: 200, noNaN: true });
const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe('the normal quantile', () => {
	test.each([
		[0.5, 0],
		[0.975, 1.959963984540054],
		[0.995, 2.5758293035489004],
		[1e-10, -6.361340902404056],
		[1e-20, -9.26234008979841]
	])('at %d is %d', (p, value) => {
		expect(normalQuantile(p)).toBeCloseTo(value, 13);
	});

	test('is not the short approximation that makes every interval too narrow', () => {
		expect(criticalZ(0.95)).toBe(1.959963984540054);
		expect(criticalZ(0.99)).toBeCloseTo(2.5758293035489004, 14);
	});

	test('has no value at 0 and 1', () => {
		for (const p of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError);
	});
});

describe('the beta distribution', () => {
	test('agrees with another implementation where that one is right', () => {
		fc.assert(
			fc.property(probability, shape, shape, (x, a, b) => {
				expect(betaProbability(x, a, b)).toBeCloseTo(jstat.beta.cdf(x, a, b), 6);
			})
		);
	});

	test('is the binomial tail, summed by hand', () => {
		// P(X ≥ 3) of 5 throws of a coin with 0.3.
		const tail = 10 * 0.3 ** 3 * 0.7 ** 2 + 5 * 0.3 ** 4 * 0.7 + 0.3 ** 5;
		expect(betaProbability(0.3, 3, 3)).toBeCloseTo(tail, 14);
	});

	test('holds for a year of contacts, where a fraction of a hundred steps does not', () => {
		for (const n of [1e5, 1e6, 1e7]) {
			// By symmetry: P(X ≥ n/2) = ½ + ½ P(X = n/2), and P(X = n/2) is √(2 ÷ πn) to the first order.
			const half = 0.5 + 0.5 * Math.sqrt(2 / (Math.PI * n)) * (1 - 1 / (4 * n));
			expect(betaProbability(0.5, n / 2, n / 2 + 1)).toBeCloseTo(half, 10);
		}
		expect(jstat.beta.cdf(0.5, 500_000, 500_001)).toBeLessThan(0.49);
	});

	test('and its quantile undo each other', () => {
		fc.assert(
			fc.property(probability, shape, shape, (p, a, b) => {
				const x = betaQuantile(p, a, b);
				// Beyond these the nearest numbers lie too far apart to land on p.
				if (x > 1e-12 && x < 1 - 1e-9) expect(betaProbability(x, a, b)).toBeCloseTo(p, 6);
				expect(x >= 0 && x <= 1).toBe(true);
			})
		);
	});

	test('mirrors itself', () => {
		fc.assert(
			fc.property(probability, shape, shape, (x, a, b) => {
				expect(betaProbability(x, a, b) + betaProbability(1 - x, b, a)).toBeCloseTo(1, 9);
			})
		);
	});

	test('has no shapes of 0', () => {
		expect(() => betaProbability(0.5, 0, 1)).toThrow(RangeError);
		expect(() => betaQuantile(1.5, 1, 1)).toThrow(RangeError);
	});
});

describe("Student's t", () => {
	test('of one degree is the tangent', () => {
		for (const p of [0.6, 0.9, 0.975, 0.9999999])
			expect(studentQuantile(p, 1) / Math.tan(Math.PI * (p - 0.5))).toBeCloseTo(1, 9);
	});

	test('of two degrees has a closed form', () => {
		for (const p of [0.1, 0.6, 0.975, 0.9999]) {
			const c = 2 * p - 1;
			expect(studentQuantile(p, 2)).toBeCloseTo(c * Math.sqrt(2 / (1 - c * c)), 9);
		}
	});

	test('nears the normal as degrees grow, and is never narrower', () => {
		expect(studentQuantile(0.975, 1e7)).toBeCloseTo(1.959963984540054, 6);
		for (const degrees of [1, 5, 30, 1000]) expect(studentQuantile(0.975, degrees)).toBeGreaterThan(1.96);
	});

	test('and its two-sided probability undo each other', () => {
		for (const degrees of [1, 3.5, 24, 5000])
			for (const p of [0.001, 0.05, 0.5])
				expect(studentTwoSided(studentQuantile(1 - p / 2, degrees), degrees)).toBeCloseTo(p, 10);
		expect(studentTwoSided(0, 5)).toBe(1);
	});
});
