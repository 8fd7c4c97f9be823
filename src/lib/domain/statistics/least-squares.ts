/** An ordinary least-squares fit. */
export type LeastSquaresFit = Readonly<{
	/** One for each column. */
	coefficients: readonly number[];
	/** Residual sum of squares. */
	rss: number;
	/** One for each row: observed less fitted. */
	residuals: readonly number[];
	/** Inverse of the columns' cross products: times the residual variance, the covariance of the coefficients. */
	inverse: readonly (readonly number[])[];
}>;

/**
 * Ordinary least squares by Householder reflections, which keep twice the digits of normal equations; meant for few columns.
 * The constant is a column like any other.
 * @param rows what is known of each observation, all of one length
 * @returns null when the columns cannot be told apart (one follows from others, or there are more of them than rows)
 * @throws RangeError when there are not as many values as rows
 */
export function leastSquares(rows: readonly (readonly number[])[], values: readonly number[]): LeastSquaresFit | null {
	if (rows.length !== values.length) throw new RangeError(`${rows.length} rows have ${values.length} values`);
	const columns = rows[0]?.length ?? 0;
	if (columns === 0 || rows.length < columns) return null;
	const matrix = Array.from({ length: columns }, (_, column) => Float64Array.from(rows, (row) => row[column] ?? 0));
	const target = Float64Array.from(values);
	for (const [column, vector] of matrix.entries()) {
		const before = norm(vector, 0);
		const length = norm(vector, column);
		// What is left of a column after those before it: nothing but rounding means that it says nothing of its own.
		if (!(length > 1e-10 * before)) return null;
		const mirror = vector.slice();
		mirror.fill(0, 0, column);
		mirror[column] = (mirror[column] ?? 0) + ((vector[column] ?? 0) < 0 ? -length : length);
		const scale = norm(mirror, 0) ** 2 / 2;
		for (const other of [...matrix.slice(column), target]) reflect(other, mirror, scale, column);
	}
	const triangle = (row: number, column: number): number => matrix[column]?.[row] ?? 0;
	const coefficients = backSubstitute(triangle, target.subarray(0, columns));
	const inverseTriangle = coefficients.map((_, column) =>
		backSubstitute(
			triangle,
			coefficients.map((__, row) => (row === column ? 1 : 0))
		)
	);
	const residuals = rows.map((row, index) => (values[index] ?? 0) - dot(row, coefficients));
	const inverse = coefficients.map((_, one) =>
		coefficients.map((__, other) =>
			inverseTriangle.reduce((sum, column) => sum + (column[one] ?? 0) * (column[other] ?? 0), 0)
		)
	);
	return { coefficients, rss: dot(residuals, residuals), residuals, inverse };
}

/** Sum of products. */
function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
	let sum = 0;
	for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
	return sum;
}

function norm(vector: Float64Array, from: number): number {
	return Math.sqrt(dot(vector.subarray(from), vector.subarray(from)));
}

function reflect(vector: Float64Array, mirror: Float64Array, scale: number, from: number): void {
	const factor = dot(vector.subarray(from), mirror.subarray(from)) / scale;
	for (let index = from; index < vector.length; index++)
		vector[index] = (vector[index] ?? 0) - factor * (mirror[index] ?? 0);
}

function backSubstitute(triangle: (row: number, column: number) => number, target: ArrayLike<number>): number[] {
	const solution = Array.from(target);
	for (let row = solution.length - 1; row >= 0; row--) {
		let left = solution[row] ?? 0;
		for (let column = row + 1; column < solution.length; column++)
			left -= triangle(row, column) * (solution[column] ?? 0);
		solution[row] = left / triangle(row, row);
	}
	return solution;
}
