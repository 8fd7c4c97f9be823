import type { LogEvent, LogPosition, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { placeInLog } from './stored-form.ts';

/** What became of one event that was offered. */
export type AppendOutcome = Readonly<{
	/**
	 * `stored`: it is new. `duplicate`: the log knows it. `conflict`: the log knows another event by this source and id;
	 * that one stays.
	 */
	status: 'stored' | 'duplicate' | 'conflict';
	/** Position of the event that the log holds by this source and id. */
	seq: number;
}>;

/** What one transaction did. */
export type Appended = Readonly<{
	/** One for each event offered, in order. */
	outcomes: readonly AppendOutcome[];
	/** The new ones, in the order of the log; made when it is asked for, since an import has nobody to tell of them. */
	stored: readonly LogEvent[];
}>;

/** What became of events that were offered, by how each of them fared. */
export function appended(
	events: readonly NewEvent[],
	outcomes: readonly AppendOutcome[],
	receivedAt: number
): Appended {
	return {
		outcomes,
		get stored() {
			const stored: LogEvent[] = [];
			for (let at = 0; at < events.length; at++) {
				const event = events[at];
				const outcome = outcomes[at];
				if (event !== undefined && outcome?.status === 'stored')
					stored.push(placeInLog(event, outcome.seq, receivedAt));
			}
			return stored;
		}
	};
}

/** A log that can be read. */
export interface EventReader {
	/** Names this history: positions of different epochs do not compare. */
	readonly epoch: string;

	/** Position of the last event; 0 and 0 while the log is empty. */
	head(): Promise<LogPosition>;

	/** Up to `limit` events after a position, in order. */
	read(afterSeq: number, limit: number): Promise<readonly LogEvent[]>;

	/** The events at some positions, in order; a position beyond the head gives none. */
	readMany(seqs: readonly number[]): Promise<readonly LogEvent[]>;

	/** Up to `limit` events after a position that an import brought, in order; none for an import that is not known. */
	eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]>;

	/** The event that a source calls by this id; null when there is none. */
	find(source: string, id: string): Promise<LogEvent | null>;
}

/** Where the events are kept. Every implementation passes the suite in tests/conformance/event-store.ts. */
export interface EventStore extends EventReader {
	/**
	 * Takes events in, all or none, durably before the promise resolves.
	 * @param now UTC epoch ms; what is recorded is never earlier than for the event before
	 * @throws Error when one names an import that was not begun; StoreFailure when the store could not take them; nothing was stored then
	 */
	append(events: readonly NewEvent[], now: number): Promise<Appended>;

	close(): Promise<void>;
}

/** Why a store takes nothing: it cannot be reached or worked with now, or its disk is full. Either may pass. */
export type StoreFailureCause = 'away' | 'disk-full';

/** Whether an error is a {@link StoreFailure}: by its name, since the pages' bundle and the running application each have a copy of the class. */
export function isStoreFailure(error: unknown): error is StoreFailure {
	return error instanceof Error && error.name === 'StoreFailure' && 'failure' in error;
}

/** The {@link StoreFailure} that an error is, or that is behind it; null where there is none. Query builders wrap what a driver throws. */
export function storeFailureOf(error: unknown): StoreFailure | null {
	for (let cause = error; cause instanceof Error; cause = cause.cause) if (isStoreFailure(cause)) return cause;
	return null;
}

/** The store could not do what was asked, for a reason outside the product. */
export class StoreFailure extends Error {
	override readonly name = 'StoreFailure';
	readonly failure: StoreFailureCause;

	constructor(failure: StoreFailureCause, cause: unknown) {
		super(failure === 'disk-full' ? 'the disk is full' : 'the store is away', { cause });
		this.failure = failure;
	}
}
