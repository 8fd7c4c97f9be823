import type { SegmentModel } from '../statistics/segment-costs.ts';

type Point = Readonly<{ step: number; value: number }>;
type Assumptions = Readonly<{ model: SegmentModel; period: number | null }>;

/**
 * Lag-one correlation of errors from the residuals of a fit, freed to the first order of what fitting takes away; not below 0,
 * where a test would become too eager, and not above 0.98, where a level could no longer be told from its errors.
 * Source: Marriott and Pope 1954 for a mean; for a line likewise.
 */
export function persistenceOf(
	points: readonly Point[],
	residuals: Float64Array,
	{ model, period }: Assumptions,
	segments: number
): number {
	// A robust adjustment leaves odd weeks in, which look like errors of their own: plain means of the pattern do not.
	const errors = period === null ? residuals : new PatternMeans(points, period).takenFrom(residuals.slice());
	let products = 0;
	let squares = 0;
	for (let index = 0; index < errors.length; index++) {
		const error = errors[index] ?? 0;
		const isNext = index > 0 && (points[index]?.step ?? 0) - (points[index - 1]?.step ?? 0) === 1;
		if (isNext) products += error * (errors[index - 1] ?? 0);
		squares += error * error;
	}
	if (squares === 0) return 0;
	const found = products / squares;
	const bias = model === 'mean' ? 1 + 3 * found : 2 + 4 * found;
	return Math.min(0.98, Math.max(0, found + (segments * bias) / errors.length));
}

/** The places of a series in a pattern that comes back, and what values are at each of them on average. */
export class PatternMeans {
	readonly #places: Int32Array;
	readonly #counts: Float64Array;
	readonly #sums: Float64Array;

	constructor(points: readonly Point[], period: number) {
		this.#places = Int32Array.from(points, ({ step }) => ((step % period) + period) % period);
		this.#counts = new Float64Array(period);
		this.#sums = new Float64Array(period);
		for (const place of this.#places) this.#counts[place] = (this.#counts[place] ?? 0) + 1;
	}

	/** The values, in place, less what they are on average at their place, but for `stays`. */
	takenFrom(values: Float64Array, stays = 0): Float64Array {
		const [places, sums, counts] = [this.#places, this.#sums.fill(0), this.#counts];
		for (let index = 0; index < places.length; index++) {
			const place = places[index] ?? 0;
			sums[place] = (sums[place] ?? 0) + (values[index] ?? 0);
		}
		for (let place = 0; place < sums.length; place++) sums[place] = (sums[place] ?? 0) / (counts[place] || 1);
		for (let index = 0; index < places.length; index++)
			values[index] = (values[index] ?? 0) - (sums[places[index] ?? 0] ?? 0) + stays;
		return values;
	}
}
