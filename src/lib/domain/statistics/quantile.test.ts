import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileInterpolated, quantileInverse, quantileLower } from './quantile.ts';

const waits = fc.array(fc.oneof(fc.constant(0), fc.nat(3_600_000)), { maxLength: 300 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('exact quantiles', () => {
	test('of nothing are null, and of a wait of 0 are 0', () => {
		for (const quantile of [quantileLower, quantileInverse, quantileInterpolated]) {
			expect(quantile([], 0.5)).toBeNull();
			expect(quantile([0], 0.5)).toBe(0);
			expect(() => quantile([1], 1.1)).toThrow(RangeError);
		}
	});

	test('of a hundred waits are not one rank off because of a fraction in binary', () => {
		const values = Array.from({ length: 101 }, (_, index) => index);
		for (let percent = 0; percent <= 100; percent++) {
			expect(quantileLower(values, percent / 100)).toBe(percent);
			expect(quantileInterpolated(values, percent / 100)).toBeCloseTo(percent, 9);
		}
		expect(quantileInverse(values.slice(1), 0.29)).toBe(29);
	});

	test('lie between the shortest and the longest, and grow with the share', () => {
		fc.assert(
			fc.property(waits, share, share, (values, one, other) => {
				const sorted = values.toSorted((a, b) => a - b);
				if (sorted.length === 0) return;
				for (const quantile of [quantileLower, quantileInverse, quantileInterpolated]) {
					const low = quantile(sorted, Math.min(one, other)) ?? Number.NaN;
					const high = quantile(sorted, Math.max(one, other)) ?? Number.NaN;
					expect((sorted[0] ?? 0) <= low && low <= high && high <= (sorted.at(-1) ?? 0)).toBe(true);
				}
			})
		);
	});
});
