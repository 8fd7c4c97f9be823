import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantileLower } from './quantile.ts';
import { WaitSketch } from './wait-sketch.ts';

const waits = fc.array(fc.oneof(fc.constant(0), fc.nat(3_600_000)), { maxLength: 300 });
/** Exact in binary, so that a rank is one whichever way it is computed. */
const share = fc.nat(64).map((of64) => of64 / 64);

function sketchOf(values: readonly number[]): WaitSketch {
	const sketch = new WaitSketch();
	for (const value of values) sketch.add(value);
	return sketch;
}

describe('a sketch of waits', () => {
	test('is null, not NaN and not 0, while there are none', () => {
		expect(new WaitSketch().quantileMs(0.95)).toBeNull();
		expect(new WaitSketch().meanMs).toBeNull();
		expect(sketchOf([0, 0]).quantileMs(0.95)).toBe(0);
	});

	test('is within one percent of the exact quantile, for every share', () => {
		fc.assert(
			fc.property(waits, share, (values, q) => {
				const sorted = values.toSorted((a, b) => a - b);
				const exact = quantileLower(sorted, q);
				const found = sketchOf(values).quantileMs(q);
				expect(found === null).toBe(exact === null);
				if (exact === null || found === null) return;
				expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.01 * exact * (1 + 1e-9));
			})
		);
	});

	test('does not depend on order or on how it was split', () => {
		fc.assert(
			fc.property(waits, fc.array(fc.nat(4), { minLength: 1 }), (values, places) => {
				const shards = [0, 1, 2, 3, 4].map((shard) =>
					sketchOf(values.filter((_, index) => places[index % places.length] === shard))
				);
				const merged = new WaitSketch();
				for (const shard of shards.toReversed()) merged.merge(shard);
				expect(merged.stored()).toEqual(sketchOf(values.toReversed()).stored());
			})
		);
	});

	test('comes back from the store as it was, and goes on from there', () => {
		fc.assert(
			fc.property(waits, waits, (first, second) => {
				// Through text, as a database keeps it.
				const sketch = WaitSketch.of(JSON.parse(JSON.stringify(sketchOf(first).stored())));
				expect(sketch.stored()).toEqual(sketchOf(first).stored());
				for (const value of second) sketch.add(value);
				expect(sketch.stored()).toEqual(sketchOf([...first, ...second]).stored());
				expect(sketch.count).toBe(first.length + second.length);
			})
		);
	});

	test('leaves the one it takes in as it was', () => {
		const other = sketchOf([5, 50]);
		const before = other.stored();
		const sketch = new WaitSketch();
		sketch.merge(other);
		sketch.add(7);
		expect(other.stored()).toEqual(before);
	});

	test('takes whole waits from 0 only, and no broken store', () => {
		for (const wait of [-1, 0.5, Number.NaN, Infinity]) expect(() => new WaitSketch().add(wait)).toThrow(RangeError);
		expect(() => WaitSketch.of({ zeros: 0, bins: [7], sumMs: 1, minMs: 1, maxMs: 1 })).toThrow(RangeError);
	});

	test('of half a million waits stays small', () => {
		const sketch = new WaitSketch();
		for (let index = 0; index < 500_000; index++) sketch.add((index * 7919) % 7_200_000);
		expect(sketch.stored().bins.length / 2).toBeLessThan(1000);
		expect(sketch.meanMs).toBeCloseTo(3_600_000, -5);
	});
});
