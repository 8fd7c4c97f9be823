import type { EventLog } from './event-log/event-log.ts';
import { type Health, lookAtHealth } from './health.ts';
import type { HistoryFollower } from './history/history-follower.ts';
import type { Projection } from './live/projection.ts';

/** The parts of a server by which it is told how it is. */
export type ServerParts = Readonly<{
	log: Pick<EventLog, 'head'>;
	projection: Pick<Projection, 'state' | 'isBroken'>;
	history: Pick<HistoryFollower, 'standing'>;
	/** Whether an error has stopped the live figures. */
	hasFailed: () => boolean;
	/** Why the log cannot be written, in words; null when it can. */
	writeProblem: () => string | null;
	/** By how much time is held beyond a machine's clock that was set back, ms; 0 = it is not. */
	clockHeldByMs: () => number;
	/** What else somebody should look at, the most important first; null for nothing. */
	warnings: readonly (() => string | null)[];
}>;

/** How a whole server is; never rejects. */
export function lookAtServer(parts: ServerParts): Promise<Health> {
	const { log, projection, history, hasFailed, writeProblem, clockHeldByMs, warnings } = parts;
	return lookAtHealth({
		head: () => log.head(),
		foldedSeq: () => projection.state.seq,
		hasFailed: () => hasFailed() || projection.isBroken,
		writeProblem,
		history: () => history.standing,
		warning() {
			for (const warning of [() => clockProblem(clockHeldByMs()), ...warnings]) {
				const problem = warning();
				if (problem !== null) return problem;
			}
			return null;
		}
	});
}

function clockProblem(heldByMs: number): string | null {
	if (heldByMs === 0) return null;
	const minutes = Math.ceil(heldByMs / 60_000);
	return `the clock of the machine was set back: figures go by a time that is ${minutes} minutes ahead of it, until it has caught up or is put right`;
}
