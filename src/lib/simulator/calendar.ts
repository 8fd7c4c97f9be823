/** Something that will happen. */
type Entry = Readonly<{ at: number; order: number; happen: () => void }>;

/**
 * What will happen and when: a binary heap, earliest first. Entries for the same instant happen in the order in which
 * they were put in, so that a run never depends on how the heap happens to be shaped.
 */
export class Calendar {
	readonly #heap: Entry[] = [];
	#order = 0;
	#now: number;

	/** @param now where time starts, UTC epoch ms */
	constructor(now: number) {
		this.#now = now;
	}

	/** The instant of the entry that is happening, or of the last one; UTC epoch ms. */
	get now(): number {
		return this.#now;
	}

	/** How many entries are still to happen. */
	get size(): number {
		return this.#heap.length;
	}

	/**
	 * Puts something in. A part of a millisecond is rounded away.
	 * @param at UTC epoch ms
	 * @throws RangeError when the instant is past or not a number: then the simulation is broken
	 */
	schedule(at: number, happen: () => void): void {
		const instant = Math.round(at);
		if (!(instant >= this.#now)) throw new RangeError(`cannot schedule at ${at}: it is ${this.#now} already`);
		this.#heap.push({ at: instant, order: this.#order++, happen });
		this.#rise(this.#heap.length - 1);
	}

	/** Lets everything before an instant happen, including what is put in meanwhile. */
	runBefore(until: number): void {
		let first = this.#heap[0];
		while (first !== undefined && first.at < until) {
			this.#removeFirst();
			this.#now = first.at;
			first.happen();
			first = this.#heap[0];
		}
	}

	#removeFirst(): void {
		const last = this.#heap.pop();
		if (last === undefined || this.#heap.length === 0) return;
		this.#heap[0] = last;
		this.#sink(0);
	}

	#rise(start: number): void {
		let index = start;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!this.#isBefore(index, parent)) return;
			this.#swap(index, parent);
			index = parent;
		}
	}

	#sink(start: number): void {
		let index = start;
		for (;;) {
			let earliest = index;
			for (const child of [2 * index + 1, 2 * index + 2]) if (this.#isBefore(child, earliest)) earliest = child;
			if (earliest === index) return;
			this.#swap(index, earliest);
			index = earliest;
		}
	}

	#isBefore(left: number, right: number): boolean {
		const a = this.#heap[left];
		const b = this.#heap[right];
		if (a === undefined || b === undefined) return false;
		return a.at < b.at || (a.at === b.at && a.order < b.order);
	}

	#swap(left: number, right: number): void {
		const a = this.#heap[left];
		const b = this.#heap[right];
		if (a === undefined || b === undefined) return;
		this.#heap[left] = b;
		this.#heap[right] = a;
	}
}
