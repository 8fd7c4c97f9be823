import type { LogEvent } from './contact-event.ts';
import { type Episode, handlingEndOf, type HandlingSegment, type Leg, leavesDepthAt } from './wait.ts';

/** Where a correction belongs, and what it stands for. */
export type Placement = Readonly<{
	/** Orders equal times: a correction takes the place of what it corrects, any other event has its own `seq`. */
	place: number;
	/** Ids of events that this one stands for, because it or a predecessor superseded them. */
	standsFor: readonly string[];
}>;

/** Everything known of one contact. What happened to it is derived from its events in order of time, always anew when one comes late. */
export type ContactRecord = {
	readonly contact: string;
	/** In order of time, then place. */
	readonly events: LogEvent[];
	/** Placements of the corrections among them; null where there is none, which is nearly always. */
	placements: Map<LogEvent, Placement> | null;
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
		placements: null,
		excluded: false,
		topic: null,
		legs: [],
		segments: [],
		episode: null,
		episodes: [],
		anomalies: 0
	};
}

/** Puts an event among a contact's, after every earlier one and after equals of an earlier place; true when it is the last. */
export function insertEvent(record: ContactRecord, event: LogEvent, placement: Placement | null): boolean {
	const { events } = record;
	const place = placement?.place ?? event.seq;
	let index = events.length;
	while (index > 0) {
		const before = events[index - 1];
		if (before === undefined || before.time < event.time) break;
		if (before.time === event.time && placeIn(record, before) <= place) break;
		index--;
	}
	if (placement !== null) {
		record.placements ??= new Map();
		record.placements.set(event, placement);
	}
	if (index === events.length) {
		events.push(event);
		return true;
	}
	events.splice(index, 0, event);
	return false;
}

function placeIn(record: ContactRecord, event: LogEvent): number {
	return record.placements?.get(event)?.place ?? event.seq;
}

/** The instant after which nothing of the contact is open any more, as far as is known. */
export function endOf(record: ContactRecord): number {
	let end = record.events.at(-1)?.time ?? -Infinity;
	for (const leg of record.legs) if (leg.exit === null) end = Math.max(end, leavesDepthAt(leg));
	for (const segment of record.segments) if (segment.end === null) end = Math.max(end, handlingEndOf(segment));
	return end;
}
