import { criticalZ } from './normal.ts';

/** A value with the interval it is known to. */
export type Estimate = Readonly<{ value: number; low: number; high: number }>;

/**
 * A share with its score interval: `value` is the plain share, `low` and `high` lie in 0 to 1 and are sensible even where
 * everybody or nobody was satisfied, where the textbook (Wald) interval shrinks to a point.
 * Source: Wilson 1927; Brown, Cai and DasGupta 2001.
 * @returns null when n is 0
 * @throws RangeError when successes are not part of n
 */
export function wilson(successes: number, n: number, confidence = 0.95): Estimate | null {
	if (!(successes >= 0 && successes <= n)) throw new RangeError(`${successes} cannot be a part of ${n}`);
	if (n === 0) return null;
	const z = criticalZ(confidence);
	const value = successes / n;
	const shrink = 1 + (z * z) / n;
	const centre = (value + (z * z) / (2 * n)) / shrink;
	const reach = (z / shrink) * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n));
	return {
		value,
		// At the ends the formula gives the end itself; rounding must not leave a crumb of 1e-17 there.
		low: successes === 0 ? 0 : Math.max(0, centre - reach),
		high: successes === n ? 1 : Math.min(1, centre + reach)
	};
}

/**
 * Difference of two independent shares, first less second, in −1 to 1.
 * Source: Newcombe 1998, method 10 (hybrid of two score intervals).
 * @returns null when either group is empty
 */
export function newcombeDifference(x1: number, n1: number, x2: number, n2: number, confidence = 0.95): Estimate | null {
	const first = wilson(x1, n1, confidence);
	const second = wilson(x2, n2, confidence);
	if (first === null || second === null) return null;
	const value = first.value - second.value;
	const low = value - Math.hypot(first.value - first.low, second.high - second.value);
	const high = value + Math.hypot(first.high - first.value, second.value - second.low);
	return { value, low: Math.max(-1, low), high: Math.min(1, high) };
}
