import Database from 'better-sqlite3';
import type { LogEvent, LogPosition } from '#lib/domain/contact/contact-event.ts';
import { LogUnfit } from '../database/sqlite/log-unfit.ts';
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
	/** Names of imports by number; they never change. */
	readonly #importIds = new Map<number, string>();

	/** Whoever opened the database closes it. */
	constructor(database: LogDatabase) {
		this.epoch = database.epoch;
		this.#source = database;
		this.#reads = prepareCurrent(database);
	}

	async head(): Promise<LogPosition> {
		return guarded(this.#source, () => {
			const row = this.#reads.head.get();
			if (row === undefined) throw new Error('the log has no head');
			return { seq: row[0], receivedAt: row[1] };
		});
	}

	async read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return guarded(this.#source, () => this.#reads.after.all(afterSeq, limit).map((row) => this.#toLogEvent(row)));
	}

	async readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> {
		if (seqs.length === 0) return [];
		return guarded(this.#source, () => this.#reads.many.all(JSON.stringify(seqs)).map((row) => this.#toLogEvent(row)));
	}

	async eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return guarded(this.#source, () => {
			const [no = 0, firstSeq = null, lastSeq = null] = this.#reads.import.get(batch) ?? [];
			if (firstSeq === null || lastSeq === null) return [];
			const rows = this.#reads.ofBatch.all(Math.max(afterSeq, firstSeq - 1), lastSeq, no, limit);
			return rows.map((row) => this.#toLogEvent(row));
		});
	}

	async find(source: string, id: string): Promise<LogEvent | null> {
		return guarded(this.#source, () => {
			const row = this.#reads.named.get(source, id);
			return row === undefined ? null : this.#toLogEvent(row);
		});
	}

	#toLogEvent(row: EventRow): LogEvent {
		const [seq, source, id, type, time, receivedAt, data, supersedes, backfill, batch] = row;
		const batchId = batch === null ? null : this.#importOf(batch);
		return fromStoredForm(source, id, { type, time, data, supersedes, backfill }, { seq, receivedAt }, batchId);
	}

	#importOf(no: number): string {
		if (!this.#importIds.has(no)) for (const [known, id] of this.#reads.imports.all()) this.#importIds.set(known, id);
		const id = this.#importIds.get(no);
		if (id === undefined) throw new Error(`the log knows no import ${no}, though an event is of it`);
		return id;
	}
}

/** @throws LogUnfit when an earlier version wrote the file: whoever only reads must not change it */
function prepareCurrent(database: LogDatabase): ReadStatements {
	try {
		return prepareReads(database);
	} catch (error) {
		if (!(error instanceof Database.SqliteError) || !error.message.startsWith('no such ')) throw error;
		throw new LogUnfit(
			`${database.file} was written by an earlier version: \`bereik import list\`, or a start of the server, brings it up to date`,
			{ cause: error }
		);
	}
}
