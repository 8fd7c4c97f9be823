import type { HandlingSegment, Leg, Wait } from '../contact/wait.ts';
import { fact } from './fact-series.ts';

/** Takes facts: an instant, a position in {@link fact}, and how much of it. A fact is taken back by adding its negative. */
export type FactSink = Readonly<{ add(at: number, kind: number, value: number): void }>;

/** 1 where a fact is told, -1 where it is taken back. */
export type Sign = 1 | -1;

/** What is known of a wait once it began. */
export function entryFacts(wait: Wait, sink: FactSink, sign: Sign = 1): void {
	sink.add(wait.entry, fact.offered, sign);
}

/** What is known of a wait once it ended; nothing while it goes on. */
export function exitFacts(wait: Wait, sink: FactSink, sign: Sign = 1): void {
	if (wait.exit === null || wait.outcome === null) return;
	const waitMs = wait.exit - wait.entry;
	const inTarget = waitMs <= wait.targetMs;
	// A contact that passed its target missed it at that instant, whatever happened to it afterwards.
	if (!inTarget) sink.add(breachAt(wait), fact.breached, sign);
	switch (wait.outcome) {
		case 'answered':
			sink.add(wait.exit, fact.answered, sign);
			if (waitMs !== 0) sink.add(wait.exit, fact.answeredWaitMs, sign * waitMs);
			if (inTarget) sink.add(wait.exit, fact.met, sign);
			return;
		case 'flow':
			sink.add(wait.exit, fact.flow, sign);
			return;
		case 'abandoned':
			abandonFacts(wait, wait.exit, waitMs, inTarget, sink, sign);
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
export function openWaitFacts(wait: Wait, at: number, sink: FactSink, sign: Sign = 1): void {
	const givenUpAt = wait.backfill ? null : wait.givenUpAt;
	const breach = breachAt(wait);
	const missedAt = givenUpAt === null ? breach : Math.min(breach, givenUpAt);
	if (missedAt <= at) sink.add(missedAt, fact.breached, sign);
	if (givenUpAt !== null && givenUpAt <= at) sink.add(givenUpAt, fact.abandoned, sign);
}

/** The answer's first human message: the time from the episode's entry to it. */
export function firstReplyFacts(leg: Leg, sink: FactSink, sign: Sign = 1): void {
	if (leg.firstReplyAt === null) return;
	sink.add(leg.firstReplyAt, fact.firstReplies, sign);
	sink.add(leg.firstReplyAt, fact.firstReplyMs, sign * (leg.firstReplyAt - leg.episode.entry));
}

/** What is known of an agent's part once it began. */
export function segmentStartFacts(segment: HandlingSegment, sink: FactSink, sign: Sign = 1): void {
	if (segment.orphan) sink.add(segment.start, fact.orphanAnswers, sign);
}

/** What is known of an agent's part once talk ended. */
export function talkEndFacts(segment: HandlingSegment, sink: FactSink, sign: Sign = 1): void {
	if (segment.talkEnd === null) return;
	sink.add(segment.talkEnd, fact.segmentsEnded, sign);
	if (segment.transferred) sink.add(segment.talkEnd, fact.transfers, sign);
}

/** What is known of an agent's part once it is finished, after-contact work included. */
export function handledFacts(segment: HandlingSegment, sink: FactSink, sign: Sign = 1): void {
	if (segment.end === null) return;
	sink.add(segment.end, fact.handled, sign);
	sink.add(segment.end, fact.handleMs, sign * (segment.end - segment.start));
}

function abandonFacts(
	wait: Wait,
	exit: number,
	waitMs: number,
	inTarget: boolean,
	sink: FactSink,
	sign: Sign = 1
): void {
	sink.add(exit, fact.abandoned, sign);
	if (wait.waitUnknown) {
		if (inTarget) sink.add(exit, fact.breached, sign);
		return;
	}
	const short = waitMs < wait.shortAbandonMs;
	sink.add(exit, fact.abandonedTimed, sign);
	if (waitMs !== 0) sink.add(exit, fact.abandonedWaitMs, sign * waitMs);
	if (short) sink.add(exit, fact.shortAbandoned, sign);
	else {
		sink.add(exit, fact.lateAbandoned, sign);
		if (waitMs !== 0) sink.add(exit, fact.lateAbandonedWaitMs, sign * waitMs);
	}
	if (inTarget) sink.add(exit, short ? fact.shortInTarget : fact.abandonedInTarget, sign);
}
