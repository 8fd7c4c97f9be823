import { parametersOf, SegmentCosts, type SegmentModel } from '../statistics/segment-costs.ts';
import type { ErrorModel } from './fading-errors.ts';
import { leastSquaresPartitions, type Partition } from './partition.ts';
import { type FitAssumptions, PiecewiseFit } from './piecewise-fit.ts';
import type { TrendPoint } from './segment-line.ts';

type Rules = FitAssumptions & Readonly<{ minSegment: number; mostBreaks: number }>;

/**
 * How errors hang together, told once for a series from the fit that goes with its values best: what breaks that are left out leave over
 * would pass for errors that fade slowly. Each break costs its date, level and slope (Schwarz's criterion with errors that fade).
 */
export class LikelyErrors {
	readonly #points: readonly TrendPoint[];
	readonly #rules: Rules;
	readonly #costs: SegmentCosts;
	/** How many breaks are tried: one a year of weeks. */
	readonly #most: number;
	#partitions: readonly Partition[] | null = null;
	#best: Readonly<{ breaks: number; fit: PiecewiseFit }> | null = null;

	constructor(points: readonly TrendPoint[], rules: Rules, costs = costsOf(points, rules)) {
		this.#points = points;
		this.#rules = rules;
		this.#costs = costs;
		this.#most = Math.max(1, Math.floor(points.length / 52));
	}

	/** The best partition for every number of breaks that the rules allow: found once, also for those that are tried here. */
	get allowed(): readonly Partition[] {
		return this.#first(this.#rules.mostBreaks);
	}

	/** @param breaks those that are looked at; a fit of fewer says nothing of what is left beside them */
	with(breaks: readonly number[]): readonly ErrorModel[] {
		if (this.#rules.errors === 'independent') return [];
		const best = (this.#best ??= this.#search());
		return best.breaks >= breaks.length ? best.fit.models : new PiecewiseFit(this.#points, breaks, this.#rules).models;
	}

	#search(): Readonly<{ breaks: number; fit: PiecewiseFit }> {
		const eachCosts = (parametersOf(this.#rules.model) + 1) * Math.log(this.#points.length);
		const fits = this.#first(this.#most).map(({ breaks }) => {
			const fit = new PiecewiseFit(this.#points, breaks, this.#rules);
			return { breaks: breaks.length, fit, cost: -2 * fit.logLikelihood + breaks.length * eachCosts };
		});
		return fits.reduce((least, one) => (one.cost < least.cost ? one : least));
	}

	#first(mostBreaks: number): readonly Partition[] {
		const { minSegment, mostBreaks: allowed, errors } = this.#rules;
		const most = errors === 'independent' ? allowed : Math.max(allowed, this.#most);
		this.#partitions ??= leastSquaresPartitions(this.#costs, minSegment, most);
		return this.#partitions.slice(0, mostBreaks + 1);
	}
}

/** What every stretch of a series leaves over. */
export function costsOf(points: readonly TrendPoint[], rules: Readonly<{ model: SegmentModel }>): SegmentCosts {
	const costs = new SegmentCosts(
		points.map(({ step }) => step),
		rules.model
	);
	return costs.load(points.map(({ value }) => value));
}
