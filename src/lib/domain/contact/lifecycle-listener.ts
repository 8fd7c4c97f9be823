import type { Episode, HandlingSegment, Leg } from './wait.ts';

/** Told of everything that happens to a contact, in order of time, right after the record says so. */
export type LifecycleListener = Readonly<{
	/** @param isFirst whether it is the contact's first in its queue */
	legOpened(leg: Leg, isFirst: boolean): void;
	legClosed(leg: Leg): void;
	/** Called while the leg still has the exit that is about to be taken back. */
	legReopening(leg: Leg): void;
	/** @param isFirst whether it is the contact's first */
	episodeOpened(episode: Episode, isFirst: boolean): void;
	episodeClosed(episode: Episode): void;
	/** Called while the episode still has the exit that is about to be taken back. */
	episodeReopening(episode: Episode): void;
	firstReplied(leg: Leg): void;
	segmentOpened(segment: HandlingSegment): void;
	talkEnded(segment: HandlingSegment): void;
	segmentEnded(segment: HandlingSegment): void;
}>;
