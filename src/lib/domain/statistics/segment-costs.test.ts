import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leastSquares } from './least-squares.ts';
import { randomStream, standardNormal } from './random.ts';
import { SegmentCosts, type SegmentModel } from './segment-costs.ts';

const models: readonly SegmentModel[] = ['mean', 'line'];

/** The same by another way: reflections over the values of the stretch alone, from its own mean. */
function slowRss(steps: readonly number[], values: readonly number[], model: SegmentModel): number {
	const middle = values.reduce((sum, value) => sum + value / values.length, 0);
	const rows = steps.map((step) => (model === 'mean' ? [1] : [1, step - (steps[0] ?? 0)]));
	const centred = values.map((value) => value - middle);
	return leastSquares(rows, centred)?.rss ?? Number.NaN;
}

describe.each(models)('costs of a %s', (model) => {
	test('are those of a fit to each stretch alone, with gaps, at any level', () => {
		fc.assert(
			fc.property(
				fc.array(fc.record({ gap: fc.integer({ min: 1, max: 4 }), value: fc.integer({ min: -50, max: 50 }) }), {
					minLength: 4,
					maxLength: 30
				}),
				fc.constantFrom(0, 1e6),
				(parts, level) => {
					let at = 2010;
					const steps = parts.map(({ gap }) => (at += gap));
					const values = parts.map(({ value }) => level + value);
					const costs = new SegmentCosts(steps, model).load(values);
					for (let from = 0; from + 3 <= values.length; from++)
						for (let to = from + 3; to <= values.length; to++) {
							const slow = slowRss(steps.slice(from, to), values.slice(from, to), model);
							expect(Math.abs(costs.rss(from, to) - slow)).toBeLessThanOrEqual(1e-9 * (1 + costs.total));
						}
				}
			),
			{ numRuns: 40 }
		);
	});

	test('keep the digits of a small spread on a steep and high line', () => {
		const random = randomStream(3, 'steep');
		const noise = Array.from({ length: 260 }, () => standardNormal(random) / 1000);
		const steps = noise.map((_, index) => index);
		const tilt = model === 'line' ? 5000 : 0;
		const costs = new SegmentCosts(steps, model).load(noise.map((value, index) => 1e6 + tilt * index + value));
		const bare = slowRss(steps.slice(30, 60), noise.slice(30, 60), model);
		expect(costs.rss(30, 60) / bare).toBeCloseTo(1, 5);
	});

	test('are nothing where the model fits to the last digit, and never negative', () => {
		const values = Array.from({ length: 20 }, (_, index) => 0.1 + (model === 'line' ? 0.3 * index : 0));
		expect(new SegmentCosts([...values.keys()], model).load(values).total).toBe(0);
		const broken = values.map((value, index) => value + (index < 10 ? 0 : 1));
		const costs = new SegmentCosts([...values.keys()], model).load(broken);
		expect(costs.rss(0, 10)).toBeGreaterThan(0);
		expect(costs.rss(0, 10)).toBeLessThan(1e-12);
	});
});

test('steps that do not ascend, and values that are too few, are refused', () => {
	expect(() => new SegmentCosts([2019, 2019], 'mean')).toThrow('steps ascend, got 2019 after 2019');
	expect(() => new SegmentCosts([1, 2, 3], 'mean').load([1])).toThrow('3 values are needed, got 1');
});
