import type { LogEvent, LogPosition, NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { Clock } from '../clock.ts';
import { RecentEvents } from './recent-events.ts';
import { StoreFailure, type AppendOutcome, type EventStore, type StoreFailureCause } from './event-store.ts';

/** The events are durably in the log, or none of them is and this is why. */
export type AppendResult =
	| Readonly<{ committed: true; outcomes: readonly AppendOutcome[] }>
	| Readonly<{ committed: false; refusal: 'queue-full' | StoreFailureCause }>;

/** What is told of events that have just become durable. */
export type StoredListener = (events: readonly LogEvent[]) => void;

/** Tells of every event of a log that others write to as well, in order and each once. */
export type LogOrder = Readonly<{
	/** What this process has just appended: known, where its turn has come, without asking for it. */
	offer(events: readonly LogEvent[]): void;
	/** Has a listener told of what comes next in the log, whoever wrote it. */
	onEvents(listener: StoredListener): void;
}>;

/** What an {@link EventLog} is built from. */
export type EventLogParts = Readonly<{
	store: EventStore;
	/** Left out = nobody else writes to the log: what is appended here is what comes next in it. */
	order?: LogOrder;
	clock: Pick<Clock, 'now'>;
	/** Told when a listener throws: the events are committed, and their senders must still hear so. */
	onListenerError: (error: unknown) => void;
	/** Told when the store could take nothing, and why. */
	onRefused?: (failure: StoreFailure) => void;
	/** Events that may wait for a commit; beyond them the log refuses. */
	maxWaiting?: number;
	/** Events in one transaction; a larger request has one of its own. */
	maxTogether?: number;
}>;

/** About 20 MB of them, which the live state mostly keeps anyhow. */
const recentEvents = 20_000;

type Waiting = Readonly<{
	events: readonly NewEvent[];
	resolve: (result: AppendResult) => void;
	reject: (error: unknown) => void;
}>;

/**
 * The one way into the log. Everything that arrives in one turn of the event loop shares a transaction, because what a
 * commit costs is the disk's answer and not the number of rows. Nobody hears of an event before it is durable.
 */
export class EventLog {
	readonly #store: EventStore;
	readonly #clock: Pick<Clock, 'now'>;
	readonly #onListenerError: (error: unknown) => void;
	readonly #onRefused: (failure: StoreFailure) => void;
	readonly #maxWaiting: number;
	readonly #maxTogether: number;
	readonly #listeners = new Set<StoredListener>();
	readonly #order: LogOrder | null;
	readonly #recent = new RecentEvents(recentEvents);
	#waiting: Waiting[] = [];
	#waitingEvents = 0;
	/** The commits under way, until nothing waits any more. */
	#committing: Promise<void> | null = null;
	#isClosed = false;

	constructor(parts: EventLogParts) {
		this.#store = parts.store;
		this.#clock = parts.clock;
		this.#onListenerError = parts.onListenerError;
		this.#onRefused = parts.onRefused ?? (() => {});
		this.#maxWaiting = parts.maxWaiting ?? 20_000;
		this.#maxTogether = parts.maxTogether ?? 4000;
		this.#order = parts.order ?? null;
		this.#order?.onEvents((events) => {
			this.#recent.add(events);
			this.#publish(events);
		});
	}

	/** Names this history: positions of different epochs do not compare. */
	get epoch(): string {
		return this.#store.epoch;
	}

	/** Events that wait for their commit now. */
	get waitingEvents(): number {
		return this.#waitingEvents;
	}

	/**
	 * Takes events in, all or none.
	 * @returns only after they are durable, or once it is sure that they are not
	 */
	append(events: readonly NewEvent[]): Promise<AppendResult> {
		if (this.#isClosed) return Promise.resolve({ committed: false, refusal: 'away' });
		if (events.length === 0) return Promise.resolve({ committed: true, outcomes: [] });
		// A request larger than the whole queue would otherwise never find room.
		if (this.#waitingEvents > 0 && this.#waitingEvents + events.length > this.#maxWaiting) {
			return Promise.resolve({ committed: false, refusal: 'queue-full' });
		}
		return new Promise((resolve, reject) => {
			this.#waiting.push({ events, resolve, reject });
			this.#waitingEvents += events.length;
			this.#committing ??= this.#commitAll();
		});
	}

	/**
	 * Calls a listener with new events, in the order of the log, each once.
	 * @returns a function that ends it
	 */
	onStored(listener: StoredListener): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** Position of the last event; 0 and 0 while the log is empty. */
	head(): Promise<LogPosition> {
		return this.#store.head();
	}

	/**
	 * Up to `limit` events after a position, in order.
	 * @throws Error when one is missing among them: then the log is damaged and nothing may be built on it
	 */
	async read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		// Only where it is another machine's work to read it.
		const events = this.#recent.after(afterSeq, limit) ?? (await this.#store.read(afterSeq, limit));
		const first = events[0]?.seq ?? 0;
		const at = events.findIndex((event, index) => event.seq !== first + index);
		if (at >= 0) throw new Error(`the log has a gap: event ${first + at} is missing`);
		return events;
	}

	/** The events at some positions, in order; a position beyond the head gives none. */
	readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> {
		return this.#store.readMany(seqs);
	}

	/** Up to `limit` events after a position that an import brought, in order. */
	eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.#store.eventsOfBatch(batch, afterSeq, limit);
	}

	/** The event that a source calls by this id; null when there is none. */
	find(source: string, id: string): Promise<LogEvent | null> {
		return this.#store.find(source, id);
	}

	/** Resolves when nothing waits any more. */
	async drain(): Promise<void> {
		while (this.#committing !== null) await this.#committing;
	}

	/** The log says something else now than it did: what is remembered of it is read again. */
	forgetRead(): void {
		this.#recent.clear();
	}

	/** Takes nothing new, commits what waits and closes the store. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.drain();
		await this.#store.close();
	}

	async #commitAll(): Promise<void> {
		while (this.#waiting.length > 0) {
			// What else this turn of the event loop brings joins in; on an idle machine that is well below 10 ms.
			await endOfTurn();
			await this.#commit(this.#takeTogether());
		}
		this.#committing = null;
	}

	#takeTogether(): readonly Waiting[] {
		let requests = 0;
		let events = 0;
		for (const { events: more } of this.#waiting) {
			if (requests > 0 && events + more.length > this.#maxTogether) break;
			requests++;
			events += more.length;
		}
		return this.#waiting.splice(0, requests);
	}

	async #commit(together: readonly Waiting[]): Promise<void> {
		const [first] = together;
		if (first === undefined) return;
		const events = together.length === 1 ? first.events : together.flatMap((request) => request.events);
		try {
			const appended = await this.#store.append(events, this.#clock.now());
			const { outcomes } = appended;
			let from = 0;
			for (const request of together) {
				const own = outcomes.slice(from, from + request.events.length);
				request.resolve({ committed: true, outcomes: own });
				from += request.events.length;
			}
			if (this.#order !== null) this.#order.offer(appended.stored);
			else if (this.#listeners.size > 0) this.#publish(appended.stored);
		} catch (error) {
			if (error instanceof StoreFailure) this.#onRefused(error);
			for (const request of together) {
				if (error instanceof StoreFailure) request.resolve({ committed: false, refusal: error.failure });
				else request.reject(error);
			}
		} finally {
			this.#waitingEvents -= events.length;
		}
	}

	#publish(stored: readonly LogEvent[]): void {
		if (stored.length === 0) return;
		for (const listener of this.#listeners) {
			try {
				listener(stored);
			} catch (error) {
				this.#onListenerError(error);
			}
		}
	}
}

function endOfTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
