import type { LogEvent } from '../contact/contact-event.ts';

/** What corrections do to the state. */
export type CorrectionHands = Readonly<{
	/** Lets an event count, among equal times at `place`. */
	enter(event: LogEvent, place: number): void;
	/** Takes an event out again; false when it does not count, as one that is forgotten. */
	takeOut(event: LogEvent): boolean;
	/** Whether an event counts. */
	counts(event: LogEvent): boolean;
}>;

/** A target that was corrected before it came, and the import that brought the correction; null for none. */
export type AwaitedTarget = readonly [key: string, batch: string | null];

/** Events of one source that correct each other, directly or in a chain. One of them stands. */
type Group = {
	/** Those that are known, in no order. */
	members: LogEvent[];
	/** Source and id of every member, and of every event that one of them supersedes. */
	readonly keys: Set<string>;
	standing: LogEvent | null;
	place: number;
};

/**
 * Corrections: an event that supersedes another takes its place among equal times, for every instant, from the moment it is
 * known. Of events that correct each other the last of the chain stands, whichever came first; where two correct the same one,
 * the later in the log. What does not stand is kept as long as what does, because undoing an import may give it back.
 */
export class Corrections {
	readonly #hands: CorrectionHands;
	readonly #groups = new Map<string, Group>();
	/** Of groups that are forgotten: targets that never came. */
	#awaited: Map<string, string | null>;

	/** @param awaited what {@link awaited} gave before */
	constructor(hands: CorrectionHands, awaited: readonly AwaitedTarget[] = []) {
		this.#hands = hands;
		this.#awaited = new Map(awaited);
	}

	/** The same groups in the hands of another state, which rests on the same events; these are then done with. */
	handOver(hands: CorrectionHands): Corrections {
		const corrections = new Corrections(hands, this.awaited);
		for (const [key, group] of this.#groups) corrections.#groups.set(key, group);
		return corrections;
	}

	/** Whether no event can be concerned that supersedes none itself. */
	get isIdle(): boolean {
		return this.#groups.size === 0 && this.#awaited.size === 0;
	}

	/** Targets that never came, of corrections that are forgotten. */
	get awaited(): AwaitedTarget[] {
		return [...this.#awaited];
	}

	/** Every event of a group, standing or not. */
	*members(): Generator<LogEvent> {
		for (const group of new Set(this.#groups.values())) yield* group.members;
	}

	/** Whether events are kept that correct, or are corrected by, the one of this name. */
	knows(source: string, id: string): boolean {
		return this.#groups.has(keyOf(source, id));
	}

	/**
	 * Takes an event in: alone, or among those that correct each other.
	 * @param corrected what it supersedes, where that was taken in before it
	 */
	take(event: LogEvent, corrected: LogEvent | null): void {
		const key = keyOf(event.source, event.id);
		const target = targetOf(event);
		const own = this.#groups.get(key);
		if (own === undefined && this.#awaited.has(key)) return this.#leaveOut(event, target, corrected);
		if (target === null) {
			if (own === undefined) this.#hands.enter(event, event.seq);
			else this.#join(own, event, key);
			return;
		}
		const group = this.#groups.get(target) ?? this.#begin(target, corrected);
		if (own !== undefined && own !== group) this.#merge(own, group);
		this.#join(group, event, key);
	}

	/** Takes the events of an import out of the groups: what they corrected stands again. */
	undo(batch: string): void {
		for (const [key, by] of this.#awaited) if (by === batch) this.#awaited.delete(key);
		for (const group of new Set(this.#groups.values())) {
			if (!group.members.some((member) => member.batch === batch)) continue;
			if (group.standing !== null) this.#hands.takeOut(group.standing);
			for (const key of group.keys) this.#groups.delete(key);
			const rest = group.members.filter((member) => member.batch !== batch).sort((a, b) => a.seq - b.seq);
			for (const [index, event] of rest.entries()) {
				const target = targetOf(event);
				const before = rest.slice(0, index);
				this.take(event, before.find((other) => keyOf(other.source, other.id) === target) ?? null);
			}
		}
	}

	/** Forgets the groups of which nothing counts any more. */
	forget(): void {
		for (const group of new Set(this.#groups.values())) {
			if (group.standing !== null && this.#hands.counts(group.standing)) continue;
			const known = new Set(group.members.map(({ source, id }) => keyOf(source, id)));
			for (const key of group.keys) this.#groups.delete(key);
			for (const event of group.members) {
				const target = targetOf(event);
				if (target !== null && !known.has(target)) this.#awaited.set(target, event.batch ?? null);
			}
		}
	}

	/** A link of a chain that comes late still takes out what it corrected. */
	#leaveOut(event: LogEvent, target: string | null, corrected: LogEvent | null): void {
		if (target === null) return;
		if (corrected === null) this.#awaited.set(target, event.batch ?? null);
		else this.#hands.takeOut(corrected);
	}

	#begin(target: string, corrected: LogEvent | null): Group {
		const members = corrected !== null && this.#hands.takeOut(corrected) ? [corrected] : [];
		const group: Group = { members, keys: new Set([target]), standing: null, place: 0 };
		this.#groups.set(target, group);
		return group;
	}

	#merge(from: Group, into: Group): void {
		if (from.standing !== null) this.#hands.takeOut(from.standing);
		into.members.push(...from.members);
		for (const key of from.keys) {
			into.keys.add(key);
			this.#groups.set(key, into);
		}
	}

	#join(group: Group, event: LogEvent, key: string): void {
		group.members.push(event);
		group.keys.add(key);
		this.#groups.set(key, group);
		const standing = standingOf(group.members);
		const place = Math.min(...group.members.map(({ seq }) => seq));
		if (group.standing === standing && group.place === place) return;
		if (group.standing !== null) this.#hands.takeOut(group.standing);
		group.standing = standing;
		group.place = place;
		if (standing !== null) this.#hands.enter(standing, place);
	}
}

/** The last of those that no other supersedes; of a ring, which makes no sense, the last of all. */
function standingOf(members: readonly LogEvent[]): LogEvent | null {
	const superseded = new Set(members.map(targetOf));
	const ends = members.filter(({ source, id }) => !superseded.has(keyOf(source, id)));
	let last: LogEvent | null = null;
	for (const event of ends.length > 0 ? ends : members) if (last === null || event.seq > last.seq) last = event;
	return last;
}

/** Key of what an event supersedes; null for none, or for itself. */
function targetOf({ source, id, supersedes }: LogEvent): string | null {
	return supersedes === undefined || supersedes === id ? null : keyOf(source, supersedes);
}

function keyOf(source: string, id: string): string {
	return `${source}\n${id}`;
}
