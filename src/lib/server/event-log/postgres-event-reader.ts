import type { QueryArrayConfig } from 'pg';
import type { LogEvent, LogPosition } from '#lib/domain/contact/contact-event.ts';
import type { PostgresDatabase } from '../database/postgres/open-postgres.ts';
import { isPooled } from '../database/postgres/connect.ts';
import type { EventReader } from './event-store.ts';
import { asPostgresFailure } from './postgres-failure.ts';
import { fromPostgresText, toPostgresText } from './postgres-text.ts';
import { fromStoredForm, type StoredRow } from './stored-form.ts';

type EventRow = StoredRow<string, string>;
/** Where there is no event. */
type NoRow = [seq: null, ...null[]];

const columns = 'e.seq, s.name, e.id, e.type, e.time, e.received_at, e.data, e.supersedes, e.backfill, i.id';
const event = `select ${columns} from events e join sources s on s.no = e.source_no left join imports i on i.no = e.batch`;

const queries = {
	head: 'select epoch, seq, received_at from log_head where one = 1',
	after: `${event} where e.seq > $1 order by e.seq limit $2`,
	many: `${event} where e.seq = any ($1::bigint[]) order by e.seq`,
	ofBatch: `${event} where i.id = $1 and e.seq > greatest($2::bigint, (select first_seq - 1 from imports where id = $1))
		and e.seq <= (select last_seq from imports where id = $1) order by e.seq limit $3`,
	named: `${event} where s.name = $1 and e.id = $2`,
	// One statement, so that the head and the events are of the same moment.
	on: `select h.epoch, h.seq, n.* from log_head h
		left join lateral (${event} where e.seq >= $1 order by e.seq limit $2) n on true where h.one = 1`
};

/** The log from a position on, at one moment. */
export type LogFrom = Readonly<{ epoch: string; headSeq: number; events: readonly LogEvent[] }>;

/** Reads the log in Postgres. */
export class PostgresEventReader implements EventReader {
	readonly #database: Pick<PostgresDatabase, 'pool' | 'place'>;
	#epoch: string;

	/** Whoever opened the database closes it. */
	constructor(database: Pick<PostgresDatabase, 'pool' | 'place' | 'epoch'>) {
		this.#database = database;
		this.#epoch = database.epoch;
	}

	/** As the last answer of the database named it: another replica, or a restore, may have changed it. */
	get epoch(): string {
		return this.#epoch;
	}

	async head(): Promise<LogPosition> {
		const [row] = await this.query<[string, number, number]>('head', queries.head, []);
		if (row === undefined) throw new Error('the log has no head');
		const [epoch, seq, receivedAt] = row;
		this.noteEpoch(epoch);
		return { seq, receivedAt };
	}

	read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.#events('after', queries.after, [afterSeq, limit]);
	}

	async readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> {
		return seqs.length === 0 ? [] : this.#events('many', queries.many, [seqs]);
	}

	eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.#events('of-batch', queries.ofBatch, [batch, afterSeq, limit]);
	}

	async find(source: string, id: string): Promise<LogEvent | null> {
		const [found] = await this.#events('named', queries.named, [toPostgresText(source), toPostgresText(id)]);
		return found ?? null;
	}

	/** The event at a position and up to `limit` more, and where the log stands. */
	async readOn(seq: number, limit: number): Promise<LogFrom> {
		const rows = await this.query<[string, number, ...(EventRow | NoRow)]>('on', queries.on, [seq, limit + 1]);
		const [row] = rows;
		if (row === undefined) throw new Error('the log has no head');
		const events: LogEvent[] = [];
		for (const [, , ...found] of rows) if (found[0] !== null) events.push(toLogEvent(found));
		return { epoch: row[0], headSeq: row[1], events };
	}

	/**
	 * Does some work on the database.
	 * @throws StoreFailure when it fails for a reason outside the product
	 */
	async guarded<Result>(work: () => Promise<Result>): Promise<Result> {
		try {
			return await work();
		} catch (error) {
			throw asPostgresFailure(error);
		}
	}

	protected noteEpoch(epoch: string): void {
		this.#epoch = epoch;
	}

	/** @throws StoreFailure when the database fails for a reason outside the product */
	protected async query<Row extends unknown[]>(name: string, text: string, values: unknown[]): Promise<Row[]> {
		// A statement that is prepared belongs to a connection, which behind a pooler is another one each time.
		const named = isPooled(this.#database.place) ? {} : { name: `bereik-${name}` };
		const query: QueryArrayConfig = { ...named, text, values, rowMode: 'array' };
		return this.guarded(async () => (await this.#database.pool.query<Row>(query)).rows);
	}

	async #events(name: string, text: string, values: unknown[]): Promise<readonly LogEvent[]> {
		const rows = await this.query<EventRow>(name, text, values);
		return rows.map(toLogEvent);
	}
}

function toLogEvent(row: EventRow): LogEvent {
	const [seq, source, id, type, time, receivedAt, data, supersedes, backfill, batch] = row;
	const form = { type, time, data, supersedes: supersedes === null ? null : fromPostgresText(supersedes), backfill };
	return fromStoredForm(fromPostgresText(source), fromPostgresText(id), form, { seq, receivedAt }, batch);
}
