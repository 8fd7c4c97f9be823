import { type Reason, reason, reasonText } from '#lib/domain/reasons/reason.ts';
import { sourceNameProblem } from './source-name.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Longest and usual life of a key or secret, days. */
export const longestLifeDays = 365;
/** How many may be good at once, so that one can be replaced without a gap. */
export const activeTogether = 2;

/** Something that opens the door to a source cannot be as it was asked for. */
export class InvalidTerms extends RangeError {
	override readonly name: 'InvalidTerms' | 'TooManyActive' = 'InvalidTerms';
	readonly field: string;
	readonly reason: Reason;

	constructor(field: string, why: Reason) {
		super(`${field}: ${reasonText(why)}`);
		this.field = field;
		this.reason = why;
	}
}

/** As many are good already as may be. */
export class TooManyActive extends InvalidTerms {
	override readonly name = 'TooManyActive';
}

/** By name: the error may be of the other copy of the code, that of the command line which started the server. */
export function isInvalidTerms(error: unknown): error is InvalidTerms {
	return error instanceof RangeError && (error.name === 'InvalidTerms' || error.name === 'TooManyActive');
}

/** What something that opens the door to a source begins with. Instants are UTC epoch ms. */
export type Terms = Readonly<{ createdAt: number; expiresAt: number }>;

/**
 * How long a new key or secret of a source is good.
 * @param expiresAt UTC epoch ms; a year from now where it is not given
 * @throws InvalidTerms when the source cannot be one, or the end has passed or is more than a year away
 */
export function termsOf(source: string, now: number, expiresAt: number | undefined): Terms {
	const problem = sourceNameProblem(source);
	if (problem !== null) throw new InvalidTerms('source', problem);
	const latest = now + longestLifeDays * dayMs;
	const end = expiresAt ?? latest;
	if (!(end > now)) throw new InvalidTerms('expiresAt', reason('in-the-future'));
	if (end > latest) throw new InvalidTerms('expiresAt', reason('at-most-days-away', { days: longestLifeDays }));
	return { createdAt: now, expiresAt: end };
}

/** Whether what was made on some terms is good now. */
export function isActive(kept: Terms & Readonly<{ revokedAt: number | null }>, now: number): boolean {
	return kept.revokedAt === null && kept.expiresAt > now;
}
