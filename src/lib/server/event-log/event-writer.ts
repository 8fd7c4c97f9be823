import Database from 'better-sqlite3';
import { type AppendStatements, type AppendTexts, type KnownRow, prepareAppends } from './append-statements.ts';
import type { AppendOutcome } from './event-store.ts';
import { tallyImports } from './import-tally.ts';
import { type KeptEvent, saySame, type StoredForm } from './stored-form.ts';

/** What one transaction of the writer did. */
export type Written = Readonly<{
	/** One for each event offered, in order. */
	outcomes: readonly AppendOutcome[];
	/** When the new ones were recorded, UTC epoch ms. */
	receivedAt: number;
}>;

/** Ids that are looked up by one statement. */
const idsAtOnce = 1000;

type Known = StoredForm & Readonly<{ seq: number }>;
/** By number of the source and id. */
type KnownEvents = ReadonlyMap<number, ReadonlyMap<string, Known>>;

/** Writes events into the log over one connection. Synchronous, so a transaction never spans a turn of the event loop. */
export class EventWriter {
	readonly #client: Database.Database;
	readonly #rowsAtOnce: number;
	readonly #statements: AppendStatements;
	/** Empty when it has to be read again: a rolled back transaction may have taken a source's number with it. */
	readonly #sourceNos = new Map<string, number>();
	/** Numbers of imports; they never change. */
	readonly #batchNos = new Map<string, number>();
	/** What is bound for the events of one statement, used again for the next. */
	readonly #values: unknown[] = [];

	/** Whoever opened the client closes it. */
	constructor(client: Database.Database, texts: AppendTexts) {
		this.#client = client;
		this.#rowsAtOnce = texts.rowsAtOnce;
		this.#statements = prepareAppends(client, texts);
	}

	/**
	 * Takes events in, all or none, in one transaction.
	 * @throws Error when one names an import that was not begun, or when SQLite fails; nothing was stored then
	 */
	append(events: readonly KeptEvent[], now: number): Written {
		this.#statements.begin.run();
		try {
			const written = this.#appendInTransaction(events, now);
			this.#statements.commit.run();
			return written;
		} catch (error) {
			this.#sourceNos.clear();
			// SQLite has rolled back by itself after some errors, a full disk among them.
			if (this.#client.inTransaction) this.#statements.rollback.run();
			throw error;
		}
	}

	#appendInTransaction(events: readonly KeptEvent[], now: number): Written {
		const head = this.#statements.head.get();
		if (head === undefined) throw new Error('the log has no head');
		const [headSeq, headReceivedAt] = head;
		const receivedAt = Math.max(headReceivedAt, Math.floor(now));
		const outcomes: AppendOutcome[] = [];
		let seq = this.#appendWhileNew(events, headSeq, receivedAt, outcomes);
		// A sender that repeats itself repeats more than one event: what the log knows of the rest is asked for, many at once.
		while (outcomes.length < events.length) {
			const chunk = events.slice(outcomes.length, outcomes.length + idsAtOnce);
			seq = this.#appendUnlessKnown(chunk, this.#knownOf(chunk), seq, receivedAt, outcomes);
		}
		if (seq > headSeq) this.#statements.moveHead.run(seq, receivedAt);
		this.#noteImports(events, outcomes, receivedAt);
		return { outcomes, receivedAt };
	}

	/** Stores events from the first on, as long as whole statements of them are new. @returns the last position */
	#appendWhileNew(
		events: readonly KeptEvent[],
		afterSeq: number,
		receivedAt: number,
		outcomes: AppendOutcome[]
	): number {
		const rows = this.#rowsAtOnce;
		let seq = afterSeq;
		for (let at = 0; at + rows <= events.length && this.#insertAllNew(events, at, seq, receivedAt); at += rows)
			for (let row = 0; row < rows; row++) outcomes.push({ status: 'stored', seq: ++seq });
		return seq;
	}

	/** @returns false when one of them is known, or twice among them; none is stored then */
	#insertAllNew(events: readonly KeptEvent[], from: number, afterSeq: number, receivedAt: number): boolean {
		const values = this.#values;
		let seq = afterSeq;
		let place = 0;
		for (let at = from; at < from + this.#rowsAtOnce; at++) {
			const event = events[at];
			if (event === undefined) throw new RangeError(`there is no event ${at} of ${events.length}`);
			values[place++] = ++seq;
			values[place++] = this.#sourceNo(event.source);
			values[place++] = event.id;
			values[place++] = event.type;
			values[place++] = event.time;
			values[place++] = receivedAt;
			values[place++] = event.data;
			values[place++] = event.supersedes;
			values[place++] = event.backfill;
			values[place++] = this.#batchNo(event.batch);
		}
		try {
			this.#statements.insertMany.run(values);
			return true;
		} catch (error) {
			if (error instanceof Database.SqliteError && error.code === 'SQLITE_CONSTRAINT_UNIQUE') return false;
			throw error;
		}
	}

	/** Stores what is new of some events, one by one. @returns the last position */
	#appendUnlessKnown(
		events: readonly KeptEvent[],
		known: KnownEvents,
		afterSeq: number,
		receivedAt: number,
		outcomes: AppendOutcome[]
	): number {
		let seq = afterSeq;
		for (const event of events) {
			const sourceNo = this.#sourceNo(event.source);
			this.#batchNo(event.batch); // an import that was not begun is refused, whatever else is known
			const before =
				known.get(sourceNo)?.get(event.id) ?? this.#insertUnlessKnown(event, sourceNo, seq + 1, receivedAt);
			if (before === null) outcomes.push({ status: 'stored', seq: ++seq });
			else outcomes.push({ status: saySame(event, before) ? 'duplicate' : 'conflict', seq: before.seq });
		}
		return seq;
	}

	/** @returns null when it is stored, else what the log has by its id: what came twice in one request, or an id that JSON loses */
	#insertUnlessKnown(event: KeptEvent, sourceNo: number, seq: number, receivedAt: number): Known | null {
		const { id, type, time, data, supersedes, backfill } = event;
		const batchNo = this.#batchNo(event.batch);
		const values = [seq, sourceNo, id, type, time, receivedAt, data, supersedes, backfill, batchNo] as const;
		if (this.#statements.insertUnlessKnown.run(...values).changes === 1) return null;
		const row = this.#statements.knownOne.get(sourceNo, id);
		if (row === undefined) throw new Error(`event ${event.source} ${id} is neither new nor known`);
		return knownAs(row);
	}

	/** What the log holds by the ids of some events, by number of the source and id. */
	#knownOf(events: readonly KeptEvent[]): KnownEvents {
		const asked = new Map<number, string[]>();
		for (const { source, id } of events) {
			const sourceNo = this.#sourceNo(source);
			const ids = asked.get(sourceNo);
			if (ids === undefined) asked.set(sourceNo, [id]);
			else ids.push(id);
		}
		const known = new Map<number, ReadonlyMap<string, Known>>();
		for (const [sourceNo, ids] of asked) {
			const rows = this.#statements.known.all(JSON.stringify(ids), sourceNo);
			known.set(sourceNo, new Map(rows.map((row) => [row[0], knownAs(row)])));
		}
		return known;
	}

	/** Writes down what became of the events of imports, and which import was undone. */
	#noteImports(events: readonly KeptEvent[], outcomes: readonly AppendOutcome[], receivedAt: number): void {
		for (const [batch, { firstSeq, lastSeq, stored, duplicates, conflicts }] of tallyImports(events, outcomes))
			this.#statements.tally.run(firstSeq, lastSeq, stored, duplicates, conflicts, batch);
		for (let at = 0; at < events.length; at++) {
			const event = events[at];
			if (event?.type !== 'bereik.import.undone' || outcomes[at]?.status !== 'stored') continue;
			const { batch } = JSON.parse(event.data) as { batch: unknown }; // as `undoImport` makes it
			this.#statements.undo.run(receivedAt, String(batch));
		}
	}

	#batchNo(batch: string | null): number | null {
		if (batch === null) return null;
		let no = this.#batchNos.get(batch);
		if (no === undefined) {
			const row = this.#statements.import.get(batch);
			if (row === undefined) throw new Error(`there is no import ${batch}`);
			this.#batchNos.set(batch, (no = row[0]));
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

function knownAs([, seq, type, time, data, supersedes, backfill]: KnownRow): Known {
	return { seq, type, time, data, supersedes, backfill };
}
