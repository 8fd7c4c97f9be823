import type { LogEvent } from './contact-event.ts';
import { type Episode, handlingEndOf, type HandlingSegment, type Leg, leavesDepthAt } from './wait.ts';

/** Where a correction belongs, and what it stands for. */
export type Placement = Readonly<{
	/** Orders equal times: a correction takes the place of what it corrects, any other event has its own `seq`. */
	place: number;
	/** Ids of events that this one stands for, because it or a predecessor superseded them. */
	standsFor: readonly string[];
}>;

/**
 * Everything known of one contact. What happened to it is derived from its events in order of time, always anew when one comes
 * late. Hundreds of thousands are kept: so legs and segments are chained through themselves and not held in lists of their own.
 */
export class ContactRecord {
	readonly contact: string;
	/** In order of time, then place. */
	readonly events: LogEvent[] = [];
	/** Placements of the corrections among them; null where there is none, which is nearly always. */
	placements: Map<LogEvent, Placement> | null = null;
	/** Left out of every figure, by an explicit event. */
	excluded = false;
	/** Last known topic; null while not known. */
	topic: string | null = null;
	/** In order of entry; each leads to the next. */
	firstLeg: Leg | null = null;
	lastLeg: Leg | null = null;
	/** In order of answer; each leads to the next. */
	firstSegment: HandlingSegment | null = null;
	#lastSegment: HandlingSegment | null = null;
	/** Legs and segments that have no end. */
	openParts = 0;
	/** Events that had nothing to act on (an end of nothing open); they have no effect and are counted. */
	anomalies = 0;

	/** A contact of which nothing is known yet. */
	constructor(contact: string) {
		this.contact = contact;
	}

	get legs(): Leg[] {
		const legs: Leg[] = [];
		for (let leg = this.firstLeg; leg !== null; leg = leg.next) legs.push(leg);
		return legs;
	}

	get segments(): HandlingSegment[] {
		const segments: HandlingSegment[] = [];
		for (let segment = this.firstSegment; segment !== null; segment = segment.next) segments.push(segment);
		return segments;
	}

	/** Episodes in order of entry. Each has at least one leg, and its legs follow each other. */
	get episodes(): Episode[] {
		const episodes: Episode[] = [];
		for (let leg = this.firstLeg; leg !== null; leg = leg.next)
			if (episodes.at(-1) !== leg.episode) episodes.push(leg.episode);
		return episodes;
	}

	addLeg(leg: Leg): void {
		if (this.lastLeg === null) this.firstLeg = leg;
		else this.lastLeg.next = leg;
		this.lastLeg = leg;
		this.openParts++;
	}

	addSegment(segment: HandlingSegment): void {
		if (this.#lastSegment === null) this.firstSegment = segment;
		else this.#lastSegment.next = segment;
		this.#lastSegment = segment;
		this.openParts++;
	}

	/** Whether a leg is the contact's first in its queue. */
	isFirstInQueue(leg: Leg): boolean {
		for (let other = this.firstLeg; other !== null; other = other.next)
			if (other.queue === leg.queue) return other === leg;
		return false;
	}

	/** Forgets what was derived from the events. */
	clear(): void {
		this.firstLeg = null;
		this.lastLeg = null;
		this.firstSegment = null;
		this.#lastSegment = null;
		this.openParts = 0;
		this.topic = null;
		this.anomalies = 0;
	}

	/** Puts an event in its place, after every earlier one and after equals of an earlier place; true when it is the last. */
	insert(event: LogEvent, placement: Placement | null): boolean {
		const { events } = this;
		const place = placement?.place ?? event.seq;
		let index = events.length;
		while (index > 0) {
			const before = events[index - 1];
			if (before === undefined || before.time < event.time) break;
			if (before.time === event.time && this.#placeOf(before) <= place) break;
			index--;
		}
		if (placement !== null) {
			this.placements ??= new Map();
			this.placements.set(event, placement);
		}
		if (index === events.length) {
			events.push(event);
			return true;
		}
		events.splice(index, 0, event);
		return false;
	}

	/** The instant after which nothing of the contact is open any more, as far as is known. */
	endsAt(): number {
		let end = this.events.at(-1)?.time ?? -Infinity;
		if (this.openParts === 0) return end;
		for (let leg = this.firstLeg; leg !== null; leg = leg.next)
			if (leg.exit === null) end = Math.max(end, leavesDepthAt(leg));
		for (let segment = this.firstSegment; segment !== null; segment = segment.next)
			if (segment.end === null) end = Math.max(end, handlingEndOf(segment));
		return end;
	}

	#placeOf(event: LogEvent): number {
		return this.placements?.get(event)?.place ?? event.seq;
	}
}
