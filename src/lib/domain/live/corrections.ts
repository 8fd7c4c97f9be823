import type { LogEvent } from '../contact/contact-event.ts';
import type { ContactRecord, Placement } from '../contact/contact-record.ts';
import type { LiveState } from './live-state.ts';

/**
 * Corrections: an event that supersedes another takes its place among equal times, for every instant, from the moment it is
 * known. A chain resolves to its last event, and a correction that comes before what it corrects is remembered.
 */
export class Corrections {
	/** By source and id: the event that is to be left out when it comes, because it was already corrected. */
	readonly #awaited: Set<string>;
	/** Placements other than an event's own, by `seq`, of the events that may still be known. */
	readonly #moved = new Map<number, Placement>();

	/** @param awaited what {@link awaited} gave before */
	constructor(awaited: readonly string[] = []) {
		this.#awaited = new Set(awaited);
	}

	/** Whether no correction came before its target. */
	get awaitsNothing(): boolean {
		return this.#awaited.size === 0;
	}

	/** Corrections whose target has not come. */
	get awaited(): string[] {
		return [...this.#awaited];
	}

	/** Placements of events that stand for others, among some that are still known. */
	placementsOf(seqs: readonly number[]): [seq: number, placement: Placement][] {
		const placements: [number, Placement][] = [];
		for (const seq of seqs) {
			const placement = this.#moved.get(seq);
			if (placement !== undefined) placements.push([seq, placement]);
		}
		return placements;
	}

	/** Takes up placements that were kept. */
	resume(placements: readonly (readonly [seq: number, placement: Placement])[]): void {
		for (const [seq, placement] of placements) this.#moved.set(seq, placement);
	}

	/**
	 * The place of an event, once what it supersedes was taken out: null when it is its own.
	 * `dropped` when the event itself was corrected before it came.
	 * @param corrected the superseded event, where the log has it
	 * @param derive derives a contact anew after one of its events was taken out
	 */
	placeFor(
		event: LogEvent,
		corrected: LogEvent | null,
		state: LiveState,
		derive: (record: ContactRecord) => void
	): Placement | null | 'dropped' {
		if (this.#awaited.size > 0 && this.#awaited.has(keyOf(event.source, event.id))) {
			// A link of a chain that comes late still takes out what it corrected.
			if (event.supersedes !== undefined) takeOut(event, event.supersedes, corrected, state, derive);
			return 'dropped';
		}
		if (event.supersedes === undefined) return null;
		const taken = takeOut(event, event.supersedes, corrected, state, derive);
		if (taken === null && corrected === null) this.#awaited.add(keyOf(event.source, event.supersedes));
		const placement =
			taken === null
				? { place: corrected?.seq ?? event.seq, standsFor: [event.supersedes] }
				: { place: taken.place, standsFor: [...taken.standsFor, taken.id] };
		this.#moved.set(event.seq, placement);
		return placement;
	}
}

type Taken = Placement & Readonly<{ id: string }>;

function takeOut(
	event: LogEvent,
	id: string,
	corrected: LogEvent | null,
	state: LiveState,
	derive: (record: ContactRecord) => void
): Taken | null {
	for (const named of [corrected, event]) {
		if (named === null || !('data' in named)) continue;
		const data: Readonly<Record<string, unknown>> = named.data;
		const taken =
			takeFromContact(state.contacts.get(String(data['contact'])), event.source, id, derive) ??
			takeFromAgent(state, String(data['agent']), event.source, id);
		if (taken !== null) return taken;
	}
	return null;
}

function takeFromContact(
	record: ContactRecord | undefined,
	source: string,
	id: string,
	derive: (record: ContactRecord) => void
): Taken | null {
	if (record === undefined) return null;
	const { events, placements } = record;
	const index = events.findIndex(
		(event) => event.source === source && isIt(event.id, placements?.get(event)?.standsFor ?? [], id)
	);
	const [event] = index < 0 ? [] : events.splice(index, 1);
	if (event === undefined) return null;
	const placement = placements?.get(event);
	placements?.delete(event);
	derive(record);
	return { place: placement?.place ?? event.seq, standsFor: placement?.standsFor ?? [], id: event.id };
}

function takeFromAgent(state: LiveState, agent: string, source: string, id: string): Taken | null {
	const record = state.agents.get(agent);
	if (record === undefined) return null;
	const index = record.presences.findIndex(
		(change) => change.source === source && isIt(change.id, change.standsFor, id)
	);
	const [change] = index < 0 ? [] : record.presences.splice(index, 1);
	return change === undefined ? null : { place: change.place, standsFor: change.standsFor, id: change.id };
}

function isIt(own: string, standsFor: readonly string[], id: string): boolean {
	return own === id || standsFor.includes(id);
}

function keyOf(source: string, id: string): string {
	return `${source}\n${id}`;
}
