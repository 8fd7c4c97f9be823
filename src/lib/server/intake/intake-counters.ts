import type { AppendOutcome } from '../event-log/event-store.ts';

/** What the intake has seen since the start of the process. */
export type IntakeCounters = {
	/** New events, now in the log. */
	accepted: number;
	/** Events that the log knew already. */
	duplicates: number;
	/** Events whose id the log knows with another content. */
	conflicts: number;
	/** Events refused, and requests that could not be read at all. */
	rejected: number;
	/** Names that the contract does not know, left out of events that were taken in. */
	droppedKeys: number;
	/** Requests that came faster than their sender, or all together, may send. */
	tooFast: number;
	/** Events refused because they bring a queue or an agent too many; among `rejected`, too. */
	tooManyNames: number;
};

/** Counters at the start of a process. */
export function newIntakeCounters(): IntakeCounters {
	return { accepted: 0, duplicates: 0, conflicts: 0, rejected: 0, droppedKeys: 0, tooFast: 0, tooManyNames: 0 };
}

/** Counts what became of one event that was offered to the log. */
export function countOutcome(counters: IntakeCounters, status: AppendOutcome['status']): void {
	if (status === 'stored') counters.accepted++;
	else if (status === 'duplicate') counters.duplicates++;
	else counters.conflicts++;
}
