import type { LogEvent } from './contact-event.ts';
import type { Episode, HandlingSegment, Leg } from './wait.ts';

/** An event in its place: `place` orders equal times, and a correction takes the place of what it corrects. */
export type PlacedEvent = Readonly<{
	event: LogEvent;
	place: number;
	/** Ids of events that this one stands for, because it or a predecessor superseded them. */
	standsFor: readonly string[];
}>;

/** Everything known of one contact. What happened to it is derived from its events in order of time, always anew when one comes late. */
export type ContactRecord = {
	readonly contact: string;
	/** In order of time, then place. */
	readonly events: PlacedEvent[];
	/** Left out of every figure, by an explicit event. */
	excluded: boolean;
	/** Last known topic; null while not known. */
	topic: string | null;
	readonly legs: Leg[];
	readonly segments: HandlingSegment[];
	/** The episode that goes on, or the last one; null before the first. */
	episode: Episode | null;
	/** Episodes in order of entry. */
	readonly episodes: Episode[];
	/** Events that had nothing to act on (an end of nothing open); they have no effect and are counted. */
	anomalies: number;
};

/** A contact of which nothing is known yet. */
export function newContactRecord(contact: string): ContactRecord {
	return {
		contact,
		events: [],
		excluded: false,
		topic: null,
		legs: [],
		segments: [],
		episode: null,
		episodes: [],
		anomalies: 0
	};
}

/** Where an event belongs among a contact's: after every earlier one, and after equals of an earlier place. */
export function placeOf(events: readonly PlacedEvent[], time: number, place: number): number {
	let index = events.length;
	while (index > 0) {
		const before = events[index - 1];
		if (before === undefined || before.event.time < time || (before.event.time === time && before.place <= place))
			break;
		index--;
	}
	return index;
}
