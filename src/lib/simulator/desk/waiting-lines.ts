import type { ContactInDesk } from './contact-in-desk.ts';

/** Who waits in which queue and is not being offered to an agent: highest priority first, then longest wait first. */
export class WaitingLines {
	readonly #lines = new Map<string, ContactInDesk[]>();

	/** Takes a place in the line of the contact's queue, by priority and the start of its wait. */
	enter(contact: ContactInDesk): void {
		const line = this.#line(contact.queue.queue);
		const place = line.findIndex((other) => goesBefore(contact, other));
		line.splice(place < 0 ? line.length : place, 0, contact);
	}

	/** Gives the place up; without effect when there is none. */
	leave(contact: ContactInDesk): void {
		const line = this.#line(contact.queue.queue);
		const place = line.indexOf(contact);
		if (place >= 0) line.splice(place, 1);
	}

	/** Who is next for somebody serving these queues; null when nobody waits there. */
	nextOf(queues: readonly string[]): ContactInDesk | null {
		let next: ContactInDesk | null = null;
		for (const queue of queues) {
			const first = this.#line(queue)[0];
			if (first !== undefined && (next === null || goesBefore(first, next))) next = first;
		}
		return next;
	}

	/** Everybody in the line of a queue, first to last. */
	waitingIn(queue: string): readonly ContactInDesk[] {
		return this.#line(queue);
	}

	#line(queue: string): ContactInDesk[] {
		let line = this.#lines.get(queue);
		if (line === undefined) this.#lines.set(queue, (line = []));
		return line;
	}
}

function goesBefore(a: ContactInDesk, b: ContactInDesk): boolean {
	return a.priority > b.priority || (a.priority === b.priority && a.waitingSince < b.waitingSince);
}
