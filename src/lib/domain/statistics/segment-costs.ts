/** What a segment of a series is described by: its mean, or a straight line of its own. */
export type SegmentModel = 'mean' | 'line';

/** How many numbers describe a segment. */
export function parametersOf(model: SegmentModel): 1 | 2 {
	return model === 'mean' ? 1 : 2;
}

/**
 * Residual sums of squares of every stretch of a series, each in constant time from prefix sums.
 * The sums are kept of what the model leaves over for the whole series, with positions counted from their middle: that changes
 * no residual of any stretch, and without it a small spread around a high level would drown in rounding.
 */
export class SegmentCosts {
	readonly length: number;
	readonly model: SegmentModel;
	/** What the model leaves over for the whole series; below the precision of the values it is 0. */
	get total(): number {
		return this.#total;
	}
	readonly #positions: Float64Array;
	readonly #sumX: Float64Array;
	readonly #sumXX: Float64Array;
	readonly #sumY: Float64Array;
	readonly #sumXY: Float64Array;
	readonly #sumYY: Float64Array;
	#total = 0;
	#crumb = 0;

	/**
	 * @param steps where the values stand, ascending whole steps of time (years, weeks); gaps may be among them
	 * @throws RangeError when steps do not ascend
	 */
	constructor(steps: ArrayLike<number>, model: SegmentModel) {
		const n = steps.length;
		const middle = n === 0 ? 0 : ((steps[0] ?? 0) + (steps[n - 1] ?? 0)) / 2;
		this.length = n;
		this.model = model;
		this.#positions = Float64Array.from(steps, (step) => step - middle);
		[this.#sumX, this.#sumXX, this.#sumY, this.#sumXY, this.#sumYY] = Array.from(
			{ length: 5 },
			() => new Float64Array(n + 1)
		) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]; // five were asked for
		for (const [index, x] of this.#positions.entries()) {
			if (index > 0 && !(x > (this.#positions[index - 1] ?? 0)))
				throw new RangeError(`steps ascend, got ${steps[index]} after ${steps[index - 1]}`);
			this.#sumX[index + 1] = (this.#sumX[index] ?? 0) + x;
			this.#sumXX[index + 1] = (this.#sumXX[index] ?? 0) + x * x;
		}
	}

	/**
	 * Takes the values at the steps, instead of those before: the sums of the steps are made once for a thousand simulations.
	 * @throws RangeError when there are more or fewer values than steps
	 */
	load(values: ArrayLike<number>): this {
		const n = this.length;
		if (values.length !== n) throw new RangeError(`${n} values are needed, got ${values.length}`);
		const x = this.#positions;
		let mean = 0;
		for (let index = 0; index < n; index++) mean += (values[index] ?? 0) / n;
		const meanX = (this.#sumX[n] ?? 0) / n;
		let slope = 0;
		let size = 0;
		for (let index = 0; index < n; index++) {
			slope += ((x[index] ?? 0) - meanX) * ((values[index] ?? 0) - mean);
			size = Math.max(size, Math.abs(values[index] ?? 0));
		}
		const spreadX = (this.#sumXX[n] ?? 0) - n * meanX * meanX;
		slope = this.model === 'line' && spreadX > 0 ? slope / spreadX : 0;
		let [y, xy, yy] = [0, 0, 0];
		for (let index = 0; index < n; index++) {
			const at = x[index] ?? 0;
			const left = (values[index] ?? 0) - mean - slope * (at - meanX);
			this.#sumY[index + 1] = y += left;
			this.#sumXY[index + 1] = xy += at * left;
			this.#sumYY[index + 1] = yy += left * left;
		}
		// Values are read to about 16 digits: what is left of a straight line below that is noise of the arithmetic.
		this.#total = yy <= n * (8 * Number.EPSILON * size) ** 2 ? 0 : yy;
		this.#crumb = this.#total * 1e-14;
		return this;
	}

	/**
	 * Residual sum of squares of the values from index `from` up to and without `to`; never below a crumb of the total, so that
	 * ratios and logarithms of it stay finite where a stretch is fitted exactly.
	 */
	rss(from: number, to: number): number {
		const m = to - from;
		const y = (this.#sumY[to] ?? 0) - (this.#sumY[from] ?? 0);
		let left = (this.#sumYY[to] ?? 0) - (this.#sumYY[from] ?? 0) - (y * y) / m;
		if (this.model === 'line' && m > 1) {
			const x = (this.#sumX[to] ?? 0) - (this.#sumX[from] ?? 0);
			const spreadX = (this.#sumXX[to] ?? 0) - (this.#sumXX[from] ?? 0) - (x * x) / m;
			const product = (this.#sumXY[to] ?? 0) - (this.#sumXY[from] ?? 0) - (x * y) / m;
			left -= (product * product) / spreadX;
		}
		return left > this.#crumb ? left : this.#crumb;
	}
}
