import type { LogEvent } from '../contact/contact-event.ts';

/** Characters a message may have. */
export const maxMessageLength = 120;
/** A message is on the walls for no longer than this. */
export const maxMessageMs = 7 * 24 * 3_600_000;
/** A message may begin this much later than it is written. */
export const maxMessageAheadMs = 31 * 24 * 3_600_000;

/** A line of text for the walls. Instants are UTC epoch ms. */
export type WallMessage = Readonly<{
	id: string;
	text: string;
	from: number;
	/** It is no longer shown from then on. */
	until: number;
	/** The queues it is about; null = the whole centre. */
	queues: readonly string[] | null;
	/** Who wrote it: a person by their id; null for whoever sat at the machine. */
	by: string | null;
	/** When somebody took it away; null while nobody did. */
	withdrawnAt: number | null;
}>;

/** What is known of the messages, from the events that speak of them, in the order of the log. */
export class WallMessages {
	readonly #messages = new Map<string, WallMessage>();

	/** Takes in an event; one that is about something else changes nothing. */
	apply({ type, data, time }: Pick<LogEvent, 'type' | 'data' | 'time'>): void {
		const fields: Readonly<Record<string, unknown>> = data;
		if (type === 'bereik.message.shown') {
			const message = readMessage(fields);
			// The newest stands last, whatever it replaces.
			if (message !== null) this.#messages.set(message.id, message);
		} else if (type === 'bereik.message.withdrawn') {
			const message = this.#messages.get(String(fields['message']));
			if (message?.withdrawnAt === null) this.#messages.set(message.id, { ...message, withdrawnAt: time });
		}
	}

	/** All of them, the newest first. */
	get all(): readonly WallMessage[] {
		return [...this.#messages.values()].reverse();
	}

	/** A message by its id; null when there is none. */
	find(id: string): WallMessage | null {
		return this.#messages.get(id) ?? null;
	}

	/** The message that is shown at an instant: of those that have begun and not ended the one that began last; null = none. */
	shownAt(at: number): WallMessage | null {
		let shown: WallMessage | null = null;
		for (const message of this.#messages.values())
			if (isShownAt(message, at) && (shown === null || message.from >= shown.from)) shown = message;
		return shown;
	}
}

/** Whether a message has begun and not ended. */
export function isShownAt({ from, until, withdrawnAt }: WallMessage, at: number): boolean {
	return from <= at && at < Math.min(until, withdrawnAt ?? Infinity);
}

/** The data of the event by which a message begins. */
export function messageData({ id, text, from, until, queues, by }: WallMessage): Readonly<Record<string, unknown>> {
	return { message: id, text, from, until, ...(queues === null ? {} : { queues }), ...(by === null ? {} : { by }) };
}

function readMessage(data: Readonly<Record<string, unknown>>): WallMessage | null {
	const { message, text, from, until, queues, by } = data;
	if (typeof message !== 'string' || typeof text !== 'string') return null;
	if (typeof from !== 'number' || typeof until !== 'number') return null;
	return {
		id: message,
		text,
		from,
		until,
		queues: Array.isArray(queues) ? queues.map(String) : null,
		by: typeof by === 'string' ? by : null,
		withdrawnAt: null
	};
}
