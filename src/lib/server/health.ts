import { setTimeout as wait } from 'node:timers/promises';

/**
 * Whether the server can do its work.
 * - `ready`: the log can be read and written, and the live figures keep up with it.
 * - `starting`: the figures are far behind the log, and catching up.
 * - `failing`: the log cannot be read or written, or events of it could not be folded; `reason` says which.
 */
export type Health = Readonly<{
	status: 'ready' | 'starting' | 'failing';
	/** Position of the last event of the log; null when that cannot be read. */
	seq: number | null;
	/** Events of the log that are not in the figures yet; null when that is not known. */
	behind: number | null;
	/** Why it is failing, in words; left out where it is not. */
	reason?: string;
	/** What somebody should look at although the server does its work; left out when there is nothing. */
	warning?: string;
	/** How far the contact history, which reports and boards of the past rest on, is behind the log; the wall does not wait for it. */
	history?: Readonly<{ behind: number; isFailing: boolean }>;
}>;

/** What the question looks at. */
export type HealthParts = Readonly<{
	head(): Promise<Readonly<{ seq: number }>>;
	/** Position up to which the log is folded. */
	foldedSeq(): number;
	hasFailed(): boolean;
	/** Why the log cannot be written, in words; null when it can. */
	writeProblem?: () => string | null;
	/** What somebody should look at; null for nothing. */
	warning?: () => string | null;
	history?: () => Readonly<{ seq: number; isFailing: boolean }>;
	/** The moment that a burst is given to be folded. */
	moment?: () => Promise<unknown>;
}>;

/** A burst of the intake is folded within the moment; more than this after it is not a burst any more. */
const toleratedBehind = 5_000;
const momentMs = 500;

/** Looks at the log and at the figures; never rejects. */
export async function lookAtHealth(parts: HealthParts): Promise<Health> {
	const warning = parts.warning?.() ?? null;
	const noted = warning === null ? {} : { warning };
	try {
		let { seq } = await parts.head();
		if (seq - parts.foldedSeq() > toleratedBehind) {
			await (parts.moment ?? (() => wait(momentMs, undefined, { ref: false })))();
			({ seq } = await parts.head());
		}
		const behind = Math.max(0, seq - parts.foldedSeq());
		const reason = reasonOf(parts);
		const status = reason !== null ? 'failing' : behind > toleratedBehind ? 'starting' : 'ready';
		const history = parts.history?.();
		const standing =
			history === undefined
				? {}
				: { history: { behind: Math.max(0, seq - history.seq), isFailing: history.isFailing } };
		return { status, seq, behind, ...(reason === null ? {} : { reason }), ...noted, ...standing };
	} catch {
		return { status: 'failing', seq: null, behind: null, reason: 'the log cannot be read', ...noted };
	}
}

function reasonOf({ writeProblem, hasFailed }: HealthParts): string | null {
	const problem = writeProblem?.() ?? null;
	if (problem !== null) return `the log cannot be written: ${problem}`;
	return hasFailed() ? 'the live figures rest on less than the log: an event could not be folded' : null;
}
