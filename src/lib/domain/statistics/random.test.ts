import { describe, expect, test } from 'vitest';
import { choose, exponential, logNormal, randomStream, shuffled, standardNormal } from './random.ts';

function draws(count: number, draw: () => number): number[] {
	return Array.from({ length: count }, draw);
}

function count(counts: number[], index: number): void {
	counts[index] = (counts[index] ?? 0) + 1;
}

function mean(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

describe('a random stream', () => {
	test('is the same for the same seed and name, and another for another', () => {
		const [first, same, otherName, otherSeed] = [
			randomStream(7, 'patience'),
			randomStream(7, 'patience'),
			randomStream(7, 'needs'),
			randomStream(8, 'patience')
		].map((stream) => draws(20, stream));
		expect(same).toEqual(first);
		expect(otherName).not.toEqual(first);
		expect(otherSeed).not.toEqual(first);
	});

	test('does not depend on what other streams have given', () => {
		const alone = draws(10, randomStream(7, 'a'));
		const [a, b] = [randomStream(7, 'a'), randomStream(7, 'b')];
		const mixed = draws(10, () => {
			b();
			return a();
		});
		expect(mixed).toEqual(alone);
	});

	test('keeps its numbers for ever, because recorded logs depend on them', () => {
		expect(draws(3, randomStream(1, 'fixed')).map((number) => number.toFixed(9))).toMatchInlineSnapshot(`
			[
			  "0.705203525",
			  "0.484759887",
			  "0.624074780",
			]
		`);
	});

	test('is uniform: every twentieth holds its part, and names of one family are not correlated', () => {
		const parts = new Array<number>(20).fill(0);
		for (const number of draws(200_000, randomStream(3, 'u'))) count(parts, Math.floor(number * 20));
		const chiSquare = parts.reduce((sum, part) => sum + (part - 10_000) ** 2 / 10_000, 0);
		expect(chiSquare).toBeLessThan(43.8); // 19 degrees of freedom, p = 0.001
		const firsts = Array.from({ length: 20_000 }, (_, day) => randomStream(3, `level/${day}`)());
		const product = mean(firsts.slice(1).map((number, index) => (number - 0.5) * ((firsts[index] ?? 0) - 0.5)));
		expect(mean(firsts)).toBeCloseTo(0.5, 1.7);
		expect(Math.abs(product * 12)).toBeLessThan(0.03);
	});

	test('refuses a seed that is not a safe integer', () => {
		expect(() => randomStream(0.5, 'x')).toThrow('seed must be a safe integer, got 0.5');
	});
});

test('distributions have the mean and the spread they are asked for', () => {
	const random = randomStream(11, 'distributions');
	expect(mean(draws(100_000, () => exponential(random, 240)))).toBeCloseTo(240, -0.7);
	const normals = draws(100_000, () => standardNormal(random));
	expect(mean(normals)).toBeCloseTo(0, 1.5);
	expect(mean(normals.map((number) => number ** 2))).toBeCloseTo(1, 1.5);
	const logs = draws(100_000, () => Math.log(logNormal(random, 60, 0.5) / 60));
	expect(mean(logs)).toBeCloseTo(0, 1.9);
	expect(Math.sqrt(mean(logs.map((number) => number ** 2)))).toBeCloseTo(0.5, 1.9);
});

test('choices follow their weights; a choice without weight is never made', () => {
	const random = randomStream(5, 'choices');
	const choices = [
		{ name: 'never', weight: 0 },
		{ name: 'often', weight: 3 },
		{ name: 'seldom', weight: 1 }
	];
	const names = Array.from({ length: 20_000 }, () => choose(random, choices).name);
	expect(names).not.toContain('never');
	expect(names.filter((name) => name === 'often').length / names.length).toBeCloseTo(0.75, 1.7);
	expect(() => choose(random, [{ weight: 0 }])).toThrow('nothing to choose from');
});

test('a shuffle keeps everybody and gives everybody every place', () => {
	const random = randomStream(5, 'shuffle');
	const firsts = Array.from({ length: 6_000 }, () => shuffled(random, ['a', 'b', 'c'])[0]);
	for (const letter of ['a', 'b', 'c'])
		expect(firsts.filter((first) => first === letter).length / 6_000).toBeCloseTo(1 / 3, 1.5);
	expect(shuffled(random, ['a', 'b', 'c']).sort()).toEqual(['a', 'b', 'c']);
});
