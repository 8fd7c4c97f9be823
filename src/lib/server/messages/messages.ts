import type { InternalEvent } from '#lib/domain/contact/contact-event.ts';
import { messageData, type WallMessage, WallMessages } from '#lib/domain/messages/wall-message.ts';
import { makeReference } from '../access/secret-token.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import { NumberedEvents, type NumberedLog } from '../settings/numbered-events.ts';

/** A message as somebody asks for it. Instants are UTC epoch ms. */
export type MessageRequest = Pick<WallMessage, 'text' | 'from' | 'until' | 'queues'>;

/** The lines of text for the walls: events of the log, so that a board of the past shows what it showed. */
export class Messages {
	readonly #events: NumberedEvents;
	readonly #now: () => number;
	readonly #known = new WallMessages();
	readonly #turns = new OneByOne();
	#onChange: () => void = () => {};

	constructor(log: NumberedLog, now: () => number) {
		this.#events = new NumberedEvents(log, 'message', (event) => {
			this.#known.apply(event);
			this.#onChange();
		});
		this.#now = now;
	}

	/** Learns what the log says of messages, and goes on to; to be called once, before anything else. */
	start(): Promise<void> {
		return this.#events.start();
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
		return this.#turns.run(async () => (await this.#events.append(() => ({ type, time: this.#now(), data }))) !== null);
	}
}
