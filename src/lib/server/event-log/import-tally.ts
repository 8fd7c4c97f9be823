import type { AppendOutcome } from './event-store.ts';
import type { KeptEvent } from './stored-form.ts';

/** What one transaction did for an import. */
export type ImportTally = {
	/** Null where nothing of it is new. */
	firstSeq: number | null;
	lastSeq: number | null;
	stored: number;
	duplicates: number;
	conflicts: number;
};

/** What became of the events that imports brought, by import. */
export function tallyImports(
	events: readonly KeptEvent[],
	outcomes: readonly AppendOutcome[]
): ReadonlyMap<string, ImportTally> {
	const tallies = new Map<string, ImportTally>();
	for (let at = 0; at < events.length; at++) {
		const batch = events[at]?.batch ?? null;
		const outcome = outcomes[at];
		if (batch === null || outcome === undefined) continue;
		let tally = tallies.get(batch);
		if (tally === undefined) {
			tally = { firstSeq: null, lastSeq: null, stored: 0, duplicates: 0, conflicts: 0 };
			tallies.set(batch, tally);
		}
		if (outcome.status === 'duplicate') tally.duplicates++;
		else if (outcome.status === 'conflict') tally.conflicts++;
		else {
			tally.stored++;
			tally.firstSeq ??= outcome.seq;
			tally.lastSeq = outcome.seq;
		}
	}
	return tallies;
}
