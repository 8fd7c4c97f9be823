/** Time that jumps from one timer to the next, fast enough for thousands of clients. */
export class SimulatedTime {
	nowMs = 0;
	readonly #heap: { at: number; order: number; callback: (() => void) | null }[] = [];
	#order = 0;

	/** Calls back once after a delay; the result cancels it. */
	readonly after = (delayMs: number, callback: () => void): (() => void) => {
		const timer: { at: number; order: number; callback: (() => void) | null } = {
			at: this.nowMs + delayMs,
			order: this.#order++,
			callback
		};
		this.#push(timer);
		return () => {
			timer.callback = null;
		};
	};

	/** Timers that still run. */
	get pending(): number {
		return this.#heap.filter(({ callback }) => callback !== null).length;
	}

	/** Lets time pass up to an instant. */
	runUntil(endMs: number): void {
		for (;;) {
			const next = this.#heap[0];
			if (next === undefined || next.at > endMs) break;
			this.#pop();
			if (next.callback === null) continue;
			this.nowMs = next.at;
			next.callback();
		}
		this.nowMs = endMs;
	}

	#isBefore(a: number, b: number): boolean {
		const one = this.#heap[a];
		const other = this.#heap[b];
		if (one === undefined || other === undefined) return one !== undefined;
		return one.at < other.at || (one.at === other.at && one.order < other.order);
	}

	#swap(a: number, b: number): void {
		const one = this.#heap[a];
		const other = this.#heap[b];
		if (one === undefined || other === undefined) return;
		this.#heap[a] = other;
		this.#heap[b] = one;
	}

	#push(timer: { at: number; order: number; callback: (() => void) | null }): void {
		this.#heap.push(timer);
		for (let at = this.#heap.length - 1; at > 0;) {
			const parent = (at - 1) >> 1;
			if (!this.#isBefore(at, parent)) break;
			this.#swap(at, parent);
			at = parent;
		}
	}

	#pop(): void {
		this.#swap(0, this.#heap.length - 1);
		this.#heap.pop();
		for (let at = 0; ;) {
			let least = at;
			for (const child of [2 * at + 1, 2 * at + 2])
				if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
			if (least === at) break;
			this.#swap(at, least);
			at = least;
		}
	}
}
