import type { LogEvent } from '#lib/domain/contact/contact-event.ts';

/** The last events of the log as this process heard of them, so that whoever follows the log at a distance need not ask a database for them. */
export class RecentEvents {
	readonly #most: number;
	#events: LogEvent[] = [];

	/** @param most so many are kept; at times twice as many */
	constructor(most: number) {
		this.#most = most;
	}

	/** Takes in what comes next; after a gap only what is behind it is known. */
	add(events: readonly LogEvent[]): void {
		const [first] = events;
		const last = this.#events.at(-1);
		if (first === undefined) return;
		if (last !== undefined && first.seq !== last.seq + 1) this.#events = [];
		this.#events.push(...events);
		// Cut seldom: each cut copies what stays.
		if (this.#events.length > 2 * this.#most) this.#events = this.#events.slice(-this.#most);
	}

	/**
	 * Up to `limit` events after a position.
	 * @returns null where the one right after it is not known here; there may be more in the log than are known
	 */
	after(seq: number, limit: number): readonly LogEvent[] | null {
		const [first] = this.#events;
		if (first === undefined) return null;
		const from = seq + 1 - first.seq;
		return from < 0 || from >= this.#events.length ? null : this.#events.slice(from, from + limit);
	}

	/** Forgets them, as where the log says something else now. */
	clear(): void {
		this.#events = [];
	}
}
