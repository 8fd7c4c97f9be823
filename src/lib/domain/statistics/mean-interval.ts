import { studentQuantile } from './student-t.ts';

/** What a mean and its spread need: two groups together are the sums of their moments. */
export type Moments = Readonly<{ n: number; sum: number; sumSquares: number }>;

/** A mean in the unit of its values; what cannot be known from so few values is null. */
export type MeanInterval = Readonly<{ mean: number; sd: number | null; low: number | null; high: number | null }>;

/**
 * Mean with sample standard deviation (n − 1) and Student's t interval. Not clipped to any scale. Where all values are equal,
 * sd is 0 and the interval is the mean itself: it says nothing about certainty, so show none.
 * @returns null when there are no values; with one value spread and interval are null
 */
export function meanInterval(moments: Moments, confidence = 0.95): MeanInterval | null {
	const { n, sum, sumSquares } = moments;
	if (n === 0) return null;
	const mean = sum / n;
	if (n === 1) return { mean, sd: null, low: null, high: null };
	// n·Σx² − (Σx)² is exact for whole scores, so equal scores give exactly 0; fractions may leave a crumb below 0.
	const sd = Math.sqrt(Math.max(0, n * sumSquares - sum * sum) / (n * (n - 1)));
	if (sd === 0) return { mean, sd, low: mean, high: mean };
	const reach = (studentQuantile((1 + confidence) / 2, n - 1) * sd) / Math.sqrt(n);
	return { mean, sd, low: mean - reach, high: mean + reach };
}
