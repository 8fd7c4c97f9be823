import type { Wait } from '../contact/wait.ts';
import type { Interval } from '../time/interval.ts';
import { addFact, fact, type FactSums, namedSums, noSums, type Sign } from './fact-kinds.ts';
import { breachAt, entryFacts, exitFacts } from './wait-facts.ts';

/**
 * What became, by an instant, of the waits that entered in an interval. A wait that goes on is pending: it counts as a breach
 * once it is past its target, and in nothing else.
 * Offered = answered + abandoned + flow + pending.
 */
export function cohortSums(waits: Iterable<Wait>, interval: Interval, at: number): { sums: FactSums; pending: number } {
	const sums = noSums();
	let pending = 0;
	for (const wait of waits)
		if (wait.entry >= interval.from && wait.entry < interval.to && addToCohort(sums, wait, false, at)) pending++;
	return { sums: namedSums(sums), pending };
}

/**
 * Adds what became of one wait by an instant; one that began later adds nothing.
 * @param isFirst whether it is the contact's first in its scope
 * @returns true when it goes on at the instant
 */
export function addToCohort(sums: Float64Array, wait: Wait, isFirst: boolean, at: number): boolean {
	if (wait.entry > at) return false;
	const sink = {
		add(_at: number, kind: number, ms: number, sign: Sign): void {
			addFact(sums, kind, ms, sign);
		}
	};
	entryFacts(wait, isFirst, sink);
	const seen = seenAt(wait, at);
	if (seen.exit !== null) {
		exitFacts(seen, sink);
		return false;
	}
	if (breachAt(wait) <= at) sink.add(at, fact.breached, 0, 1);
	return true;
}

/** The wait as it was at an instant: an exit that had not come yet is not known, and a silent wait may have been given up. */
function seenAt(wait: Wait, at: number): Wait {
	if (wait.exit !== null && wait.exit <= at) return wait;
	const givenUpAt = wait.exit !== null || wait.backfill ? null : wait.givenUpAt;
	if (givenUpAt !== null && givenUpAt <= at)
		return { ...wait, exit: givenUpAt, outcome: 'abandoned', waitUnknown: true };
	return { ...wait, exit: null, outcome: null };
}
