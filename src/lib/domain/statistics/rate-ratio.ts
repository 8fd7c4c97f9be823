import { betaProbability, betaQuantile } from './beta.ts';

/** How many times as many, with the test that nothing changed. */
export type RateRatio = Readonly<{
	/** now ÷ previous; null when there was nothing before: then it is new, not infinite growth. */
	ratio: number | null;
	/** Two-sided probability of a difference this large when nothing changed; 1 when both are 0. */
	p: number;
	/** Lowest ratio the counts agree with; 0 when there is no lower limit. */
	low: number;
	/** Highest one; null when there is none. */
	high: number | null;
}>;

/**
 * Compares two counts over spans of equal length: the exact conditional binomial test, and the Clopper-Pearson interval of
 * the share carried over to the ratio. It holds for arrivals that come independently; `compareCounts` adds the spread that
 * real weeks show.
 * @throws RangeError when a count is negative
 */
export function rateRatio(now: number, previous: number, confidence = 0.95): RateRatio {
	if (!(now >= 0 && previous >= 0)) throw new RangeError(`counts cannot be negative: ${now} and ${previous}`);
	const ratio = previous === 0 ? null : now / previous;
	if (now + previous === 0) return { ratio, p: 1, low: 0, high: null };
	const tail = (1 - confidence) / 2;
	const lowShare = now === 0 ? 0 : betaQuantile(tail, now, previous + 1);
	const highShare = previous === 0 ? 1 : betaQuantile(1 - tail, now + 1, previous);
	return {
		ratio,
		p: evenSplit(now, previous),
		low: lowShare / (1 - lowShare),
		high: previous === 0 ? null : highShare / (1 - highShare)
	};
}

/** Two-sided binomial p of a split that should be even: twice the smaller tail, as the distribution is symmetric. */
function evenSplit(now: number, previous: number): number {
	const fewer = Math.min(now, previous);
	const more = Math.max(now, previous);
	return Math.min(1, 2 * betaProbability(0.5, more, fewer + 1));
}
