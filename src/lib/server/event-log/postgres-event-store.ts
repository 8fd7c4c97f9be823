import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { PostgresDatabase } from '../database/postgres/open-postgres.ts';
import { type Appended, appended, type EventStore, StoreFailure } from './event-store.ts';
import { appendQuery, type AppendRow, appendValues, outcomesOf } from './postgres-append.ts';
import { PostgresEventReader } from './postgres-event-reader.ts';
import { isUncertain } from './postgres-failure.ts';
import { toKeptEvent } from './stored-form.ts';

/** How long it is waited before an append is asked for again of which nobody knows what became of it, ms. */
const againAfterMs = [50, 400];
/** And until when at most: the sender waits, and asks again by itself. */
const againWithinMs = 2000;

/** The log in Postgres, which any number of replicas write. */
export class PostgresEventStore extends PostgresEventReader implements EventStore {
	readonly #database: PostgresDatabase;

	/** Takes the database over: closing the store closes it. */
	constructor(database: PostgresDatabase) {
		super(database);
		this.#database = database;
	}

	async append(events: readonly NewEvent[], now: number): Promise<Appended> {
		if (events.length === 0) return appended([], [], now);
		const values = appendValues(events.map(toKeptEvent), now);
		// What an import did is counted where it is done, and asked for again it would count what is there as repeats.
		const row = await this.#append(values, events.some(({ batch }) => batch !== undefined) ? [] : againAfterMs);
		this.noteEpoch(row.log_epoch);
		return appended(events, outcomesOf(row, events.length), row.head_received_at);
	}

	async close(): Promise<void> {
		await this.#database.close();
	}

	/**
	 * When a connection breaks nobody knows whether the events were committed. Asked again, the log answers what it has with its
	 * position, so that nothing is acknowledged that is not there and nothing is there twice.
	 */
	async #append(values: unknown[], pauses: readonly number[]): Promise<AppendRow> {
		const startedAt = performance.now();
		for (let attempt = 0; ; attempt++) {
			try {
				return asAppendRow(await this.query('append', appendQuery, values));
			} catch (error) {
				const pause = pauses[attempt];
				const isLate = performance.now() - startedAt > againWithinMs;
				if (pause === undefined || isLate || !(error instanceof StoreFailure) || !isUncertain(error.cause)) throw error;
				await sleep(pause);
			}
		}
	}
}

function asAppendRow([row]: [string, number, number, number[] | null, number[] | null][]): AppendRow {
	if (row === undefined) throw new Error('an append was not answered');
	const [log_epoch, head_seq, head_received_at, statuses, seqs] = row;
	return { log_epoch, head_seq, head_received_at, statuses, seqs };
}
