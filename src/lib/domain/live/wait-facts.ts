import type { HandlingSegment, Leg, Wait } from '../contact/wait.ts';
import { fact } from './fact-series.ts';

/** Takes one fact: an instant, a position in {@link fact}, and how much of it. */
export type FactSink = (at: number, kind: number, value: number) => void;

/** What is known of a wait once it began. */
export function entryFacts(wait: Wait, sink: FactSink): void {
	sink(wait.entry, fact.offered, 1);
}

/** What is known of a wait once it ended; nothing while it goes on. */
export function exitFacts(wait: Wait, sink: FactSink): void {
	if (wait.exit === null || wait.outcome === null) return;
	const waitMs = wait.exit - wait.entry;
	const inTarget = waitMs <= wait.targetMs;
	// A contact that passed its target missed it at that instant, whatever happened to it afterwards.
	if (!inTarget) sink(breachAt(wait), fact.breached, 1);
	switch (wait.outcome) {
		case 'answered':
			sink(wait.exit, fact.answered, 1);
			if (waitMs !== 0) sink(wait.exit, fact.answeredWaitMs, waitMs);
			if (inTarget) sink(wait.exit, fact.met, 1);
			return;
		case 'flow':
			sink(wait.exit, fact.flow, 1);
			return;
		case 'abandoned':
			abandonFacts(wait, wait.exit, waitMs, inTarget, sink);
	}
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
	if (missedAt <= at) sink(missedAt, fact.breached, 1);
	if (givenUpAt !== null && givenUpAt <= at) sink(givenUpAt, fact.abandoned, 1);
}

/** The answer's first human message: the time from the episode's entry to it. */
export function firstReplyFacts(leg: Leg, sink: FactSink): void {
	if (leg.firstReplyAt === null) return;
	sink(leg.firstReplyAt, fact.firstReplies, 1);
	sink(leg.firstReplyAt, fact.firstReplyMs, leg.firstReplyAt - leg.episode.entry);
}

/** What is known of an agent's part once it began. */
export function segmentStartFacts(segment: HandlingSegment, sink: FactSink): void {
	if (segment.orphan) sink(segment.start, fact.orphanAnswers, 1);
}

/** What is known of an agent's part once talk ended. */
export function talkEndFacts(segment: HandlingSegment, sink: FactSink): void {
	if (segment.talkEnd === null) return;
	sink(segment.talkEnd, fact.segmentsEnded, 1);
	if (segment.transferred) sink(segment.talkEnd, fact.transfers, 1);
}

/** What is known of an agent's part once it is finished, after-contact work included. */
export function handledFacts(segment: HandlingSegment, sink: FactSink): void {
	if (segment.end === null) return;
	sink(segment.end, fact.handled, 1);
	sink(segment.end, fact.handleMs, segment.end - segment.start);
}

function abandonFacts(wait: Wait, exit: number, waitMs: number, inTarget: boolean, sink: FactSink): void {
	sink(exit, fact.abandoned, 1);
	if (wait.waitUnknown) {
		if (inTarget) sink(exit, fact.breached, 1);
		return;
	}
	const short = waitMs < wait.shortAbandonMs;
	sink(exit, fact.abandonedTimed, 1);
	if (waitMs !== 0) sink(exit, fact.abandonedWaitMs, waitMs);
	if (short) sink(exit, fact.shortAbandoned, 1);
	else {
		sink(exit, fact.lateAbandoned, 1);
		if (waitMs !== 0) sink(exit, fact.lateAbandonedWaitMs, waitMs);
	}
	if (inTarget) sink(exit, short ? fact.shortInTarget : fact.abandonedInTarget, 1);
}
