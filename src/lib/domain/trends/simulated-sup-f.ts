import { parametersOf, type SegmentModel } from '../statistics/segment-costs.ts';

/** What the distribution of sup-F without any break depends on, and nothing else. */
export type NullDesign = Readonly<{
	/** Where the values stand, in whole steps. */
	steps: readonly number[];
	model: SegmentModel;
	minSegment: number;
	/** How much of one step's deviation is still there in the next, 0 (independent) to below 1. */
	persistence: number;
	/** When the values were freed of a pattern that comes back every so many steps, so are the simulated ones; else null. */
	period: number | null;
	/** The values among which the break is sought, by index; errors and pattern belong to the whole series. */
	from: number;
	to: number;
}>;

/** Values by index among which a break is sought. */
export type Stretch = Pick<NullDesign, 'from' | 'to'>;

/**
 * What of a stretch does not depend on its values. Of values from which one line was taken, with the sums S of those before a cut
 * and P of them times their positions, two lines explain `a·S² + b·(P − c·S)²` more than the one.
 */
type Cuts = Readonly<{
	/** Counted from the middle of the stretch: sums of their squares stay small. */
	positions: Float64Array;
	/** For the cut before each of them; 0 where none is made. */
	a: Float64Array;
	b: Float64Array;
	c: Float64Array;
	meanPosition: number;
	/** 1 / the sum of squares of all positions around their mean; 0 where a stretch is described by its mean alone. */
	bySpread: number;
}>;

type Sought = Stretch & Readonly<{ cuts: Cuts; /** One for each simulation. */ found: Float64Array }>;

/** How many normals one simulated series takes. */
export function normalsEach({ steps }: Pick<NullDesign, 'steps'>): number {
	return (steps.at(-1) ?? 0) - (steps[0] ?? 0) + 1;
}

/**
 * Sup-F of many series without a break, ascending: the same figure as `supF` gives of each, from sums that are made once
 * for all of them. A line or mean explains of values what their sums say, so that no cut needs a residual.
 * @param design steps begin at 0
 * @param normals {@link normalsEach} for each series, one series after the other
 */
export function simulatedSupF(design: NullDesign, simulations: number, normals: Float64Array): Float64Array {
	const [found = new Float64Array(0)] = simulatedSupFs(design, [design], simulations, normals);
	return found;
}

/** As {@link simulatedSupF} for each of some stretches of one series: errors and pattern are made once for all of them. */
export function simulatedSupFs(
	design: Omit<NullDesign, keyof Stretch>,
	stretches: readonly Stretch[],
	simulations: number,
	normals: Float64Array
): readonly Float64Array[] {
	const { steps, model, persistence, period } = design;
	const each = normalsEach(design);
	const sought = stretches.map(({ from, to }): Sought => {
		return { from, to, cuts: cutsOf(design, { from, to }), found: new Float64Array(simulations) };
	});
	const pattern = period === null ? null : new Pattern(steps, period);
	const errors = new Float64Array(each);
	const values = each === steps.length ? errors : new Float64Array(steps.length);
	for (let no = 0; no < simulations; no++) {
		fade(errors, normals, no * each, persistence);
		if (values !== errors)
			for (let index = 0; index < steps.length; index++) values[index] = errors[steps[index] ?? 0] ?? 0;
		pattern?.takeFrom(values);
		for (const stretch of sought) stretch.found[no] = largestF(values, stretch, parametersOf(model));
	}
	return sought.map(({ found }) => found.sort());
}

/** Writes errors of which each keeps a part of the one a step before. */
function fade(errors: Float64Array, normals: Float64Array, first: number, persistence: number): void {
	const innovation = Math.sqrt(1 - persistence * persistence);
	let error = normals[first] ?? 0;
	errors[0] = error;
	for (let step = 1; step < errors.length; step++)
		errors[step] = error = persistence * error + innovation * (normals[first + step] ?? 0);
}

/** Of the break among some values that explains most. */
function largestF(values: Float64Array, { from, to, cuts }: Sought, parameters: number): number {
	const { positions, a, b, c, meanPosition, bySpread } = cuts;
	const n = to - from;
	let sum = 0;
	let product = 0;
	for (let index = 0; index < n; index++) {
		const value = values[from + index] ?? 0;
		sum += value;
		product += value * (positions[index] ?? 0);
	}
	const slope = (product - meanPosition * sum) * bySpread;
	const level = sum / n - slope * meanPosition;
	let before = 0;
	let beforeByPosition = 0;
	let left = 0;
	let most = 0;
	for (let index = 0; index < n; index++) {
		const away = beforeByPosition - (c[index] ?? 0) * before;
		const explained = (a[index] ?? 0) * before * before + (b[index] ?? 0) * away * away;
		if (explained > most) most = explained;
		const position = positions[index] ?? 0;
		const value = (values[from + index] ?? 0) - level - slope * position;
		before += value;
		beforeByPosition += value * position;
		left += value * value;
	}
	return (most * (n - 2 * parameters)) / Math.max(left - most, left * 1e-14);
}

function cutsOf({ steps, model, minSegment }: Omit<NullDesign, keyof Stretch>, { from, to }: Stretch): Cuts {
	const n = to - from;
	const middle = ((steps[from] ?? 0) + (steps[to - 1] ?? 0)) / 2;
	const positions = Float64Array.from({ length: n }, (_, index) => (steps[from + index] ?? 0) - middle);
	const [x, xx] = [new Float64Array(n + 1), new Float64Array(n + 1)];
	for (const [index, position] of positions.entries()) {
		x[index + 1] = (x[index] ?? 0) + position;
		xx[index + 1] = (xx[index] ?? 0) + position * position;
	}
	const of = (first: number, last: number): Readonly<{ count: number; mean: number; spread: number }> => {
		const [count, sum] = [last - first, (x[last] ?? 0) - (x[first] ?? 0)];
		return { count, mean: sum / count, spread: (xx[last] ?? 0) - (xx[first] ?? 0) - (sum * sum) / count };
	};
	const [a, b, c] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
	for (let cut = minSegment; cut <= n - minSegment; cut++) {
		const [old, after] = [of(0, cut), of(cut, n)];
		a[cut] = 1 / old.count + 1 / after.count;
		if (model === 'mean') continue;
		const spreads = old.spread + after.spread;
		a[cut] = (a[cut] ?? 0) + (old.mean - after.mean) ** 2 / spreads;
		b[cut] = spreads / (old.spread * after.spread);
		c[cut] = (old.mean * after.spread + after.mean * old.spread) / spreads;
	}
	const { mean, spread } = of(0, n);
	return { positions, a, b, c, meanPosition: mean, bySpread: model === 'mean' ? 0 : 1 / spread };
}

/** What comes back every period, beside a slope from period to period, as it was taken out of the values themselves. */
class Pattern {
	/** Where each value stands in its period. */
	readonly #places: Int32Array;
	/** Which values are only the later (`ends`) or only the earlier (`begins`) of two that lie a period apart. */
	readonly #ends: Int32Array;
	readonly #begins: Int32Array;
	/** Of the values at each place. */
	readonly #sums: Float64Array;
	/** 1 / how many values each place has, and the sum of their steps. */
	readonly #per: Float64Array;
	readonly #steps: Float64Array;
	readonly #perSlope: number;

	constructor(steps: readonly number[], period: number) {
		this.#places = Int32Array.from(steps, (step) => step % period);
		this.#sums = new Float64Array(period);
		this.#steps = new Float64Array(period);
		const counts = new Float64Array(period);
		for (const [index, place] of this.#places.entries()) {
			counts[place] = (counts[place] ?? 0) + 1;
			this.#steps[place] = (this.#steps[place] ?? 0) + (steps[index] ?? 0);
		}
		this.#per = counts.map((count) => 1 / Math.max(1, count));
		const known = new Set(steps);
		const hasOther = (by: number): Int32Array =>
			Int32Array.from(
				[...steps.keys()].filter((index) => {
					const step = steps[index] ?? 0;
					return known.has(step + by) && !known.has(step - by);
				})
			);
		// Those in the middle are both: their rises and falls cancel.
		[this.#ends, this.#begins] = [hasOther(-period), hasOther(period)];
		const pairs = steps.filter((step) => known.has(step + period)).length;
		this.#perSlope = pairs === 0 ? 0 : 1 / (pairs * period);
	}

	takeFrom(values: Float64Array): void {
		const places = this.#places;
		const sums = this.#sums.fill(0);
		for (let index = 0; index < values.length; index++) {
			const place = places[index] ?? 0;
			sums[place] = (sums[place] ?? 0) + (values[index] ?? 0);
		}
		let rise = 0;
		for (const index of this.#ends) rise += values[index] ?? 0;
		for (const index of this.#begins) rise -= values[index] ?? 0;
		const slope = rise * this.#perSlope;
		for (let place = 0; place < sums.length; place++)
			sums[place] = ((sums[place] ?? 0) - slope * (this.#steps[place] ?? 0)) * (this.#per[place] ?? 0);
		for (let index = 0; index < values.length; index++)
			values[index] = (values[index] ?? 0) - (sums[places[index] ?? 0] ?? 0);
	}
}
