import { parametersOf, type SegmentModel } from '../statistics/segment-costs.ts';
import type { Estimate } from '../statistics/proportion.ts';
import { studentQuantile } from '../statistics/student-t.ts';
import { PatternMeans, persistenceOf } from './error-persistence.ts';
import { type ErrorModel, errorModels, longRunVariance, varianceOfSum, weightsOf } from './fading-errors.ts';
import { choleskyOf } from './restricted-likelihood.ts';
import { lineAt, type Segment, segmentOf, type TrendPoint } from './segment-line.ts';

/** How one stretch of a series ran. */
export type TrendLine = Readonly<{
	firstStep: number;
	lastStep: number;
	/** How many values it is drawn through. */
	n: number;
	/** Where the line is at its first and at its last step. */
	atFirst: number;
	atLast: number;
	/** Rise per step; null where the stretch is described by its mean. */
	slope: Estimate | null;
}>;

/** What lines are drawn through a series, and what is taken to hold of its errors. */
export type FitAssumptions = Readonly<{
	model: SegmentModel;
	/** Each error by itself, or fading from step to step (an autoregression of the first order). */
	errors: 'independent' | 'fading';
	/** After how many steps a pattern comes back that was taken out of the values before; null where none was. */
	period: number | null;
}>;

/** What errors are by the correlation of neighbours alone. */
type LagOne = Readonly<{ persistence: number; variance: number; /** Of freedom. */ degrees: number }>;

/**
 * Lines (or means) through the stretches between given breaks, with what can be said of their slopes and of the steps between
 * them. The errors have one spread for all stretches; where they fade slowly, intervals are wider.
 */
export class PiecewiseFit {
	readonly #points: readonly TrendPoint[];
	readonly #model: SegmentModel;
	readonly #segments: readonly Segment[];
	readonly #assumptions: FitAssumptions;
	// Each is made when it is asked for: of the hundred fits along which a break may be moved most is never asked.
	#known: LagOne | null = null;
	#pattern: PatternMeans | null = null;
	#columns: readonly Float64Array[] | null = null;
	#triangle: readonly Float64Array[] | null = null;
	#steps: readonly number[] | null = null;
	#models: readonly ErrorModel[] | null;
	#told: ReturnType<typeof errorModels> | null = null;

	/**
	 * @param breaks how many values lie before each break, ascending
	 * @param models how errors hang together, where another fit has told it already
	 */
	constructor(
		points: readonly TrendPoint[],
		breaks: readonly number[],
		assumptions: FitAssumptions,
		models: readonly ErrorModel[] | null = null
	) {
		this.#points = points;
		this.#assumptions = assumptions;
		this.#models = models;
		this.#model = assumptions.model;
		const bounds = [0, ...breaks, points.length];
		this.#segments = bounds.slice(1).map((to, index) => segmentOf(points, this.#model, bounds[index] ?? 0, to));
	}

	/** Lag-one correlation of the errors, 0 where they are taken to be independent. */
	get persistence(): number {
		return this.#lagOne.persistence;
	}

	/** Variance of one error. */
	get variance(): number {
		return this.#lagOne.variance;
	}

	get #lagOne(): LagOne {
		return (this.#known ??= this.#tellLagOne());
	}

	#tellLagOne(): LagOne {
		const { errors, period } = this.#assumptions;
		const n = this.#points.length;
		const inPattern = period === null ? 0 : period - 1;
		const parameters = parametersOf(this.#model) * this.#segments.length + inPattern;
		const residuals = this.residuals();
		const persistence =
			errors === 'fading' ? persistenceOf(this.#points, residuals, this.#assumptions, this.#segments.length) : 0;
		// A fit follows errors that fade more closely than independent ones: the residuals lose as much as it can follow.
		const lost = this.#segments.reduce((sum, segment) => sum + this.#followed(segment, persistence), inPattern);
		const variance = residuals.reduce((sum, residual) => sum + residual * residual, 0) / Math.max(1, n - lost);
		const fading = persistence ** 2;
		return { persistence, variance, degrees: Math.max(1, (n * (1 - fading)) / (1 + fading) - parameters) };
	}

	/** In how many ways errors that fade may hang together, and how likely each is; empty for independent ones. */
	get models(): readonly ErrorModel[] {
		if (this.#assumptions.errors === 'independent') return [];
		return (this.#models ??= this.#likely.models);
	}

	/** How well lines and errors that fade go with the values, as a logarithm, without what is the same for all breaks. */
	get logLikelihood(): number {
		return this.#likely.logLikelihood;
	}

	get #likely(): ReturnType<typeof errorModels> {
		const { period } = this.#assumptions;
		return (this.#told ??= errorModels(this.#freed(Float64Array.from(this.#points, ({ value }) => value)), {
			steps: this.#stepsOfAll,
			columns: this.#freedColumns(),
			lost: period === null ? 0 : period - 1
		}));
	}

	/** Value less line, in the order of the points. */
	residuals(): Float64Array {
		const residuals = new Float64Array(this.#points.length);
		for (const segment of this.#segments)
			for (let index = segment.from; index < segment.to; index++) {
				const point = this.#points[index];
				if (point !== undefined) residuals[index] = point.value - lineAt(segment, point.step);
			}
		return residuals;
	}

	get #stepsOfAll(): readonly number[] {
		return (this.#steps ??= this.#points.map(({ step }) => step));
	}

	/** One for each stretch. */
	lines(): TrendLine[] {
		return this.#segments.map((segment) => this.#lineOf(segment));
	}

	/** That of one stretch, by its number from 0. */
	line(index: number): TrendLine {
		const segment = this.#segments[index];
		if (segment === undefined) throw new RangeError(`there is no stretch ${index}`);
		return this.#lineOf(segment);
	}

	#lineOf(segment: Segment): TrendLine {
		const firstStep = this.#points[segment.from]?.step ?? Number.NaN;
		const lastStep = this.#points[segment.to - 1]?.step ?? Number.NaN;
		return {
			firstStep,
			lastStep,
			n: segment.to - segment.from,
			atFirst: lineAt(segment, firstStep),
			atLast: lineAt(segment, lastStep),
			slope:
				this.#model === 'mean'
					? null
					: this.#estimate(
							segment.slope,
							() => this.#slopeWeights(segment),
							(one) => (one === segment ? [0, 1] : [0, 0])
						)
		};
	}

	/** By how much the line after a break lies above the continued line before it, at the first step after the break. */
	jump(index: number): Estimate {
		const before = this.#segments[index];
		const after = this.#segments[index + 1];
		if (before === undefined || after === undefined) throw new RangeError(`there is no break ${index}`);
		const step = this.#points[after.from]?.step ?? Number.NaN;
		const weights = (): Float64Array => {
			const [ofAfter, ofBefore] = [this.#levelWeights(after, step), this.#levelWeights(before, step)];
			return ofAfter.map((weight, place) => weight - (ofBefore[place] ?? 0));
		};
		const sign = (segment: Segment): number => (segment === after ? 1 : segment === before ? -1 : 0);
		return this.#estimate(lineAt(after, step) - lineAt(before, step), weights, (segment) => [
			sign(segment),
			sign(segment) * (step - segment.meanStep)
		]);
	}

	/**
	 * @param weights of the values in the estimate, where no pattern was taken out of them
	 * @param wanted how often the level at its middle and the slope of each stretch go into it
	 */
	#estimate(
		value: number,
		weights: () => Float64Array,
		wanted: (segment: Segment) => readonly [number, number]
	): Estimate {
		const { models } = this;
		if (models.length === 0) {
			const { variance, degrees, persistence } = this.#lagOne;
			const reach = studentQuantile(0.975, degrees) * Math.sqrt(variance * this.#spreadOf(weights(), persistence));
			return { value, low: value - reach, high: value + reach };
		}
		// A pattern that was taken out took a part of the estimate along, by the weights of both together.
		const { period } = this.#assumptions;
		const columns = this.#freedColumns();
		const ofColumns = this.#segments.flatMap((segment) => wanted(segment).slice(0, parametersOf(this.#model)));
		if (period !== null) this.#triangle ??= choleskyOf(columns);
		const joint = this.#triangle === null ? null : weightsOf(columns, ofColumns, this.#triangle);
		if (joint !== null)
			value = joint.reduce((sum, weight, index) => sum + weight * (this.#points[index]?.value ?? 0), 0);
		const n = this.#points.length;
		const variance = models.reduce((sum, one) => sum + one.weight * one.variance, 0);
		// Errors that fade are as good as so many fewer independent ones.
		const alike = (n * variance) / longRunVariance(models) - columns.length;
		const degrees = Math.max(1, Math.min(n - columns.length - (period ?? 1) + 1, alike));
		const ofSum = varianceOfSum(joint ?? weights(), this.#stepsOfAll, models);
		const reach = studentQuantile(0.975, degrees) * Math.sqrt(ofSum);
		return { value, low: value - reach, high: value + reach };
	}

	/** Level and slope of each stretch, freed of the pattern as the values are. */
	#freedColumns(): readonly Float64Array[] {
		if (this.#columns !== null) return this.#columns;
		const n = this.#points.length;
		const columns: Float64Array[] = [];
		for (const { from, to, meanStep } of this.#segments) {
			columns.push(this.#freed(new Float64Array(n).fill(1, from, to)));
			if (this.#model === 'mean') continue;
			const slope = new Float64Array(n);
			for (let index = from; index < to; index++) slope[index] = (this.#points[index]?.step ?? 0) - meanStep;
			columns.push(this.#freed(slope));
		}
		return (this.#columns = columns);
	}

	/** In place, less what it is at each place of the pattern on average, but for the mean of all: that belongs to the levels. */
	#freed(values: Float64Array): Float64Array {
		const { period } = this.#assumptions;
		if (period === null) return values;
		this.#pattern ??= new PatternMeans(this.#points, period);
		let sum = 0;
		for (let index = 0; index < values.length; index++) sum += values[index] ?? 0;
		return this.#pattern.takenFrom(values, sum / values.length);
	}

	#levelWeights(segment: Segment, step: number): Float64Array {
		const weights = this.#slopeWeights(segment);
		for (let index = segment.from; index < segment.to; index++)
			weights[index] = (weights[index] ?? 0) * (step - segment.meanStep) + 1 / (segment.to - segment.from);
		return weights;
	}

	#slopeWeights({ from, to, meanStep, spread }: Segment): Float64Array {
		const weights = new Float64Array(this.#points.length);
		if (this.#model === 'mean') return weights;
		for (let index = from; index < to; index++) weights[index] = ((this.#points[index]?.step ?? 0) - meanStep) / spread;
		return weights;
	}

	#followed(segment: Segment, persistence: number): number {
		const level = new Float64Array(this.#points.length);
		level.fill(1 / Math.sqrt(segment.to - segment.from), segment.from, segment.to);
		const slope = this.#slopeWeights(segment).map((weight) => weight * Math.sqrt(segment.spread));
		return this.#spreadOf(level, persistence) + this.#spreadOf(slope, persistence);
	}

	/** Variance of a weighted sum of errors whose own variance is 1. */
	#spreadOf(weights: Float64Array, persistence: number): number {
		let sum = 0;
		let carried = 0;
		for (let index = 0; index < weights.length; index++) {
			const weight = weights[index] ?? 0;
			const gap = (this.#points[index]?.step ?? 0) - (this.#points[index - 1]?.step ?? 0);
			if (index > 0) carried = (carried + (weights[index - 1] ?? 0)) * (gap === 1 ? persistence : persistence ** gap);
			sum += weight * (weight + 2 * carried);
		}
		return sum;
	}
}
