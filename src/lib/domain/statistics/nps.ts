import { criticalZ } from './normal.ts';

/** A Net Promoter Score in points, −100 to 100, with its interval. */
export type NpsInterval = Readonly<{
	n: number;
	/** The score as everybody computes it: 100 (promoters − detractors) ÷ n. */
	value: number;
	/** Middle of the interval before clipping; the score itself is drawn towards 0 by the adjustment. */
	centre: number;
	low: number;
	high: number;
}>;

/**
 * Net Promoter Score with its adjusted Wald interval: three answers more, of which three quarters promoter and three
 * quarters detractor. It stays honest where all answers agree, where the plain interval shrinks to a point.
 * Source: Rocks, The American Statistician 2016.
 * @returns null when there are no answers
 */
export function npsInterval(
	promoters: number,
	passives: number,
	detractors: number,
	confidence = 0.95
): NpsInterval | null {
	const n = promoters + passives + detractors;
	if (n === 0) return null;
	const { centre, low, high } = wald(promoters + 0.75, n + 3, detractors + 0.75, confidence);
	const value = (100 * (promoters - detractors)) / n;
	return { n, value, centre, low: Math.max(-100, low), high: Math.min(100, high) };
}

/**
 * The plain interval that other systems print, for comparison with theirs: with few answers, or all alike, it promises far
 * too much, and it may reach past 100.
 * @returns null when there are no answers
 */
export function npsWaldInterval(
	promoters: number,
	passives: number,
	detractors: number,
	confidence = 0.95
): Readonly<{ low: number; high: number }> | null {
	const n = promoters + passives + detractors;
	if (n === 0) return null;
	const { low, high } = wald(promoters, n, detractors, confidence);
	return { low, high };
}

function wald(promoters: number, n: number, detractors: number, confidence: number) {
	const difference = (promoters - detractors) / n;
	const variance = Math.max(0, (promoters + detractors) / n - difference * difference) / n;
	const reach = criticalZ(confidence) * Math.sqrt(variance);
	return { centre: 100 * difference, low: 100 * (difference - reach), high: 100 * (difference + reach) };
}
