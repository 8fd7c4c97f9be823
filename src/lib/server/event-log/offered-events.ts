import type { LogEvent } from '#lib/domain/contact/contact-event.ts';

/** So many events may wait for their turn; beyond them they are read when it comes. */
const most = 50_000;

/** Events that this process appended itself and whose turn in the log has not come: others' lie before them. */
export class OfferedEvents {
	/** In the order of the log. */
	#batches: (readonly LogEvent[])[] = [];
	#count = 0;

	/** @param events neighbours in the log */
	add(events: readonly LogEvent[]): void {
		const [first] = events;
		if (first === undefined || this.#count + events.length > most) return;
		const at = this.#batches.findIndex((batch) => (batch[0]?.seq ?? 0) > first.seq);
		this.#batches.splice(at < 0 ? this.#batches.length : at, 0, events);
		this.#count += events.length;
	}

	/** Takes those that come right after a position; null when it is not their turn. */
	take(afterSeq: number): readonly LogEvent[] | null {
		for (;;) {
			const [batch] = this.#batches;
			const first = batch?.[0]?.seq;
			if (batch === undefined || first === undefined || first > afterSeq + 1) return null;
			this.#batches.shift();
			this.#count -= batch.length;
			const rest = first === afterSeq + 1 ? batch : batch.slice(afterSeq + 1 - first);
			if (rest.length > 0) return rest;
		}
	}

	/** Position of the first that waits; null when none does. */
	get firstSeq(): number | null {
		return this.#batches[0]?.[0]?.seq ?? null;
	}

	clear(): void {
		this.#batches = [];
		this.#count = 0;
	}
}
