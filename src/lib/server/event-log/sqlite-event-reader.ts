import type { LogEvent, LogPosition } from '#lib/domain/contact/contact-event.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import type { EventReader } from './event-store.ts';
import { guarded } from './sqlite-failure.ts';
import { prepareReads, type EventRow, type ReadStatements } from './sqlite-statements.ts';
import { fromStoredForm } from './stored-form.ts';

/** Reads the log in SQLite, beside its writer or as a part of it. */
export class SqliteEventReader implements EventReader {
	readonly epoch: string;
	readonly #source: LogDatabase;
	readonly #reads: ReadStatements;

	/** Whoever opened the database closes it. */
	constructor(database: LogDatabase) {
		this.epoch = database.epoch;
		this.#source = database;
		this.#reads = prepareReads(database);
	}

	async head(): Promise<LogPosition> {
		return guarded(this.#source, () => this.headNow());
	}

	async read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return guarded(this.#source, () => this.#reads.after.all(afterSeq, limit).map(toLogEvent));
	}

	async find(source: string, id: string): Promise<LogEvent | null> {
		return guarded(this.#source, () => this.findNow(source, id));
	}

	/** {@link head} within a transaction of the caller. */
	protected headNow(): LogPosition {
		const row = this.#reads.head.get();
		if (row === undefined) throw new Error('the log has no head');
		return { seq: row[0], receivedAt: row[1] };
	}

	/** {@link find} within a transaction of the caller. */
	protected findNow(source: string, id: string): LogEvent | null {
		const row = this.#reads.named.get(source, id);
		return row === undefined ? null : toLogEvent(row);
	}
}

function toLogEvent([seq, source, id, type, time, receivedAt, data, supersedes, backfill]: EventRow): LogEvent {
	return fromStoredForm(source, id, { type, time, data, supersedes, backfill }, { seq, receivedAt });
}
