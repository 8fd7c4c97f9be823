/**
 * How a score may be shown: `hidden` as "n = 3" only, `few` in grey with its interval and without arrow, colour or rank,
 * `normal` as any figure.
 */
export type Publication = 'hidden' | 'few' | 'normal';

/** Fewer answers than this could point at a person, and say nothing. */
export const fewestShown = 5;
/** From this many answers on a score may carry colour and rank. */
export const fewestNormal = 30;

/** How a score of `n` answers may be shown. */
export function publicationOf(n: number): Publication {
	if (n < fewestShown) return 'hidden';
	return n < fewestNormal ? 'few' : 'normal';
}
