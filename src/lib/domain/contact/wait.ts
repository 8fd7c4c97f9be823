import type { Channel } from './channel.ts';

/** How a wait ended: with an answer, without one, or by moving on (re-queued, overflowed, called back, answered in a sibling queue). */
export type WaitOutcome = 'answered' | 'abandoned' | 'flow';

/** What a leg and an episode have in common: a stay that began, may have ended, and has a target. Instants in UTC ms. */
export type Wait = {
	/** Decides the target and whether boards show it. */
	readonly channel: Channel;
	readonly entry: number;
	/** When it ended; null while waiting. */
	exit: number | null;
	outcome: WaitOutcome | null;
	/** The source did not record how long this abandoned contact waited: it adds nothing to the depth and to no mean. */
	waitUnknown: boolean;
	/** T: answered within this long meets the target. */
	readonly targetMs: number;
	/** S: abandoned before this long is short. */
	readonly shortAbandonMs: number;
	/** When a silent wait is given up; null = never. Holds only while there is no exit. */
	readonly givenUpAt: number | null;
	/** Imported history is never given up in the figures of a window, only in the state of the moment. */
	readonly backfill: boolean;
	/** Its place among the open waits; -1 when it is not one of them. */
	slot: number;
};

/** One stay of one contact in one queue. */
export type Leg = Wait & {
	readonly contact: string;
	/** As the log names it; figures count it under `countedQueue`. */
	readonly queue: string;
	readonly episode: Episode;
	/** First human message after the answer (chat, e-mail); null while there is none. */
	firstReplyAt: number | null;
	/** The contact's next leg. */
	next: Leg | null;
};

/** One uninterrupted wait of a contact: overflow legs that touch and parallel legs are one episode. */
export type Episode = Wait & {
	readonly contact: string;
	/** Legs of this episode that still wait. */
	waitingLegs: number;
};

/** One agent's part in a contact: talk (with hold), then after-contact work. Instants in UTC ms. */
export type HandlingSegment = {
	readonly contact: string;
	readonly agent: string;
	/** Queue of the answered leg, as the log names it; null when the answer came without any known queue. */
	readonly queue: string | null;
	/** Null when no queue event told it. */
	readonly channel: Channel | null;
	readonly start: number;
	/** End of talk; null while talking. */
	talkEnd: number | null;
	/** End of after-contact work, or of talk where there is none; null while either goes on. */
	end: number | null;
	transferred: boolean;
	/** Answered before any queue event of the contact was known. */
	readonly orphan: boolean;
	/** When handling without an end is closed; null = never. */
	readonly closesAt: number | null;
	/** The contact's next segment. */
	next: HandlingSegment | null;
};

/** The instant from which a wait no longer adds to the depth, as seen at any time: its exit, or the moment it is given up. */
export function leavesDepthAt(wait: Wait): number {
	if (wait.exit === null) return wait.givenUpAt ?? Infinity;
	return wait.waitUnknown ? wait.entry : wait.exit;
}

/** Whether the contact waits at an instant. */
export function isWaitingAt(wait: Wait, at: number): boolean {
	return wait.entry <= at && at < leavesDepthAt(wait);
}

/** End of talk as seen at any time; Infinity while it goes on. */
export function talkEndOf(segment: HandlingSegment): number {
	return segment.talkEnd ?? segment.closesAt ?? Infinity;
}

/** End of handling (talk and after-contact work) as seen at any time; Infinity while it goes on. */
export function handlingEndOf(segment: HandlingSegment): number {
	if (segment.end !== null) return segment.end;
	if (segment.closesAt === null) return Infinity;
	return Math.max(segment.talkEnd ?? 0, segment.closesAt);
}
