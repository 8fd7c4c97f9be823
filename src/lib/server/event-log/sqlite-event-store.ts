import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import { isBusy, patienceOf, withoutWaiting } from '../database/sqlite/without-waiting.ts';
import { type Appended, appended, type EventStore } from './event-store.ts';
import { EventWriter, type Written } from './event-writer.ts';
import { SqliteEventReader } from './sqlite-event-reader.ts';
import { guarded } from './sqlite-failure.ts';
import { appendTexts } from './sqlite-statements.ts';
import { toKeptEvent } from './stored-form.ts';

/** One statement for so many events takes a third off the cost of each; more of them gain nothing. */
export const rowsAtOnce = 16;

/** How long a file that is locked is let be before it is tried again, ms. */
const lockedMs = 10;

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
		const kept = events.map(toKeptEvent);
		const { outcomes, receivedAt } = await this.#unlocked(() => this.#writer.append(kept, now));
		return appended(events, outcomes, receivedAt);
	}

	/** Where another process keeps the file locked, it is tried again and again: to wait inside SQLite would stop the whole server. */
	async #unlocked(write: () => Written): Promise<Written> {
		const { client } = this.#database;
		const began = performance.now();
		for (;;) {
			try {
				return guarded(this.#database, () => withoutWaiting(client, write));
			} catch (error) {
				const isLocked = error instanceof Error && isBusy(error.cause);
				if (!isLocked || performance.now() - began >= patienceOf(client)) throw error;
			}
			await sleep(lockedMs);
		}
	}

	async close(): Promise<void> {
		this.#database.close();
	}
}
