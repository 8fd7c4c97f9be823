/** So many whitened rows at a time go into the cross products. */
const block = 8;

/**
 * What generalised least squares leaves over where errors fade, by any persistence and share that does: one series is looked at in
 * dozens of ways, and each takes as many steps as there are values.
 */
export class Restricted {
	readonly #steps: readonly number[];
	readonly #width: number;
	/** Columns side by side, the values last: row after row, as they are whitened. */
	readonly #table: Float64Array;
	/** Written over each time. */
	readonly #states: Float64Array;
	readonly #white: Float64Array;
	readonly #products: Float64Array;

	/**
	 * @param columns each as long as the values
	 * @param steps where they stand: whole steps of time, ascending
	 */
	constructor(columns: readonly Float64Array[], values: ArrayLike<number>, steps: readonly number[]) {
		const width = columns.length + 1;
		this.#steps = steps;
		this.#width = width;
		this.#table = new Float64Array(values.length * width);
		for (const [column, of] of [...columns, values].entries())
			for (let index = 0; index < values.length; index++) this.#table[index * width + column] = of[index] ?? 0;
		this.#states = new Float64Array(width);
		this.#white = new Float64Array(block * width);
		this.#products = new Float64Array(width * width);
	}

	/**
	 * What is left over, and the logarithms of the determinants of the errors' covariance and of the fit's. Values are whitened one
	 * after the other by a filter of one state (Kalman).
	 * @param fading share of the variance that fades, 0 to 1
	 * @returns null where one of the columns, or the values, follow from the others
	 */
	with(persistence: number, fading: number): Readonly<{ left: number; logOfErrors: number; logOfFit: number }> | null {
		const width = this.#width;
		const products = this.#products.fill(0);
		const logOfErrors = this.#whiten(persistence, fading);
		if (!toTriangle(products, width)) return null;
		let logOfFit = 0;
		for (let column = 0; column < width - 1; column++) logOfFit += 2 * Math.log(products[column * width + column] ?? 0);
		const last = products[width * width - 1] ?? 0;
		return { left: last * last, logOfErrors, logOfFit };
	}

	/**
	 * Adds up the cross products of all columns, whitened.
	 * @returns logarithm of the determinant of the errors' covariance
	 */
	#whiten(persistence: number, fading: number): number {
		const steps = this.#steps;
		const width = this.#width;
		const table = this.#table;
		const products = this.#products;
		const states = this.#states.fill(0);
		const white = this.#white.fill(0);
		let spread = fading;
		let logOfErrors = 0;
		let settled = Number.NaN;
		let logOfTotal = 0;
		let scale = 0;
		let gain = 0;
		for (let index = 0; index < steps.length; index++) {
			let kept = 1;
			if (index > 0) {
				const gap = (steps[index] ?? 0) - (steps[index - 1] ?? 0);
				kept = gap === 1 ? persistence : persistence ** gap;
				spread = kept * kept * spread + fading * (1 - kept * kept);
			}
			// Without gaps the spread soon stays where it is.
			if (spread !== settled) {
				settled = spread;
				const total = spread + 1 - fading;
				logOfTotal = Math.log(total);
				scale = 1 / Math.sqrt(total);
				gain = spread / total;
			}
			logOfErrors += logOfTotal;
			const from = index * width;
			const row = index % block;
			for (let column = 0; column < width; column++) {
				const expected = kept * (states[column] ?? 0);
				const surprise = (table[from + column] ?? 0) - expected;
				white[column * block + row] = surprise * scale;
				states[column] = expected + gain * surprise;
			}
			spread *= 1 - gain;
			if (row < block - 1 && index < steps.length - 1) continue;
			addProducts(products, white, width);
			white.fill(0);
		}
		return logOfErrors;
	}
}

/** Adds the cross products of some rows, column by column, to the lower triangle of the sums. */
function addProducts(products: Float64Array, rows: Float64Array, width: number): void {
	for (let no = 0; no < width; no++) {
		const own = no * block;
		const a = rows[own] ?? 0;
		const b = rows[own + 1] ?? 0;
		const c = rows[own + 2] ?? 0;
		const d = rows[own + 3] ?? 0;
		const e = rows[own + 4] ?? 0;
		const f = rows[own + 5] ?? 0;
		const g = rows[own + 6] ?? 0;
		const h = rows[own + 7] ?? 0;
		for (let other = 0, at = 0; other <= no; other++, at += block) {
			// In four pairs, which do not wait for each other.
			const first = a * (rows[at] ?? 0) + b * (rows[at + 1] ?? 0) + (c * (rows[at + 2] ?? 0) + d * (rows[at + 3] ?? 0));
			const last =
				e * (rows[at + 4] ?? 0) + f * (rows[at + 5] ?? 0) + (g * (rows[at + 6] ?? 0) + h * (rows[at + 7] ?? 0));
			products[no * width + other] = (products[no * width + other] ?? 0) + (first + last);
		}
	}
}

/**
 * Cholesky's triangle of a symmetrical table, in place of its lower half.
 * @returns false where a column follows from those before it
 */
function toTriangle(table: Float64Array, width: number): boolean {
	for (let no = 0; no < width; no++)
		for (let other = 0; other <= no; other++) {
			const size = table[no * width + other] ?? 0;
			let sum = size;
			for (let index = 0; index < other; index++)
				sum -= (table[no * width + index] ?? 0) * (table[other * width + index] ?? 0);
			if (other < no) table[no * width + other] = sum / (table[other * width + other] ?? 1);
			else if (sum > 1e-11 * size) table[no * width + no] = Math.sqrt(sum);
			else return false;
		}
	return true;
}

/** Lower triangle of the columns' cross products; null where one column follows from those before it. */
export function choleskyOf(columns: readonly Float64Array[]): readonly Float64Array[] | null {
	const width = columns.length;
	const table = new Float64Array(width * width);
	for (const [no, one] of columns.entries())
		for (let other = 0; other <= no; other++) table[no * width + other] = dot(one, columns[other] ?? one);
	if (!toTriangle(table, width)) return null;
	return columns.map((_, no) => table.subarray(no * width, (no + 1) * width));
}

function dot(one: Float64Array, other: Float64Array): number {
	let sum = 0;
	for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
	return sum;
}
