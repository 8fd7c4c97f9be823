/**
 * What can happen to waits and to handling. Each fact happens at an instant and may carry a time in ms: the wait, or how long
 * the handling took. What the figures need (offered, answered within target, …) are sums over kinds: see {@link namedSums}.
 */
export const factKinds = [
	/** A wait began: the first of its contact in this scope, or a later one. */
	'entered',
	'reentered',
	/** Answered, within the target or later. Ms: the wait. */
	'answeredInTarget',
	'answeredLate',
	/** Left without an answer; ms: the wait. Short or not, within the target or later; or after a time nobody recorded. */
	'shortInTarget',
	'shortLate',
	'abandonedInTarget',
	'abandonedLate',
	'abandonedUntimed',
	/** Moved on: overflowed, called back, answered in a sibling queue. */
	'flow',
	/** Missed its target, by its time or by an abandon that says nothing about the time. */
	'breached',
	/** Answered before any queue event. */
	'orphanAnswer',
	/** An agent's talk ended, with a transfer or without one. */
	'transferred',
	'talkEnded',
	/** After-contact work included. Ms: how long the agent was busy with it. */
	'handled',
	/** Ms: from the entry to the first message of a person. */
	'firstReplied'
] as const;

/** One of {@link factKinds}. */
export type FactKind = (typeof factKinds)[number];

/** Position of each kind, so that the fold writes numbers and not names. */
export const fact = Object.fromEntries(factKinds.map((kind, index) => [kind, index])) as Readonly<
	Record<FactKind, number> // fromEntries forgets which keys it was given
>;

/** How many kinds there are; a vector of sums holds the counts of all kinds, then their times. */
export const kindCount = factKinds.length;

/** 1 where a fact is told, -1 where it is taken back. */
export type Sign = 1 | -1;

/** Takes facts. A fact is taken back by telling it with the other sign. */
export type FactSink = Readonly<{ add(at: number, kind: number, ms: number, sign: Sign): void }>;

/** Sums of what happened over some span. Counts are whole numbers, names in `Ms` are milliseconds. */
export type FactSums = Readonly<{
	offered: number;
	contacts: number;
	answered: number;
	answeredWaitMs: number;
	abandoned: number;
	shortAbandoned: number;
	/** Abandons whose wait is known, and the sum of those waits. */
	abandonedTimed: number;
	abandonedWaitMs: number;
	/** Of these, the ones that were not short. */
	lateAbandoned: number;
	lateAbandonedWaitMs: number;
	flow: number;
	/** Service-level events: within target, breach, abandoned within target (short and not). */
	met: number;
	breached: number;
	abandonedInTarget: number;
	shortInTarget: number;
	segmentsEnded: number;
	transfers: number;
	handled: number;
	handleMs: number;
	orphanAnswers: number;
	firstReplies: number;
	firstReplyMs: number;
}>;

/** A vector of zeros to sum into. */
export function noSums(): Float64Array {
	return new Float64Array(2 * kindCount);
}

/** Adds one fact to a vector of sums. All values are whole numbers below 2^53: taking back what was added leaves nothing. */
export function addFact(sums: Float64Array, kind: number, ms: number, sign: Sign): void {
	sums[kind] = (sums[kind] ?? 0) + sign;
	sums[kindCount + kind] = (sums[kindCount + kind] ?? 0) + sign * ms;
}

/** Adds one vector of sums to another. */
export function addSums(into: Float64Array, sums: Float64Array): void {
	for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) + (sums[at] ?? 0);
}

/** What a vector of sums says. */
export function namedSums(sums: Float64Array): FactSums {
	const count = (kind: FactKind): number => sums[fact[kind]] ?? 0;
	const ms = (kind: FactKind): number => sums[kindCount + fact[kind]] ?? 0;
	const shortAbandoned = count('shortInTarget') + count('shortLate');
	const shortWaitMs = ms('shortInTarget') + ms('shortLate');
	const lateAbandoned = count('abandonedInTarget') + count('abandonedLate');
	const lateAbandonedWaitMs = ms('abandonedInTarget') + ms('abandonedLate');
	return {
		offered: count('entered') + count('reentered'),
		contacts: count('entered'),
		answered: count('answeredInTarget') + count('answeredLate'),
		answeredWaitMs: ms('answeredInTarget') + ms('answeredLate'),
		abandoned: shortAbandoned + lateAbandoned + count('abandonedUntimed'),
		shortAbandoned,
		abandonedTimed: shortAbandoned + lateAbandoned,
		abandonedWaitMs: shortWaitMs + lateAbandonedWaitMs,
		lateAbandoned,
		lateAbandonedWaitMs,
		flow: count('flow'),
		met: count('answeredInTarget'),
		breached: count('breached'),
		abandonedInTarget: count('abandonedInTarget'),
		shortInTarget: count('shortInTarget'),
		segmentsEnded: count('talkEnded') + count('transferred'),
		transfers: count('transferred'),
		handled: count('handled'),
		handleMs: ms('handled'),
		orphanAnswers: count('orphanAnswer'),
		firstReplies: count('firstReplied'),
		firstReplyMs: ms('firstReplied')
	};
}
