import type { HandlingSegment, Leg, Wait } from '../contact/wait.ts';
import { fact, type FactSink, type Sign } from './fact-kinds.ts';

/**
 * What is known of a wait once it began.
 * @param isFirst whether it is the contact's first in this scope
 */
export function entryFacts(wait: Wait, isFirst: boolean, sink: FactSink, sign: Sign = 1): void {
	sink.add(wait.entry, isFirst ? fact.entered : fact.reentered, 0, sign);
}

/** What is known of a wait once it ended; nothing while it goes on. */
export function exitFacts(wait: Wait, sink: FactSink, sign: Sign = 1): void {
	if (wait.exit === null || wait.outcome === null) return;
	const waitMs = wait.exit - wait.entry;
	const inTarget = waitMs <= wait.targetMs;
	// A contact that passed its target missed it at that instant, whatever happened to it afterwards.
	if (!inTarget) sink.add(breachAt(wait), fact.breached, 0, sign);
	switch (wait.outcome) {
		case 'answered':
			sink.add(wait.exit, inTarget ? fact.answeredInTarget : fact.answeredLate, waitMs, sign);
			return;
		case 'flow':
			sink.add(wait.exit, fact.flow, 0, sign);
			return;
		case 'abandoned':
			if (!wait.waitUnknown) {
				sink.add(wait.exit, abandonKind(waitMs < wait.shortAbandonMs, inTarget), waitMs, sign);
				return;
			}
			sink.add(wait.exit, fact.abandonedUntimed, 0, sign);
			if (inTarget) sink.add(wait.exit, fact.breached, 0, sign);
	}
}

function abandonKind(isShort: boolean, inTarget: boolean): number {
	if (isShort) return inTarget ? fact.shortInTarget : fact.shortLate;
	return inTarget ? fact.abandonedInTarget : fact.abandonedLate;
}

/** Service-level event of a wait that passes its target: the first instant at which it has waited longer than T. */
export function breachAt(wait: Wait): number {
	return wait.entry + wait.targetMs + 1;
}

/**
 * What a wait that is still open tells by an instant: the breach of its target, and that it was given up where a closing
 * rule says so. These follow from time alone, so they are asked for and never stored.
 */
export function openWaitFacts(wait: Wait, at: number, sink: FactSink): void {
	const givenUpAt = wait.backfill ? null : wait.givenUpAt;
	const breach = breachAt(wait);
	const missedAt = givenUpAt === null ? breach : Math.min(breach, givenUpAt);
	if (missedAt <= at) sink.add(missedAt, fact.breached, 0, 1);
	if (givenUpAt !== null && givenUpAt <= at) sink.add(givenUpAt, fact.abandonedUntimed, 0, 1);
}

/** The answer's first human message: the time from the episode's entry to it. */
export function firstReplyFacts(leg: Leg, sink: FactSink, sign: Sign = 1): void {
	if (leg.firstReplyAt === null) return;
	sink.add(leg.firstReplyAt, fact.firstReplied, leg.firstReplyAt - leg.episode.entry, sign);
}

/** What is known of an agent's part once it began. */
export function segmentStartFacts(segment: HandlingSegment, sink: FactSink, sign: Sign = 1): void {
	if (segment.orphan) sink.add(segment.start, fact.orphanAnswer, 0, sign);
}

/** What is known of an agent's part once talk ended. */
export function talkEndFacts(segment: HandlingSegment, sink: FactSink, sign: Sign = 1): void {
	if (segment.talkEnd === null) return;
	sink.add(segment.talkEnd, segment.transferred ? fact.transferred : fact.talkEnded, 0, sign);
}

/** What is known of an agent's part once it is finished, after-contact work included. */
export function handledFacts(segment: HandlingSegment, sink: FactSink, sign: Sign = 1): void {
	if (segment.end === null) return;
	sink.add(segment.end, fact.handled, segment.end - segment.start, sign);
}
