import { betaProbability, betaQuantile } from './beta.ts';

/**
 * The value below which Student's t falls with probability `p`.
 * @param degrees above 0, not necessarily whole
 * @throws RangeError when p is not strictly between 0 and 1
 */
export function studentQuantile(p: number, degrees: number): number {
	if (!(p > 0 && p < 1)) throw new RangeError(`a probability strictly between 0 and 1 is needed, got ${p}`);
	if (p < 0.5) return -studentQuantile(1 - p, degrees);
	// t² ÷ (degrees + t²) and its complement are both beta variables: the smaller of the two keeps its digits.
	const near = betaQuantile(2 * p - 1, 0.5, degrees / 2);
	if (near <= 0.5) return Math.sqrt((degrees * near) / (1 - near));
	const far = betaQuantile(2 * (1 - p), degrees / 2, 0.5);
	return Math.sqrt((degrees * (1 - far)) / far);
}

/** Probability that Student's t is at least this far from 0, to either side: the two-sided p of a test. */
export function studentTwoSided(t: number, degrees: number): number {
	return betaProbability(degrees / (degrees + t * t), degrees / 2, 0.5);
}
