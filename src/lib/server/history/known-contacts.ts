import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { ContactRows } from './history-store.ts';

/** A contact as the history works on it: all events that name it, in order of `seq`. */
export type KnownContact = {
	readonly no: number;
	readonly contact: string;
	readonly events: LogEvent[];
	/** Whether one of its events corrects another or is corrected. */
	tangled: boolean;
	/** Not in the store yet. */
	isNew: boolean;
	/** Its rows as they were written last; null where the store has to be asked for them. */
	written: ContactRows | null;
};

/** The contacts that were touched last. Bounded by the events they hold, so that memory does not grow with the log. */
export class KnownContacts {
	readonly #maxEvents: number;
	/** Those used longest ago first. */
	readonly #contacts = new Map<string, KnownContact>();
	#events = 0;

	constructor(maxEvents: number) {
		this.#maxEvents = maxEvents;
	}

	/** Takes a contact out, for as long as it is worked on. */
	take(contact: string): KnownContact | null {
		const known = this.#contacts.get(contact);
		if (known === undefined) return null;
		this.#contacts.delete(contact);
		this.#events -= known.events.length;
		return known;
	}

	/** Puts a contact back, and lets the oldest go where there are too many. */
	keep(known: KnownContact): void {
		this.#contacts.set(known.contact, known);
		this.#events += known.events.length;
		if (this.#events <= this.#maxEvents) return;
		for (const oldest of this.#contacts.keys()) {
			this.take(oldest);
			if (this.#events <= this.#maxEvents) return;
		}
	}

	clear(): void {
		this.#contacts.clear();
		this.#events = 0;
	}
}
