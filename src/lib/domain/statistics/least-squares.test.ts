import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastSquares } from './least-squares.ts';

const row = fc.record({
	x: fc.integer({ min: -20, max: 20 }),
	z: fc.integer({ min: -20, max: 20 }),
	y: fc.integer({ min: -20, max: 20 })
});

test('residuals are at right angles to every column, which no other coefficients manage', () => {
	fc.assert(
		fc.property(fc.array(row, { minLength: 4, maxLength: 40 }), (cases) => {
			const rows = cases.map(({ x, z }) => [1, x, z]);
			const fit = leastSquares(
				rows,
				cases.map(({ y }) => y)
			);
			if (fit === null) return;
			for (const column of [0, 1, 2]) {
				const product = rows.reduce((sum, one, index) => sum + (one[column] ?? 0) * (fit.residuals[index] ?? 0), 0);
				expect(Math.abs(product)).toBeLessThan(1e-8);
			}
		})
	);
});

test('the inverse undoes the cross products', () => {
	const rows = [1, 2, 4, 8, 9].map((x) => [1, x, x * x]);
	const inverse = leastSquares(rows, [1, 3, 2, 5, 4])?.inverse ?? [];
	for (const one of [0, 1, 2])
		for (const other of [0, 1, 2]) {
			const cell = [0, 1, 2].reduce((sum, middle) => {
				const cross = rows.reduce((total, row) => total + (row[middle] ?? 0) * (row[other] ?? 0), 0);
				return sum + (inverse[one]?.[middle] ?? 0) * cross;
			}, 0);
			expect(cell).toBeCloseTo(one === other ? 1 : 0, 8);
		}
});

test('keeps digits that normal equations lose', () => {
	// Columns that differ in the eighth digit: their cross products are equal to the last.
	const tiny = 1e-8;
	const rows = [
		[1, 1],
		[tiny, 0],
		[0, tiny]
	];
	const fit = leastSquares(rows, [2, tiny, tiny]);
	expect(fit?.coefficients[0]).toBeCloseTo(1, 6);
	expect(fit?.coefficients[1]).toBeCloseTo(1, 6);
});

test('has no answer where a column follows from others, or rows are too few', () => {
	const rows = [1, 2, 3, 4].map((x) => [1, x, 3 * x - 2]);
	expect(leastSquares(rows, [1, 2, 3, 5])).toBeNull();
	expect(leastSquares([[1, 0]], [4])).toBeNull();
	expect(leastSquares([], [])).toBeNull();
	expect(() => leastSquares([[1]], [])).toThrow('1 rows have 0 values');
});
