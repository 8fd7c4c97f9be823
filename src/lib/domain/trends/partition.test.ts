import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SegmentCosts, type SegmentModel } from '../statistics/segment-costs.ts';
import { bestByCriterion, leastSquaresPartitions } from './partition.ts';

const models: readonly SegmentModel[] = ['mean', 'line'];
const series = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 16 });

/** Every way to cut so many values into so many segments. */
function allCuts(n: number, breaks: number, minSegment: number, from = 0): number[][] {
	if (breaks === 0) return n - from >= minSegment ? [[]] : [];
	const cuts: number[][] = [];
	for (let cut = from + minSegment; cut <= n - minSegment; cut++)
		for (const rest of allCuts(n, breaks - 1, minSegment, cut)) cuts.push([cut, ...rest]);
	return cuts;
}

function rssOf(costs: SegmentCosts, cuts: readonly number[]): number {
	const bounds = [0, ...cuts, costs.length];
	return bounds.slice(1).reduce((sum, to, index) => sum + costs.rss(bounds[index] ?? 0, to), 0);
}

function partitionsOf(values: readonly number[], model: SegmentModel, mostBreaks = 9) {
	return leastSquaresPartitions(new SegmentCosts([...values.keys()], model).load(values), 3, mostBreaks);
}

describe.each(models)('partitions by %s', (model) => {
	test('are the best of all there are', () => {
		fc.assert(
			fc.property(series, (values) => {
				const costs = new SegmentCosts([...values.keys()], model).load(values);
				const partitions = leastSquaresPartitions(costs, 3, 9);
				expect(partitions).toHaveLength(Math.floor(values.length / 3));
				for (const [breaks, { rss, breaks: cuts }] of partitions.entries()) {
					expect(cuts).toHaveLength(breaks);
					const least = Math.min(...allCuts(values.length, breaks, 3).map((one) => rssOf(costs, one)));
					expect(rss).toBeCloseTo(least, 9);
					expect(rssOf(costs, cuts)).toBeCloseTo(rss, 9);
				}
			}),
			{ numRuns: 60 }
		);
	});

	test('leave less over with a break than without, by so much as the unit is large, wherever the level is', () => {
		fc.assert(
			fc.property(series, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
				const plain = partitionsOf(values, model);
				const moved = partitionsOf(
					values.map((value) => 2 * value + shift),
					model
				);
				expect(plain[1]?.rss).toBeLessThanOrEqual((plain[0]?.rss ?? 0) + 1e-9);
				for (const [index, { rss }] of plain.entries()) expect(moved[index]?.rss).toBeCloseTo(4 * rss, 6);
			}),
			{ numRuns: 60 }
		);
	});
});

test('the criterion takes no break for a single odd value and one for a step', () => {
	const wave = [0.3, -0.2, 0.1, -0.4, 0.2, 0, -0.3, 0.4, -0.1, 0.2, -0.2, 0.1];
	expect(bestByCriterion(partitionsOf(wave, 'mean')).breaks).toEqual([]);
	const step = wave.map((value, index) => value + (index < 7 ? 0 : 3));
	expect(bestByCriterion(partitionsOf(step, 'mean')).breaks).toEqual([7]);
});

test('those for fewer breaks are the same however many are asked for', () => {
	const values = [1, 5, 2, 8, 3, 9, 4, 7, 2, 6, 1, 8, 3, 3, 7, 2];
	const all = partitionsOf(values, 'line');
	expect(all.length).toBeGreaterThan(3);
	for (const [most] of all.entries()) expect(partitionsOf(values, 'line', most)).toEqual(all.slice(0, most + 1));
});

test('no more breaks are tried than asked for, and a segment has more values than numbers that describe it', () => {
	expect(partitionsOf([1, 5, 2, 8, 3, 9, 4, 7, 2], 'mean', 1)).toHaveLength(2);
	const costs = new SegmentCosts([1, 2, 3, 4, 5, 6], 'line').load([1, 5, 2, 8, 3, 9]);
	expect(() => leastSquaresPartitions(costs, 2, 1)).toThrow('6 values have no segments of 2 for a line');
});
