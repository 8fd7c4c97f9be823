import { randomStream, type RandomStream } from '../statistics/random.ts';
import { parametersOf, type SegmentCosts } from '../statistics/segment-costs.ts';
import { normalsEach, type NullDesign, simulatedSupFs, type Stretch } from './simulated-sup-f.ts';

/** The strongest of all possible single breaks. */
export type SupF = Readonly<{ f: number; /** How many values lie before it. */ before: number }>;

/**
 * F of a break before each index from `minSegment` to n − `minSegment`: how much less two segments leave over than one, for
 * what they leave over per degree of freedom.
 * Source: Andrews 1993, without division by the number of coefficients.
 */
export function fOfEveryBreak(costs: SegmentCosts, minSegment: number): number[] {
	const last = costs.length - minSegment;
	return Array.from({ length: Math.max(0, last - minSegment + 1) }, (_, index) => fOf(costs, minSegment + index));
}

/**
 * The break with the largest F.
 * @throws RangeError when there is no room for two segments
 */
export function supF(costs: SegmentCosts, minSegment: number): SupF {
	const n = costs.length;
	if (!(minSegment > parametersOf(costs.model)) || n < 2 * minSegment)
		throw new RangeError(`${n} values have no two segments of ${minSegment} for a ${costs.model}`);
	let least = Number.POSITIVE_INFINITY;
	let before = 0;
	for (let cut = minSegment; cut <= n - minSegment; cut++) {
		const rss = costs.rss(0, cut) + costs.rss(cut, n);
		if (rss < least) {
			least = rss;
			before = cut;
		}
	}
	return { f: fOf(costs, before), before };
}

function fOf(costs: SegmentCosts, before: number): number {
	const n = costs.length;
	const rss = costs.rss(0, before) + costs.rss(before, n);
	return ((costs.rss(0, n) - rss) * (n - 2 * parametersOf(costs.model))) / rss;
}

/**
 * How large sup-F gets where nothing broke, by seeded simulation: with normal errors it depends on the design alone and not on
 * level, slope or spread, so the probabilities hold for 15 years as for 260 weeks, where tables for long series do not.
 * Each design is simulated once. All take their chance from one sequence of normals, from its beginning: so it is drawn once for
 * all of them, and no answer depends on what was asked before.
 */
export class SupFNulls {
	/** How many series are simulated for one design. */
	readonly simulations: number;
	readonly #random: RandomStream;
	#normals = new Float64Array(0);
	readonly #nulls = new Map<string, Float64Array>();

	/** @throws RangeError when the number of simulations is not a whole number above 0 */
	constructor(seed: number, simulations: number) {
		if (!(Number.isSafeInteger(simulations) && simulations > 0))
			throw new RangeError(`a number of simulations is needed, got ${simulations}`);
		this.#random = randomStream(seed, 'sup-f');
		this.simulations = simulations;
	}

	/**
	 * Probability of a sup-F at least as large where nothing broke. The series at hand counts as one of the simulated, so it is
	 * never 0 and, for independent errors, exact whatever the number of simulations.
	 */
	p(design: NullDesign, f: number): number {
		return this.ps(design, [{ ...design, f }])[0] ?? 1;
	}

	/** As {@link p} for each of some stretches of one series: what they have in common is simulated once. */
	ps(design: Omit<NullDesign, keyof Stretch>, stretches: readonly (Stretch & Readonly<{ f: number }>)[]): number[] {
		// Where the series begins changes nothing, and persistence to two digits is more than a series can tell.
		const first = design.steps[0] ?? 0;
		const steps = design.steps.map((step) => step - first);
		const persistence = Math.round(design.persistence * 100) / 100;
		const { model, minSegment, period } = design;
		const hasGaps = (steps.at(-1) ?? 0) !== steps.length - 1;
		const series = `${hasGaps ? steps.join(' ') : steps.length}/${model}/${minSegment}/${persistence}/${period}`;
		const keyOf = ({ from, to }: Stretch): string => `${series}/${from}-${to}`;
		const unknown = stretches.filter((stretch) => !this.#nulls.has(keyOf(stretch)));
		if (unknown.length > 0) {
			const normals = this.#normalsOf(this.simulations * normalsEach(design));
			const found = simulatedSupFs({ ...design, steps, persistence }, unknown, this.simulations, normals);
			for (const [index, sorted] of found.entries()) {
				const stretch = unknown[index];
				if (stretch !== undefined) this.#nulls.set(keyOf(stretch), sorted);
			}
		}
		return stretches.map((stretch) => shareFrom(this.#nulls.get(keyOf(stretch)) ?? new Float64Array(0), stretch.f));
	}

	/** The first of the sequence; more are drawn where there were not as many. */
	#normalsOf(count: number): Float64Array {
		const known = this.#normals;
		if (known.length >= count) return known;
		const normals = new Float64Array(count + (count % 2));
		normals.set(known);
		drawNormals(this.#random, normals, known.length);
		return (this.#normals = normals);
	}
}

/** Which share of values, in order, is at least so large; the value itself counts as one of them. */
function shareFrom(sorted: Float64Array, f: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? 0) < f) low = middle + 1;
		else high = middle;
	}
	return (1 + sorted.length - low) / (1 + sorted.length);
}

/** Standard normals from an index on, two from each pair of numbers (Marsaglia's polar method): here they are drawn by the million. */
function drawNormals(random: RandomStream, normals: Float64Array, from: number): void {
	for (let index = from; index < normals.length;) {
		const x = 2 * random() - 1;
		const y = 2 * random() - 1;
		const square = x * x + y * y;
		if (square >= 1 || square === 0) continue;
		const factor = Math.sqrt((-2 * Math.log(square)) / square);
		normals[index++] = x * factor;
		normals[index++] = y * factor;
	}
}
