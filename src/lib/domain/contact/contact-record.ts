import { countedQueue } from '../settings/queue-settings.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import type { LogEvent } from './contact-event.ts';
import { type Episode, handlingEndOf, type HandlingSegment, type Leg, leavesDepthAt } from './wait.ts';

/**
 * Everything known of one contact. What happened to it is derived from its events in order of time, always anew when one comes
 * late. Hundreds of thousands are kept: so legs and segments are chained through themselves and not held in lists of their own.
 */
export class ContactRecord {
	readonly contact: string;
	/** In order of time, then place. */
	readonly events: LogEvent[] = [];
	/** Places of the corrections among them, by `seq`; null where there is none, which is nearly always. */
	#places: Map<number, number> | null = null;
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

	/** Whether a leg is the contact's first in the queue under which it counts. */
	isFirstInQueue(leg: Leg, settings: SiteSettings): boolean {
		const queue = countedQueue(settings, leg.queue);
		for (let other = this.firstLeg; other !== null; other = other.next)
			if (countedQueue(settings, other.queue) === queue) return other === leg;
		return false;
	}

	/** Takes over what is known of the contact, in its order; nothing is derived from it yet. */
	copyEvents(from: ContactRecord): void {
		for (const event of from.events) this.events.push(event);
		this.#places = from.#places === null ? null : new Map(from.#places);
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

	/**
	 * Puts an event in its place, after every earlier one and after equals of an earlier place.
	 * @param place orders equal times: a correction takes the place of what it corrects, any other event has its own `seq`
	 * @returns true when it is the last
	 */
	insert(event: LogEvent, place: number): boolean {
		const { events } = this;
		let index = events.length;
		while (index > 0) {
			const before = events[index - 1];
			if (before === undefined || before.time < event.time) break;
			if (before.time === event.time && this.#placeOf(before) <= place) break;
			index--;
		}
		if (place !== event.seq) {
			this.#places ??= new Map();
			this.#places.set(event.seq, place);
		}
		if (index === events.length) {
			events.push(event);
			return true;
		}
		events.splice(index, 0, event);
		return false;
	}

	/** Takes an event out, by its `seq`; false when it is not among them. What was derived from it stays as it is. */
	remove(seq: number): boolean {
		const index = this.events.findIndex((event) => event.seq === seq);
		if (index < 0) return false;
		this.events.splice(index, 1);
		this.#places?.delete(seq);
		return true;
	}

	/** Takes out every event that an import brought; false when there is none. What was derived from them stays as it is. */
	removeBatch(batch: string): boolean {
		const { events } = this;
		if (!events.some((event) => event.batch === batch)) return false;
		const kept = events.filter((event) => event.batch !== batch);
		events.length = 0;
		for (const event of kept) events.push(event);
		return true;
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
		return this.#places?.get(event.seq) ?? event.seq;
	}
}
