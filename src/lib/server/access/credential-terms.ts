import { sourceNameProblem } from './source-name.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Longest and usual life of a key or secret, days. */
export const longestLifeDays = 365;
/** How many may be good at once, so that one can be replaced without a gap. */
export const activeTogether = 2;

/** As many are good already as may be. */
export class TooManyActive extends RangeError {
	override readonly name = 'TooManyActive';
}

/** What something that opens the door to a source begins with. Instants are UTC epoch ms. */
export type Terms = Readonly<{ createdAt: number; expiresAt: number }>;

/**
 * How long a new key or secret of a source is good.
 * @param expiresAt UTC epoch ms; a year from now where it is not given
 * @throws RangeError when the source cannot be one, or the end has passed or is more than a year away
 */
export function termsOf(source: string, now: number, expiresAt: number | undefined): Terms {
	const problem = sourceNameProblem(source);
	if (problem !== null) throw new RangeError(problem);
	const latest = now + longestLifeDays * dayMs;
	const end = expiresAt ?? latest;
	if (!(end > now)) throw new RangeError('expiresAt: must be in the future');
	if (end > latest) throw new RangeError(`expiresAt: must be at most ${longestLifeDays} days away`);
	return { createdAt: now, expiresAt: end };
}

/** Whether what was made on some terms is good now. */
export function isActive(kept: Terms & Readonly<{ revokedAt: number | null }>, now: number): boolean {
	return kept.revokedAt === null && kept.expiresAt > now;
}
