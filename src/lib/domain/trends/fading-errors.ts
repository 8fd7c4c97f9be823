import { choleskyOf, Restricted } from './restricted-likelihood.ts';

/** What a series is fitted by, column by column, and where its values stand. */
export type FittedBy = Readonly<{
	/** Whole steps of time, ascending. */
	steps: readonly number[];
	/** Each as long as the series; none follows from the others. */
	columns: readonly Float64Array[];
	/** How many more numbers were told from the values and taken out of them, and of the columns, before. */
	lost?: number;
}>;

/**
 * How errors may hang together: part of each fades from step to step, the rest is its own, as the chance of few answers is.
 * The correlation over k steps is `fading × persistence^k`.
 */
export type ErrorModel = Readonly<{
	persistence: number;
	/** Share of the variance that fades, 0 to 1. */
	fading: number;
	/** Of one error. */
	variance: number;
	/** How likely the values make it; all of them add up to 1. */
	weight: number;
}>;

const persistences = [0.2, 0.4, 0.6, 0.75, 0.86, 0.93, 0.97];
const fadings = [0.2, 0.45, 0.7, 1];
/** Ways that are less likely than this, beside the likeliest, change nothing that is said. */
const least = 1e-4;

/**
 * How likely each of some ways in which errors may hang together is. The lag-one correlation alone would not do: where few answered,
 * it is small, and the level under it fades as slowly as ever. The likelihood is that of what fitting leaves over (restricted), so
 * that a fit of many columns does not pass its own closeness for calm.
 * Source: Patterson and Thompson 1971; errors as in Harvey 1989 (local level that returns, with noise).
 * @returns at least one, none where there are too few values for the columns; `logLikelihood` is that of the likeliest, without what is the
 * same for all fits of the values
 */
export function errorModels(
	values: ArrayLike<number>,
	{ steps, columns, lost = 0 }: FittedBy
): Readonly<{ models: readonly ErrorModel[]; logLikelihood: number }> {
	const n = values.length - lost;
	const degrees = n - columns.length;
	if (degrees < 3) return { models: [], logLikelihood: -Infinity };
	const found: { persistence: number; fading: number; variance: number; log: number }[] = [];
	const of = new Restricted(columns, values, steps);
	let logLikelihood = -Infinity;
	const consider = (persistence: number, fading: number, room: number): void => {
		const likely = of.with(persistence, fading);
		if (likely === null) return;
		const variance = likely.left / degrees;
		// What was taken out before took its part of the errors' directions along.
		const logOfErrors = (likely.logOfErrors * n) / values.length;
		const determinants = logOfErrors + likely.logOfFit;
		const log = Math.log(room) - (degrees * Math.log(variance) + determinants) / 2;
		logLikelihood = Math.max(logLikelihood, -(n * Math.log(likely.left / n) + logOfErrors) / 2);
		found.push({ persistence, fading, variance, log });
	};
	consider(0, 1, 0.1);
	for (const [index, persistence] of persistences.entries()) {
		const room = ((persistences[index + 1] ?? 1) - (persistences[index - 1] ?? 0)) / 2 / fadings.length;
		for (const fading of fadings) consider(persistence, fading, room);
	}
	const most = found.reduce((highest, { log }) => Math.max(highest, log), -Infinity);
	const likely = found
		.map(({ log, ...model }) => ({ ...model, weight: Math.exp(log - most) }))
		.filter(({ weight }) => weight > least);
	const sum = likely.reduce((total, { weight }) => total + weight, 0);
	return { models: likely.map((model) => ({ ...model, weight: model.weight / sum })), logLikelihood };
}

/** Variance of a weighted sum of errors, over all the ways in which they may hang together. */
export function varianceOfSum(
	weights: ArrayLike<number>,
	steps: readonly number[],
	models: readonly ErrorModel[]
): number {
	let all = 0;
	for (const { persistence, fading, variance, weight } of models) {
		let own = 0;
		let together = 0;
		let carried = 0;
		for (let index = 0; index < weights.length; index++) {
			const one = weights[index] ?? 0;
			if (index > 0) {
				const gap = (steps[index] ?? 0) - (steps[index - 1] ?? 0);
				carried = (carried + (weights[index - 1] ?? 0)) * (gap === 1 ? persistence : persistence ** gap);
			}
			own += one * one;
			together += 2 * one * carried;
		}
		all += weight * variance * (own + fading * together);
	}
	return all;
}

/** How much the sum over a long stretch varies for each value in it, over all the ways in which errors may hang together. */
export function longRunVariance(models: readonly ErrorModel[]): number {
	return models.reduce((sum, model) => sum + model.weight * model.variance * longRunRatio(model), 0);
}

/**
 * The persistence of errors of which all fades that vary as much over long stretches as these do on average. 0 without any.
 */
export function persistenceAtLength(models: readonly ErrorModel[]): number {
	const ratio = models.reduce((sum, model) => sum + model.weight * longRunRatio(model), 0);
	return ratio <= 1 ? 0 : Math.min(0.98, (ratio - 1) / (ratio + 1));
}

function longRunRatio({ persistence, fading }: ErrorModel): number {
	return 1 + (2 * fading * persistence) / (1 - persistence);
}

/**
 * Weights by which ordinary least squares on some columns makes a sum of coefficients of the values.
 * @param wanted how often each coefficient goes into the sum
 * @param triangle of the columns, where it is known
 * @returns null where the columns cannot be told apart
 */
export function weightsOf(
	columns: readonly Float64Array[],
	wanted: readonly number[],
	triangle: readonly Float64Array[] | null = choleskyOf(columns)
): Float64Array | null {
	if (triangle === null) return null;
	const width = columns.length;
	const solved = Float64Array.from(wanted);
	for (let row = 0; row < width; row++) {
		let sum = solved[row] ?? 0;
		for (let column = 0; column < row; column++) sum -= (triangle[row]?.[column] ?? 0) * (solved[column] ?? 0);
		solved[row] = sum / (triangle[row]?.[row] ?? 1);
	}
	for (let row = width - 1; row >= 0; row--) {
		let sum = solved[row] ?? 0;
		for (let below = row + 1; below < width; below++) sum -= (triangle[below]?.[row] ?? 0) * (solved[below] ?? 0);
		solved[row] = sum / (triangle[row]?.[row] ?? 1);
	}
	const weights = new Float64Array(columns[0]?.length ?? 0);
	for (const [column, values] of columns.entries())
		for (let index = 0; index < weights.length; index++)
			weights[index] = (weights[index] ?? 0) + (solved[column] ?? 0) * (values[index] ?? 0);
	return weights;
}
