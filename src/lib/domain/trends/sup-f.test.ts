import { describe, expect, test } from 'vitest';
import { randomStream, standardNormal } from '../statistics/random.ts';
import { SegmentCosts, type SegmentModel } from '../statistics/segment-costs.ts';
import { fOfEveryBreak, supF, SupFNulls } from './sup-f.ts';

function design(n: number, model: SegmentModel, minSegment: number, persistence = 0) {
	const steps = Array.from({ length: n }, (_, step) => 2000 + step);
	return { steps, model, minSegment, persistence, period: null, from: 0, to: n };
}

function costsOf(values: readonly number[], model: SegmentModel): SegmentCosts {
	return new SegmentCosts([...values.keys()], model).load(values);
}

describe('sup-F', () => {
	const values = [3, 1, 4, 1, 5, 9, 8, 9, 7, 9, 8, 9, 7, 8];

	test('is the largest of all, and by hand what it is said to be', () => {
		const all = fOfEveryBreak(costsOf(values, 'mean'), 3);
		const strongest = supF(costsOf(values, 'mean'), 3);
		expect(all).toHaveLength(9);
		expect(strongest).toEqual({ f: Math.max(...all), before: 5 });
		const [whole, old, after] = [[0], [0, 5], [5]].map(([from, to]) => {
			const part = values.slice(from, to);
			const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
			return part.reduce((sum, value) => sum + (value - mean) ** 2, 0);
		});
		const both = (old ?? 0) + (after ?? 0);
		expect(strongest.f).toBeCloseTo(((whole ?? 0) - both) / (both / 12), 9);
	});

	test('does not change with level, unit or, for lines, slope', () => {
		const { f } = supF(costsOf(values, 'line'), 4);
		const other = values.map((value, index) => 1000 - 7 * value + 3 * index);
		expect(supF(costsOf(other, 'line'), 4).f).toBeCloseTo(f, 8);
	});

	test('needs room for two segments', () => {
		expect(() => supF(costsOf([1, 2, 3, 4, 5], 'mean'), 3)).toThrow('5 values have no two segments of 3 for a mean');
	});
});

describe('the null distribution', () => {
	test('of stretches that are asked for together is the one of each, whatever was asked before', () => {
		const { from: _, to: __, ...whole } = { ...design(120, 'line', 16, 0.4), period: 52 };
		const asked = [
			{ from: 0, to: 70, f: 20 },
			{ from: 70, to: 120, f: 12 }
		];
		const nulls = new SupFNulls(1, 499);
		const first = nulls.p({ ...whole, from: 70, to: 120 }, 12);
		const together = nulls.ps(whole, asked);
		const apart = asked.map(({ f, ...stretch }) => new SupFNulls(1, 499).p({ ...whole, ...stretch }, f));
		expect(together).toEqual(apart);
		expect(together[1]).toBe(first);
		expect(together[0]).not.toBe(together[1]);
	});

	test('draws on where a longer series needs more than were drawn: the same as when it comes first', () => {
		const nulls = new SupFNulls(1, 333);
		nulls.p(design(15, 'line', 4), 10);
		expect(nulls.p(design(40, 'line', 8), 8)).toBe(new SupFNulls(1, 333).p(design(40, 'line', 8), 8));
	});

	// Critical values and probabilities from 200,000 to 400,000 simulations by another program.
	test.each([
		[15, 'line', 4, 14.97],
		[10, 'line', 3, 19.86],
		[15, 'mean', 4, 9.09],
		[104, 'mean', 16, 8.54]
	] as const)('of %i values by %s in segments of %i has 5 % above %d', (n, model, minSegment, critical) => {
		const p = new SupFNulls(1, 3999).p(design(n, model, minSegment), critical);
		expect(Math.abs(p - 0.05)).toBeLessThan(0.0125); // 3.6 standard errors
	});

	test('of 15 years is not the one of the tables for long series, where 10.6 is rare', () => {
		expect(new SupFNulls(1, 3999).p(design(15, 'line', 4), 10.6)).toBeGreaterThan(0.1);
	});

	test('reaches further where errors fade slowly', () => {
		const nulls = new SupFNulls(1, 3999);
		expect(nulls.p(design(104, 'mean', 16, 0.5), 8.54)).toBeGreaterThan(0.44);
		expect(nulls.p(design(104, 'mean', 16, 0.5), 8.54)).toBeLessThan(0.52);
	});

	test('reaches further where a pattern was taken out, which takes part of the chance but none of a break', () => {
		const nulls = new SupFNulls(1, 1999);
		const freed = { ...design(156, 'line', 16, 0.5), period: 52 };
		expect(nulls.p(freed, 40)).toBeGreaterThan(1.3 * nulls.p({ ...freed, period: null }, 40));
	});

	test('is the same whatever was asked before, wherever the series begins, and another for another seed', () => {
		const asked = new SupFNulls(7, 500);
		asked.p(design(12, 'line', 4), 5);
		const shifted = { ...design(15, 'line', 4), steps: Array.from({ length: 15 }, (_, step) => step) };
		const p = new SupFNulls(7, 500).p(design(15, 'line', 4), 5);
		expect(asked.p(shifted, 5)).toBe(p);
		expect(new SupFNulls(8, 500).p(design(15, 'line', 4), 5)).not.toBe(p);
	});

	test('knows gaps: where years are missing it is another', () => {
		const steps = [2000, 2001, 2002, 2003, 2010, 2011, 2012, 2013, 2014, 2015];
		const nulls = new SupFNulls(7, 500);
		const ps = (where: readonly number[]) =>
			[3, 6, 9, 15].map((f) => nulls.p({ ...design(10, 'line', 3), steps: [...where] }, f));
		expect(ps(steps)).not.toEqual(ps(design(10, 'line', 3).steps));
	});

	test('never says impossible, and makes every p as frequent as its size', () => {
		const nulls = new SupFNulls(3, 999);
		expect(nulls.p(design(15, 'line', 4), 1e9)).toBe(1 / 1000);
		expect(nulls.p(design(15, 'line', 4), 0)).toBe(1);
		const random = randomStream(5, 'uniform');
		const ps = Array.from({ length: 1000 }, () =>
			nulls.p(
				design(15, 'line', 4),
				supF(
					costsOf(
						Array.from({ length: 15 }, () => standardNormal(random)),
						'line'
					),
					4
				).f
			)
		);
		for (const level of [0.05, 0.2, 0.5, 0.8]) {
			const share = ps.filter((p) => p <= level).length / 1000;
			expect(Math.abs(share - level)).toBeLessThan(4 * Math.sqrt((level * (1 - level)) / 500));
		}
	});

	test('needs simulations', () => {
		expect(() => new SupFNulls(1, 0)).toThrow('a number of simulations is needed, got 0');
	});
});
