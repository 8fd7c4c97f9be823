/**
 * Quantiles of values that are all at hand, in ascending order. Three definitions, because sources differ: say in a table
 * which one it is. Quantiles of queues or hours cannot be averaged; use `WaitSketch` where parts must add up.
 * Source: Hyndman and Fan 1996 (types 1 and 7).
 */

/** The value at rank 1 + q (n − 1), rounded down: always one that occurred. Null when there are none. */
export function quantileLower(sorted: readonly number[], q: number): number | null {
	return at(sorted, rank(q, sorted.length - 1));
}

/** The smallest value that at least a share q does not exceed (type 1). Null when there are none. */
export function quantileInverse(sorted: readonly number[], q: number): number | null {
	const position = checked(q) * sorted.length;
	return at(sorted, Math.max(0, Math.ceil(position - crumb(position)) - 1));
}

/** Between the two values around rank 1 + q (n − 1), in proportion (type 7, what spreadsheets do). Null when there are none. */
export function quantileInterpolated(sorted: readonly number[], q: number): number | null {
	const index = rank(q, sorted.length - 1);
	const below = at(sorted, index);
	const above = at(sorted, index + 1);
	if (below === null || above === null) return below;
	return below + (q * (sorted.length - 1) - index) * (above - below);
}

function rank(q: number, last: number): number {
	const position = checked(q) * last;
	return Math.floor(position + crumb(position));
}

/** 0.29 × 100 is 28.999999999999996 in binary: as much is added before rounding as the product can be off. */
function crumb(position: number): number {
	return 4 * Number.EPSILON * Math.abs(position);
}

function at(sorted: readonly number[], index: number): number | null {
	return sorted[index] ?? null;
}

function checked(q: number): number {
	if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile between 0 and 1 is needed, got ${q}`);
	return q;
}
