/** What can be in {@link Slots}: it keeps its own place there, -1 while it is in none. */
export type Slotted = { slot: number };

/** A set without order whose members know their places, so that coming and going cost neither a search nor a hash. */
export class Slots<Member extends Slotted> implements Iterable<Member> {
	readonly #members: Member[] = [];

	get size(): number {
		return this.#members.length;
	}

	has(member: Member): boolean {
		// Reading at -1 would be a look-up by name.
		return member.slot >= 0 && this.#members[member.slot] === member;
	}

	/** Adds what is in no other of these sets. */
	add(member: Member): void {
		if (this.has(member)) return;
		member.slot = this.#members.length;
		this.#members.push(member);
	}

	delete(member: Member): void {
		if (!this.has(member)) return;
		const last = this.#members.pop();
		if (last !== undefined && last !== member) {
			this.#members[member.slot] = last;
			last.slot = member.slot;
		}
		member.slot = -1;
	}

	[Symbol.iterator](): IterableIterator<Member> {
		return this.#members.values();
	}
}
