import { describe, expect, test } from 'vitest';
import { randomStream, standardNormal } from '../statistics/random.ts';
import { choleskyOf, Restricted } from './restricted-likelihood.ts';

/** The same from the errors' whole covariance: as many operations as the third power of the values. */
function dense(
	columns: readonly ArrayLike<number>[],
	values: ArrayLike<number>,
	steps: readonly number[],
	persistence: number,
	fading: number
): Readonly<{ left: number; logOfErrors: number; logOfFit: number }> {
	const covariance = steps.map((one) =>
		steps.map((other) => (one === other ? 1 : fading * persistence ** Math.abs(one - other)))
	);
	const errors = solved(covariance, [...columns, values]);
	const crossed = columns.map((one) => errors.solutions.slice(0, -1).map((other) => product(one, other)));
	const ofValues = errors.solutions.at(-1) ?? [];
	const byColumn = columns.map((one) => product(one, ofValues));
	const fit = solved(crossed, [byColumn]);
	const left = product(values, ofValues) - product(byColumn, fit.solutions[0] ?? []);
	return { left, logOfErrors: errors.logOfDeterminant, logOfFit: fit.logOfDeterminant };
}

/** By elimination, the largest first. */
function solved(table: readonly (readonly number[])[], sides: readonly ArrayLike<number>[]) {
	const n = table.length;
	const rows = table.map((row, index) => [...row, ...sides.map((side) => side[index] ?? Number.NaN)]);
	const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.NaN;
	let logOfDeterminant = 0;
	for (let pivot = 0; pivot < n; pivot++) {
		let best = pivot;
		for (let row = pivot + 1; row < n; row++) if (Math.abs(at(row, pivot)) > Math.abs(at(best, pivot))) best = row;
		const [one, other] = [rows[pivot] ?? [], rows[best] ?? []];
		[rows[pivot], rows[best]] = [other, one];
		logOfDeterminant += Math.log(Math.abs(at(pivot, pivot)));
		for (let row = 0; row < n; row++) {
			if (row === pivot) continue;
			const times = at(row, pivot) / at(pivot, pivot);
			rows[row] = (rows[row] ?? []).map((value, column) => value - times * at(pivot, column));
		}
	}
	const solutions = sides.map((_, side) => rows.map((row, index) => (row[n + side] ?? 0) / (row[index] ?? 0)));
	return { logOfDeterminant, solutions };
}

function product(one: ArrayLike<number>, other: ArrayLike<number>): number {
	return Array.from(one).reduce((sum, value, index) => sum + value * (other[index] ?? Number.NaN), 0);
}

const whole = Array.from({ length: 45 }, (_, step) => step);
const gaps = whole.filter((step) => step % 7 !== 3 && (step < 20 || step > 24));

/** Two lines with a break between them, and values around other ones. */
function seriesOf(steps: readonly number[], seed: number) {
	const random = randomStream(seed, 'restricted');
	const half = steps.length >> 1;
	const on = (take: (step: number, index: number) => number): Float64Array => Float64Array.from(steps, take);
	const columns = [
		on((_, index) => (index < half ? 1 : 0)),
		on((step, index) => (index < half ? step - 10 : 0)),
		on((_, index) => (index < half ? 0 : 1)),
		on((step, index) => (index < half ? 0 : step - 30))
	];
	return { columns, values: on((step) => 7 + 0.1 * step + standardNormal(random)) };
}

const ways = [
	[0, 1],
	[0.2, 0.45],
	[0.75, 0.2],
	[0.86, 1],
	[0.97, 0.7]
] as const;

describe.each([
	['every step has a value', whole],
	['steps are missing', gaps],
	['values do not fill the last block', whole.slice(0, 41)]
])('what is left over where %s', (_, steps) => {
	test('is what the whole covariance of the errors says', () => {
		const { columns, values } = seriesOf(steps, steps.length);
		const quick = new Restricted(columns, values, steps);
		// Twice: what one way leaves behind must not be in the next.
		for (const [persistence, fading] of [...ways, ...ways.toReversed()]) {
			const found = quick.with(persistence, fading);
			const exact = dense(columns, values, steps, persistence, fading);
			expect((found?.left ?? 0) / exact.left).toBeCloseTo(1, 9);
			expect(found?.logOfErrors).toBeCloseTo(exact.logOfErrors, 9);
			expect(found?.logOfFit).toBeCloseTo(exact.logOfFit, 9);
		}
	});

	test('is something else for errors that hang together a little otherwise: the comparison can fail', () => {
		const { columns, values } = seriesOf(steps, steps.length);
		const found = new Restricted(columns, values, steps).with(0.75, 0.45);
		const other = dense(columns, values, steps, 0.7501, 0.45);
		expect((found?.left ?? 0) / other.left).not.toBeCloseTo(1, 6);
		expect(found?.logOfErrors).not.toBeCloseTo(other.logOfErrors, 6);
	});
});

test('nothing is told where a column, or the values, follow from the others', () => {
	const { columns, values } = seriesOf(whole, 3);
	const [one = values, two = values] = columns;
	const both = one.map((value, index) => 2 * value - (two[index] ?? 0));
	expect(new Restricted([...columns, both], values, whole).with(0.4, 0.7)).toBeNull();
	expect(new Restricted(columns, both, whole).with(0.4, 0.7)).toBeNull();
	expect(choleskyOf([...columns, both])).toBeNull();
});

test('the triangle of the cross products gives them back', () => {
	const { columns } = seriesOf(gaps, 5);
	const triangle = choleskyOf(columns) ?? [];
	expect(triangle).toHaveLength(4);
	for (const [no, one] of columns.entries())
		for (const [other, two] of columns.entries())
			expect(product(triangle[no] ?? [], triangle[other] ?? [])).toBeCloseTo(product(one, two), 9);
});
