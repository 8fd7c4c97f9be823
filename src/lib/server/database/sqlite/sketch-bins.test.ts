import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WaitSketch } from '#lib/domain/statistics/wait-sketch.ts';
import { runsOf } from '../../../../../tests/support/seed.ts';
import { addBins, writeBins } from './sketch-bins.ts';

const bins = fc.array(fc.tuple(fc.integer({ min: -1, max: 1200 }), fc.integer({ min: 1, max: 2 ** 40 })));

test('counts are read as they were written, and added to those there are', () => {
	fc.assert(
		fc.property(bins, (some) => {
			const counts = new Map(some);
			const read = new Map<number, number>();
			addBins(read, writeBins(counts));
			expect(read).toEqual(new Map([...counts].sort(([a], [b]) => a - b)));
			addBins(read, writeBins(counts));
			for (const [bin, count] of counts) expect(read.get(bin)).toBe(2 * count);
		}),
		runsOf(200)
	);
});

test('a bin without a count is not written, a negative count never, and half a number is not read', () => {
	expect(writeBins(new Map([[3, 0]]))).toHaveLength(0);
	expect(() => writeBins(new Map([[3, -1]]))).toThrow(RangeError);
	expect(() => addBins(new Map(), Uint8Array.from([5]))).toThrow(RangeError);
	expect(() => addBins(new Map(), Uint8Array.from([5, 200]))).toThrow(RangeError);
});

test('a sketch made of counts that were added and taken back is within 1 % of every wait', () => {
	const wait = fc.integer({ min: 0, max: 10_000_000 });
	fc.assert(
		fc.property(
			fc.array(wait, { minLength: 1 }),
			fc.array(wait),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(kept, gone, q) => {
				const counts = new Map<number, number>();
				const count = (waits: readonly number[], sign: number): void => {
					for (const one of waits) {
						const bin = WaitSketch.binOf(one);
						counts.set(bin, (counts.get(bin) ?? 0) + sign);
					}
				};
				count(gone, 1);
				count(kept, 1);
				count(gone, -1);
				const stored = new Map<number, number>();
				addBins(stored, writeBins(counts));
				const sketch = WaitSketch.ofBins(
					stored,
					kept.reduce((sum, one) => sum + one, 0)
				);
				const sorted = [...kept].sort((a, b) => a - b);
				const exact = sorted[Math.floor(q * (kept.length - 1))] ?? 0;
				expect(sketch.count).toBe(kept.length);
				expect(Math.abs((sketch.quantileMs(q) ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-9);
			}
		),
		runsOf(300)
	);
	expect(WaitSketch.ofBins(new Map(), 0).quantileMs(0.5)).toBeNull();
});
