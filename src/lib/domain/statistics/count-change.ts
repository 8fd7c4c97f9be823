import { type RateRatio, rateRatio } from './rate-ratio.ts';
import { studentQuantile, studentTwoSided } from './student-t.ts';

/** A change between two counts, judged by chance alone and, where enough is known, by how much such counts vary anyway. */
export type CountChange = RateRatio &
	Readonly<{
		/** How many times more the past counts vary from one to the next than chance alone would make them; null when too few. */
		dispersion: number | null;
		/** Whether p, low and high were widened by that spread. */
		byPastSpread: boolean;
	}>;

/** From this many past counts on their own spread is used. */
export const fewestPastCounts = 26;

/**
 * Compares two counts of spans of equal length. Chance alone (independent arrivals) gives {@link rateRatio}; real arrivals vary
 * more, so with at least 26 past counts the spread between neighbours replaces it wherever that is wider. Counts that vary
 * less than chance are not believed.
 * @param past counts of the same span in time order, such as whole weeks or the same part of each week; the two that are
 *   compared not among them
 */
export function compareCounts(
	now: number,
	previous: number,
	past: readonly number[] = [],
	confidence = 0.95
): CountChange {
	const exact = rateRatio(now, previous, confidence);
	const spread = past.length < fewestPastCounts ? null : spreadBetween(past);
	if (spread === null) return { ...exact, dispersion: null, byPastSpread: false };
	const { dispersion, degrees } = spread;
	if (dispersion <= 1 || now + previous === 0) return { ...exact, dispersion, byPastSpread: false };
	const wide = widened(now, previous, dispersion, degrees, confidence);
	return {
		ratio: exact.ratio,
		p: Math.max(exact.p, wide.p),
		low: Math.min(exact.low, wide.low),
		high: exact.high === null || wide.high === null ? null : Math.max(exact.high, wide.high),
		dispersion,
		byPastSpread: true
	};
}

/**
 * Successive differences, so that a slow rise or a season is not taken for spread: each of them squared is expected to be the
 * sum of its two counts. Their neighbours overlap, which costs a third of the degrees of freedom (von Neumann 1941).
 */
function spreadBetween(past: readonly number[]): Readonly<{ dispersion: number; degrees: number }> | null {
	let squares = 0;
	let expected = 0;
	for (let index = 1; index < past.length; index++) {
		const before = past[index - 1] ?? 0;
		const after = past[index] ?? 0;
		squares += (after - before) ** 2;
		expected += after + before;
	}
	if (expected === 0) return null;
	const differences = past.length - 1;
	return { dispersion: squares / expected, degrees: (2 * differences ** 2) / (3 * differences - 1) };
}

/** Student's t on the logarithm of the ratio; with a zero there is none, so the counts are shrunk by the dispersion instead. */
function widened(now: number, previous: number, dispersion: number, degrees: number, confidence: number) {
	if (now === 0 || previous === 0) return rateRatio(now / dispersion, previous / dispersion, confidence);
	const logarithm = Math.log(now / previous);
	const error = Math.sqrt(dispersion * (1 / now + 1 / previous));
	const reach = studentQuantile((1 + confidence) / 2, degrees) * error;
	return {
		p: studentTwoSided(logarithm / error, degrees),
		low: Math.exp(logarithm - reach),
		high: Math.exp(logarithm + reach)
	};
}
