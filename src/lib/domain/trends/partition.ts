import { parametersOf, type SegmentCosts } from '../statistics/segment-costs.ts';

/** A series cut into segments so that together they leave the least over. */
export type Partition = Readonly<{
	/** How many values lie before each break, ascending: the index of the first value of every segment but the first. */
	breaks: readonly number[];
	/** Residual sum of squares over all segments. */
	rss: number;
	/** Schwarz's criterion; lower is better. Comparable between partitions of one series only. */
	bic: number;
}>;

/**
 * The exact least-squares partition for every number of breaks from 0 to `mostBreaks`, as far as segments of `minSegment` values
 * fit, by dynamic programming. Those for fewer breaks are the same whatever `mostBreaks` is.
 * Source: Bai and Perron 2003; the criterion counts a parameter for every coefficient and break.
 */
export function leastSquaresPartitions(costs: SegmentCosts, minSegment: number, mostBreaks: number): Partition[] {
	const n = costs.length;
	if (!(minSegment > parametersOf(costs.model)) || n < minSegment)
		throw new RangeError(`${n} values have no segments of ${minSegment} for a ${costs.model}`);
	const most = Math.min(mostBreaks, Math.floor(n / minSegment) - 1);
	const levels = most + 1;
	// Of the first `to` values in `level` + 1 segments: the least rss, and where the last of them begins.
	const best = new Float64Array((n + 1) * levels).fill(Number.POSITIVE_INFINITY);
	const begin = new Int32Array((n + 1) * levels);
	for (let to = minSegment; to <= n; to++) {
		best[to * levels] = costs.rss(0, to);
		for (let cut = minSegment; cut <= to - minSegment; cut++) {
			// A stretch leaves the same over whatever is cut before it: that is told once for all numbers of breaks.
			const rss = costs.rss(cut, to);
			const highest = Math.min(most, Math.floor(cut / minSegment));
			for (let level = 1; level <= highest; level++) {
				const all = (best[cut * levels + level - 1] ?? 0) + rss;
				if (all < (best[to * levels + level] ?? 0)) {
					best[to * levels + level] = all;
					begin[to * levels + level] = cut;
				}
			}
		}
	}
	const partitions: Partition[] = [];
	for (let breaks = 0; breaks <= most; breaks++) {
		const cuts: number[] = [];
		for (let level = breaks, to = n; level > 0; level--) cuts.unshift((to = begin[to * levels + level] ?? 0));
		partitions.push(partition(costs, cuts, best[n * levels + breaks] ?? 0));
	}
	return partitions;
}

/** The partition with the lowest criterion; among equals the one with fewer breaks. */
export function bestByCriterion(partitions: readonly Partition[]): Partition {
	return partitions.reduce((best, next) => (next.bic < best.bic ? next : best));
}

function partition(costs: SegmentCosts, breaks: readonly number[], rss: number): Partition {
	const n = costs.length;
	const parameters = (parametersOf(costs.model) + 1) * (breaks.length + 1);
	const bic = n * (Math.log(rss) + 1 - Math.log(n) + Math.log(2 * Math.PI)) + Math.log(n) * parameters;
	return { breaks, rss, bic };
}
