import { setTimeout as wait } from 'node:timers/promises';

/**
 * Whether the server can do its work.
 * - `ready`: the log can be read and the live figures keep up with it.
 * - `starting`: the figures are far behind the log, and catching up.
 * - `failing`: the log cannot be read, or events of it could not be folded.
 */
export type Health = Readonly<{
	status: 'ready' | 'starting' | 'failing';
	/** Position of the last event of the log; null when that cannot be read. */
	seq: number | null;
	/** Events of the log that are not in the figures yet; null when that is not known. */
	behind: number | null;
}>;

/** What the question looks at. */
export type HealthParts = Readonly<{
	head(): Promise<Readonly<{ seq: number }>>;
	/** Position up to which the log is folded. */
	foldedSeq(): number;
	hasFailed(): boolean;
	/** The moment that a burst is given to be folded. */
	moment?: () => Promise<unknown>;
}>;

/** A burst of the intake is folded within the moment; more than this after it is not a burst any more. */
const toleratedBehind = 5_000;
const momentMs = 500;

/** Looks at the log and at the figures; never rejects. */
export async function lookAtHealth(parts: HealthParts): Promise<Health> {
	try {
		let { seq } = await parts.head();
		if (seq - parts.foldedSeq() > toleratedBehind) {
			await (parts.moment ?? (() => wait(momentMs, undefined, { ref: false })))();
			({ seq } = await parts.head());
		}
		const behind = Math.max(0, seq - parts.foldedSeq());
		const status = parts.hasFailed() ? 'failing' : behind > toleratedBehind ? 'starting' : 'ready';
		return { status, seq, behind };
	} catch {
		return { status: 'failing', seq: null, behind: null };
	}
}
