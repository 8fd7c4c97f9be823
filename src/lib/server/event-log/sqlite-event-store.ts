import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import { type Appended, appended, type EventStore } from './event-store.ts';
import { EventWriter } from './event-writer.ts';
import { SqliteEventReader } from './sqlite-event-reader.ts';
import { guarded } from './sqlite-failure.ts';
import { appendTexts } from './sqlite-statements.ts';
import { toKeptEvent } from './stored-form.ts';

/** One statement for so many events takes a third off the cost of each; more of them gain nothing. */
export const rowsAtOnce = 16;

/** The log in SQLite. Synchronous inside, so a transaction never spans a turn of the event loop. */
export class SqliteEventStore extends SqliteEventReader implements EventStore {
	readonly #database: WritableLogDatabase;
	readonly #writer: EventWriter;

	/** Takes the database over: closing the store closes it. */
	constructor(database: WritableLogDatabase) {
		super(database);
		this.#database = database;
		this.#writer = new EventWriter(database.client, appendTexts(database, rowsAtOnce));
	}

	async append(events: readonly NewEvent[], now: number): Promise<Appended> {
		const { outcomes, receivedAt } = guarded(this.#database, () => this.#writer.append(events.map(toKeptEvent), now));
		return appended(events, outcomes, receivedAt);
	}

	async close(): Promise<void> {
		this.#database.close();
	}
}
