import { describe, expect, test } from 'vitest';
import { randomStream, standardNormal } from '../statistics/random.ts';
import { errorModels, longRunVariance, persistenceAtLength, varianceOfSum, weightsOf } from './fading-errors.ts';

const steps = Array.from({ length: 240 }, (_, step) => step);
const line = [new Float64Array(240).fill(1), Float64Array.from(steps, (step) => step - 119.5)];

/** Errors of which a part fades, with a spread of 1 each, and noise of its own spread. */
function errors(seed: number, persistence: number, noise: number): number[] {
	const random = randomStream(seed, 'fading');
	let error = standardNormal(random);
	return steps.map(() => {
		error = persistence * error + Math.sqrt(1 - persistence ** 2) * standardNormal(random);
		return error + noise * standardNormal(random);
	});
}

function meanOf(seeds: number, value: (seed: number) => number): number {
	let sum = 0;
	for (let seed = 1; seed <= seeds; seed++) sum += value(seed) / seeds;
	return sum;
}

describe('how errors hang together', () => {
	const ratio = (persistence: number, noise: number): number =>
		meanOf(30, (seed) =>
			persistenceAtLength(errorModels(errors(seed, persistence, noise), { steps, columns: line }).models)
		);

	test('is nothing where each is its own', () => {
		expect(
			meanOf(30, (seed) => persistenceAtLength(errorModels(errors(seed, 0, 0), { steps, columns: line }).models))
		).toBeLessThan(0.25);
	});

	test('is as slow as it is, also under noise, where neighbours alone say little', () => {
		expect(Math.abs(ratio(0.6, 0) - 0.6)).toBeLessThan(0.1);
		// Half of the variance is noise: over long stretches 1 + 2 · ½ · 0.8 ÷ 0.2 = 5 times that of one value.
		expect(Math.abs(ratio(0.8, 1) - 4 / 6)).toBeLessThan(0.12);
		// What neighbours have in common there is 0.4, and would be taken for all there is.
		expect(ratio(0.8, 1)).toBeGreaterThan(0.5);
	});

	test('is the same in other units, and on a slope', () => {
		const values = errors(3, 0.5, 0.5);
		const other = values.map((value, step) => 40 + 0.2 * step + 10 * value);
		const [one, two] = [values, other].map((all) => errorModels(all, { steps, columns: line }).models);
		expect(longRunVariance(two ?? [])).toBeCloseTo(100 * longRunVariance(one ?? []), 6);
		expect((one ?? []).reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
	});

	test('is not told of fewer values than it takes', () => {
		expect(
			errorModels([1, 2, 4, 3], { steps: [0, 1, 2, 3], columns: line.map((one) => one.slice(0, 4)) }).models
		).toEqual([]);
	});
});

test('a sum of errors varies as the simulated ones do', () => {
	const models = [{ persistence: 0.7, fading: 0.6, variance: 2, weight: 1 }];
	const weights = steps.map((step) => (step < 100 ? 1 / 100 : -1 / 140));
	const found = varianceOfSum(weights, steps, models);
	let direct = 0;
	for (const [one, a] of weights.entries())
		for (const [other, b] of weights.entries())
			direct += a * b * 2 * (one === other ? 1 : 0.6 * 0.7 ** Math.abs(one - other));
	expect(found).toBeCloseTo(direct, 9);
	const gaps = varianceOfSum([1, 1], [0, 3], models);
	expect(gaps).toBeCloseTo(2 * (2 + 2 * 0.6 * 0.7 ** 3), 12);
});

test('weights of least squares give back the coefficients of what the columns make, and nothing where they repeat each other', () => {
	const values = steps.map((step) => 3 - 0.25 * (step - 119.5));
	const of = (wanted: readonly number[]): number =>
		(weightsOf(line, wanted) ?? new Float64Array(0)).reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), 0);
	expect(of([1, 0])).toBeCloseTo(3, 9);
	expect(of([0, 1])).toBeCloseTo(-0.25, 9);
	expect(of([2, 4])).toBeCloseTo(5, 9);
	expect(weightsOf([...line, new Float64Array(240).fill(2)], [1, 0, 0])).toBeNull();
});
