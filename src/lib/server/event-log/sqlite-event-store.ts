import Database from 'better-sqlite3';
import type { LogEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { Appended, AppendOutcome, EventStore } from './event-store.ts';
import { SqliteEventReader } from './sqlite-event-reader.ts';
import { tallyImports } from './import-tally.ts';
import { guarded } from './sqlite-failure.ts';
import { prepareAppends, type AppendStatements } from './sqlite-statements.ts';
import { placeInLog, saySame, toStoredForm } from './stored-form.ts';

/** One statement for so many events takes a third off the cost of each; more of them gain nothing. */
const rowsAtOnce = 16;

/** The log in SQLite. Synchronous inside, so a transaction never spans a turn of the event loop. */
export class SqliteEventStore extends SqliteEventReader implements EventStore {
	readonly #database: WritableLogDatabase;
	readonly #statements: AppendStatements;
	/** Empty when it has to be read again: a rolled back transaction may have taken a source's number with it. */
	readonly #sourceNos = new Map<string, number>();
	/** Numbers of imports; they never change. */
	readonly #batchNos = new Map<string, number>();
	/** What is bound for the events of one statement, used again for the next. */
	readonly #values: unknown[] = [];

	/** Takes the database over: closing the store closes it. */
	constructor(database: WritableLogDatabase) {
		super(database);
		this.#database = database;
		this.#statements = prepareAppends(database, rowsAtOnce);
	}

	async append(events: readonly NewEvent[], now: number): Promise<Appended> {
		return guarded(this.#database, () => {
			this.#statements.begin.run();
			try {
				const appended = this.#appendInTransaction(events, now);
				this.#statements.commit.run();
				return appended;
			} catch (error) {
				this.#sourceNos.clear();
				// SQLite has rolled back by itself after some errors, a full disk among them.
				if (this.#database.client.inTransaction) this.#statements.rollback.run();
				throw error;
			}
		});
	}

	async close(): Promise<void> {
		this.#database.close();
	}

	#appendInTransaction(events: readonly NewEvent[], now: number): Appended {
		const head = this.headNow();
		const receivedAt = Math.max(head.receivedAt, Math.floor(now));
		const outcomes: AppendOutcome[] = [];
		const stored: LogEvent[] = [];
		let seq = head.seq;
		let mayBeAllNew = true;
		for (let at = 0; at < events.length;) {
			const together = mayBeAllNew ? events.slice(at, at + rowsAtOnce) : [];
			if (together.length === rowsAtOnce) {
				if (this.#insertAllNew(together, seq, receivedAt)) {
					for (const event of together) {
						outcomes.push({ status: 'stored', seq: ++seq });
						stored.push(placeInLog(event, seq, receivedAt));
					}
					at += rowsAtOnce;
					continue;
				}
				// A sender that repeats itself repeats more than one event: the rest goes one by one.
				mayBeAllNew = false;
			}
			const event = events[at++];
			if (event === undefined) break;
			const outcome = this.#insertOne(event, seq + 1, receivedAt);
			outcomes.push(outcome);
			if (outcome.status !== 'stored') continue;
			seq = outcome.seq;
			stored.push(placeInLog(event, seq, receivedAt));
		}
		if (seq > head.seq) this.#statements.moveHead.run(seq, receivedAt);
		this.#noteImports(events, outcomes, stored);
		return { outcomes, stored };
	}

	/** @returns false when one of them is known, or twice among them; none is stored then */
	#insertAllNew(events: readonly NewEvent[], afterSeq: number, receivedAt: number): boolean {
		const values = this.#values;
		let seq = afterSeq;
		let at = 0;
		for (const event of events) {
			const form = toStoredForm(event);
			values[at++] = ++seq;
			values[at++] = this.#sourceNo(event.source);
			values[at++] = event.id;
			values[at++] = form.type;
			values[at++] = form.time;
			values[at++] = receivedAt;
			values[at++] = form.data;
			values[at++] = form.supersedes;
			values[at++] = form.backfill;
			values[at++] = this.#batchNo(event.batch);
		}
		try {
			this.#statements.insertMany.run(values);
			return true;
		} catch (error) {
			if (error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_UNIQUE') return false;
			throw error;
		}
	}

	#insertOne(event: NewEvent, seq: number, receivedAt: number): AppendOutcome {
		const form = toStoredForm(event);
		const { type, time, data, supersedes, backfill } = form;
		const sourceNo = this.#sourceNo(event.source);
		const { changes } = this.#statements.insertUnlessKnown.run(
			seq,
			sourceNo,
			event.id,
			type,
			time,
			receivedAt,
			data,
			supersedes,
			backfill,
			this.#batchNo(event.batch)
		);
		if (changes === 1) return { status: 'stored', seq };
		const known = this.findNow(event.source, event.id);
		if (known === null) throw new Error(`event ${event.source} ${event.id} is neither new nor known`);
		return { status: saySame(form, toStoredForm(known)) ? 'duplicate' : 'conflict', seq: known.seq };
	}

	/** Writes down what became of the events of imports, and which import was undone. */
	#noteImports(events: readonly NewEvent[], outcomes: readonly AppendOutcome[], stored: readonly LogEvent[]): void {
		for (const [batch, { firstSeq, lastSeq, stored, duplicates, conflicts }] of tallyImports(events, outcomes))
			this.#statements.tally.run(firstSeq, lastSeq, stored, duplicates, conflicts, batch);
		for (const event of stored)
			if (event.type === 'bereik.import.undone')
				this.#statements.undo.run(event.receivedAt, String(event.data['batch']));
	}

	#batchNo(batch: string | undefined): number | null {
		if (batch === undefined) return null;
		let no = this.#batchNos.get(batch);
		if (no === undefined) {
			const known = this.importNo(batch);
			if (known === null) throw new Error(`there is no import ${batch}`);
			this.#batchNos.set(batch, (no = known));
		}
		return no;
	}

	#sourceNo(name: string): number {
		if (this.#sourceNos.size === 0) {
			for (const [no, known] of this.#statements.sources.all()) this.#sourceNos.set(known, no);
		}
		const known = this.#sourceNos.get(name);
		if (known !== undefined) return known;
		const row = this.#statements.insertSource.get(name);
		if (row === undefined) throw new Error(`source ${name} was given no number`);
		this.#sourceNos.set(name, row[0]);
		return row[0];
	}
}
