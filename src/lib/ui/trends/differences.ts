import type { Sampled } from '#lib/protocol/trend-series.ts';

/** 97.5 % point of the normal distribution. */
const z = 1.959963984540054;
/** Fewer answers than this, and a title says nothing of a score. */
export const fewestForTitle = 30;
/** Fewer contacts than this, and a title says nothing of a service level. */
export const fewestContacts = 50;

/** A difference with its 95 % interval; `isShown`: it does not include zero. */
export type Difference = Readonly<{ value: number; low: number; high: number; isShown: boolean }>;

/** The way something went, or that no way can be shown. */
export type Way = 'up' | 'down' | 'none';

/**
 * How far two estimates of separate samples differ: their intervals are added as squares on the side that counts (Newcombe's
 * square-and-add, which for means of many answers is the usual interval).
 * @returns null where one of them has no interval
 */
export function differenceOf(now: Sampled, before: Sampled): Difference | null {
	const { value: a, low: al, high: ah } = now;
	const { value: b, low: bl, high: bh } = before;
	if (a === null || al === null || ah === null || b === null || bl === null || bh === null) return null;
	const value = a - b;
	const low = value - Math.hypot(a - al, bh - b);
	const high = value + Math.hypot(ah - a, b - bl);
	return { value, low, high, isShown: low > 0 || high < 0 };
}

/** How many times as many, less one, with the interval of a ratio of two counts; null without any to compare with. */
export function countChange(now: number | null, before: number | null): Difference | null {
	if (now === null || before === null || now <= 0 || before <= 0) return null;
	const ratio = Math.log(now / before);
	const error = z * Math.sqrt(1 / now + 1 / before);
	const [low, high] = [Math.expm1(ratio - error), Math.expm1(ratio + error)];
	return { value: now / before - 1, low, high, isShown: low > 0 || high < 0 };
}

/** The way of a difference that can be shown. */
export function wayOf(difference: Difference | null): Way {
	if (difference === null || !difference.isShown) return 'none';
	return difference.value > 0 ? 'up' : 'down';
}

/** The interval of a share of `n`, by Wilson. */
export function shareInterval(share: number, n: number): Readonly<{ low: number; high: number }> {
	const spread = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
	const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
	return { low: Math.max(0, middle - spread), high: Math.min(1, middle + spread) };
}
