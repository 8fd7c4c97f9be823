import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import { messageData, type WallMessage, WallMessages } from '#lib/domain/messages/wall-message.ts';
import { makeReference } from '../access/secret-token.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { AppendResult } from '../event-log/event-log.ts';
import { ownSource } from '../settings/settings-history.ts';

/** What messages are kept in. */
export type MessageLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<AppendResult>;
}>;

/** A message as somebody asks for it. Instants are UTC epoch ms. */
export type MessageRequest = Pick<WallMessage, 'text' | 'from' | 'until' | 'queues'>;

/** Id of the event of a number that speaks of messages; they count up from 1. */
function eventId(no: number): string {
	return `message-${no}`;
}

/** The lines of text for the walls: events of the log, so that a board of the past shows what it showed. */
export class Messages {
	readonly #log: MessageLog;
	readonly #now: () => number;
	readonly #known = new WallMessages();
	readonly #turns = new OneByOne();
	#onChange: () => void = () => {};
	#last = 0;

	constructor(log: MessageLog, now: () => number) {
		this.#log = log;
		this.#now = now;
	}

	/** Learns what the log says of messages; to be called once, before anything else. */
	async start(): Promise<void> {
		for (;;) {
			const event = await this.#log.find(ownSource, eventId(this.#last + 1));
			if (event === null) return;
			this.#known.apply(event);
			this.#last++;
		}
	}

	/** Has a listener told when there is another message, or one less. */
	onChange(listener: () => void): void {
		this.#onChange = listener;
	}

	/** The newest first. */
	get all(): readonly WallMessage[] {
		return this.#known.all;
	}

	/** The message that is shown at an instant; null = none. */
	shownAt(at: number): WallMessage | null {
		return this.#known.shownAt(at);
	}

	/** Puts a message on the walls; null when the log could not take it. */
	async show(request: MessageRequest, actor: Actor, audit: Pick<AuditTrail, 'record'>): Promise<WallMessage | null> {
		const by = actor.kind === 'person' ? actor.id : null;
		const message: WallMessage = { ...request, id: makeReference('m'), by, withdrawnAt: null };
		if (!(await this.#append('bereik.message.shown', messageData(message)))) return null;
		const { id, from, until, queues } = message;
		await audit.record(actor, 'message.shown', id, { from, until, queues });
		return message;
	}

	/** Takes a message away before its time; false when there is none by this id that has not ended. */
	async withdraw(id: string, actor: Actor, audit: Pick<AuditTrail, 'record'>): Promise<boolean | null> {
		const message = this.#known.find(id);
		if (message === null || message.withdrawnAt !== null || message.until <= this.#now()) return false;
		if (!(await this.#append('bereik.message.withdrawn', { message: id }))) return null;
		await audit.record(actor, 'message.withdrawn', id);
		return true;
	}

	#append(type: 'bereik.message.shown' | 'bereik.message.withdrawn', data: InternalEvent['data']): Promise<boolean> {
		return this.#turns.run(async () => {
			const event: InternalEvent = { type, source: ownSource, id: eventId(this.#last + 1), time: this.#now(), data };
			const { committed } = await this.#log.append([event]);
			if (!committed) return false;
			this.#last++;
			this.#known.apply(event);
			this.#onChange();
			return true;
		});
	}
}
