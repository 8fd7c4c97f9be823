import type { LogEvent } from '#lib/domain/contact/contact-event.ts';

/** Instant at which the tests' morning begins, 09:00 in Amsterdam. */
export const morning = Date.UTC(2026, 2, 4, 8);

type Rest = Readonly<Record<string, unknown>>;

/** A short way to write a log: every event gets the next `seq` and is received when it happened, if not said otherwise. */
export class LogWriter {
	readonly events: LogEvent[] = [];

	/** @param seconds after {@link morning} */
	add(seconds: number, type: LogEvent['type'], data: Rest, envelope: Rest = {}): this {
		const time = morning + Math.round(seconds * 1000);
		const seq = this.events.length + 1;
		const event = { seq, receivedAt: time, source: 'test', id: `e${seq}`, type, time, data, ...envelope };
		this.events.push(event as LogEvent); // the tests write the contract's own data
		return this;
	}

	queued(seconds: number, contact: string, queue = 'q1', more: Rest = {}, envelope: Rest = {}): this {
		return this.add(seconds, 'contact.queued', { contact, queue, channel: 'phone', ...more }, envelope);
	}

	answered(seconds: number, contact: string, agent = 'a1', more: Rest = {}, envelope: Rest = {}): this {
		return this.add(seconds, 'contact.answered', { contact, agent, ...more }, envelope);
	}

	abandoned(seconds: number, contact: string, more: Rest = {}, envelope: Rest = {}): this {
		return this.add(seconds, 'contact.abandoned', { contact, ...more }, envelope);
	}

	ended(seconds: number, contact: string, agent = 'a1', more: Rest = {}, envelope: Rest = {}): this {
		return this.add(seconds, 'contact.ended', { contact, agent, ...more }, envelope);
	}
}
