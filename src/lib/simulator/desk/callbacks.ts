import type { Calendar } from '../calendar.ts';
import type { ContactInDesk } from './contact-in-desk.ts';

type PromisedCall = { readonly contact: ContactInDesk; readonly dueAt: number };

/** People who were promised a call, in the order in which it is due. */
export class Callbacks {
	readonly #calendar: Calendar;
	readonly #promised: PromisedCall[] = [];

	constructor(calendar: Calendar) {
		this.#calendar = calendar;
	}

	/** Promises a call, not before an instant (UTC epoch ms). */
	promise(contact: ContactInDesk, dueAt: number): void {
		const place = this.#promised.findIndex((other) => other.dueAt > dueAt);
		this.#promised.splice(place < 0 ? this.#promised.length : place, 0, { contact, dueAt });
	}

	/** Takes out the first call that is due and belongs to one of the queues; null when there is none. */
	takeDue(queues: readonly string[], isClosed: boolean): ContactInDesk | null {
		const place = this.#placeOfDue(queues, isClosed);
		return this.#promised.splice(place, place < 0 ? 0 : 1)[0]?.contact ?? null;
	}

	/** Whether a call is due that belongs to one of the queues. Once the desk is closed, everything is due, for everybody. */
	hasDue(queues: readonly string[], isClosed: boolean): boolean {
		return this.#placeOfDue(queues, isClosed) >= 0;
	}

	#placeOfDue(queues: readonly string[], isClosed: boolean): number {
		if (isClosed) return this.#promised.length > 0 ? 0 : -1;
		return this.#promised.findIndex(
			({ contact, dueAt }) => dueAt <= this.#calendar.now && queues.includes(contact.queue.queue)
		);
	}
}
