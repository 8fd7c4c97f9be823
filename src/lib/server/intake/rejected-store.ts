import { createHash } from 'node:crypto';
import { and, asc, desc, eq, gte, inArray, lt, lte, ne, sql } from 'drizzle-orm';
import { rejectedRecords } from '../database/tables/log-tables.ts';
import { type Orm, type Steps, type Tables, take, type Turns } from '../database/tables/tables.ts';
import { guardedTables } from '../event-log/tables-failure.ts';
import type { KeptRejectedRecord, RejectedQuery, RejectedRecord, RejectedStore } from './rejected-records.ts';

/** What this process adds before it counts again what others have: a share of the bound, by which each of them may go beyond it. */
const uncountedShare = 1 / 16;
/** Records that are let go with one statement. */
const together = 64;

/**
 * {@link RejectedStore} in the tables of a store. Several servers may write to one database: each of them writes in its turn, and
 * counts what the others wrote as often as it has itself added a sixteenth of the bound.
 */
export class StoredRejectedRecords implements RejectedStore {
	readonly #tables: Tables;
	readonly #turns: Turns;
	readonly #maxBytes: number;
	/** Bytes that are kept, as far as this process knows; null where it has to count. */
	#keptBytes: number | null = null;
	#addedSinceCount = 0;

	constructor(tables: Tables, maxBytes = 50_000_000) {
		this.#tables = tables;
		this.#turns = tables.turns('rejected records');
		this.#maxBytes = maxBytes;
	}

	async add(records: readonly RejectedRecord[]): Promise<void> {
		const rows = records.map((record) => storable(record, this.#tables.dialect));
		await this.#write((orm) => this.#addAll(orm, rows));
	}

	async list(limit: number, query: RejectedQuery = {}): Promise<readonly KeptRejectedRecord[]> {
		const { no, receivedAt, source, reason, raw, times } = rejectedRecords;
		const asked = and(
			query.source === undefined ? undefined : eq(source, query.source),
			query.since === undefined ? undefined : gte(receivedAt, query.since),
			query.nos === undefined ? undefined : inArray(no, [...query.nos]),
			query.beforeNo === undefined ? undefined : lt(no, query.beforeNo)
		);
		const columns = { no, receivedAt, source, reason, raw, times };
		return guardedTables(async () =>
			this.#tables.orm.select(columns).from(rejectedRecords).where(asked).orderBy(desc(no)).limit(limit)
		);
	}

	async changeReason(no: number, reason: string): Promise<void> {
		await this.#write((orm) => this.#change(orm, no, reason));
		this.#keptBytes = null;
	}

	async erase(no: number): Promise<void> {
		await guardedTables(async () => this.#tables.orm.delete(rejectedRecords).where(eq(rejectedRecords.no, no)));
		this.#keptBytes = null;
	}

	async eraseBefore(at: number): Promise<number> {
		const { receivedAt, no } = rejectedRecords;
		const erased = await this.#write((orm) =>
			take(orm.delete(rejectedRecords).where(lt(receivedAt, at)).returning({ no }))
		);
		this.#keptBytes = null;
		return erased.length;
	}

	/** One at a time of all that have this store: two that write several of the same records would wait for each other. */
	async #write<Result>(steps: (orm: Orm) => Steps<Result>): Promise<Result> {
		try {
			return await guardedTables(() => this.#turns.run(() => this.#tables.transaction(steps)));
		} catch (error) {
			this.#keptBytes = null;
			throw error;
		}
	}

	*#addAll(orm: Orm, rows: readonly StorableRecord[]): Steps<void> {
		const { fingerprint, times } = rejectedRecords;
		let kept = this.#keptBytes ?? (yield* this.#count(orm));
		for (const row of rows) {
			const again = { receivedAt: row.receivedAt, times: sql`${times} + 1` };
			const [one] = yield* take(
				orm
					.insert(rejectedRecords)
					.values(row)
					.onConflictDoUpdate({ target: fingerprint, set: again })
					.returning({ times })
			);
			if (one?.times !== 1) continue;
			kept += row.bytes;
			this.#addedSinceCount += row.bytes;
		}
		const isShared = this.#tables.dialect === 'postgres';
		if (kept > this.#maxBytes || (isShared && this.#addedSinceCount > this.#maxBytes * uncountedShare))
			kept = yield* this.#count(orm);
		this.#keptBytes = yield* this.#makeRoom(orm, kept);
	}

	/** @returns the bytes that are kept then */
	*#makeRoom(orm: Orm, keptBefore: number): Steps<number> {
		const { no, bytes } = rejectedRecords;
		let kept = keptBefore;
		while (kept > this.#maxBytes) {
			const oldest = yield* take(orm.select({ no, bytes }).from(rejectedRecords).orderBy(asc(no)).limit(together));
			if (oldest.length === 0) break;
			let lastToGo = 0;
			for (const row of oldest) {
				if (kept <= this.#maxBytes) break;
				kept -= row.bytes;
				lastToGo = row.no;
			}
			yield* take(orm.delete(rejectedRecords).where(lte(no, lastToGo)));
		}
		return kept;
	}

	*#change(orm: Orm, no: number, reason: string): Steps<void> {
		const records = rejectedRecords;
		const [one] = yield* take(orm.select().from(records).where(eq(records.no, no)));
		if (one === undefined) return;
		const changed = storable({ ...one, reason }, this.#tables.dialect);
		const sameAs = and(eq(records.fingerprint, changed.fingerprint), ne(records.no, no));
		const [same] = yield* take(orm.select({ no: records.no }).from(records).where(sameAs));
		if (same === undefined) {
			const set = { reason: changed.reason, bytes: changed.bytes, fingerprint: changed.fingerprint };
			yield* take(orm.update(records).set(set).where(eq(records.no, no)));
			return;
		}
		yield* take(orm.delete(records).where(eq(records.no, no)));
		const { receivedAt, times } = records;
		const latest = sql`case when ${receivedAt} > ${one.receivedAt} then ${receivedAt} else ${one.receivedAt} end`;
		const both = { times: sql`${times} + ${one.times}`, receivedAt: latest };
		yield* take(orm.update(records).set(both).where(eq(records.no, same.no)));
	}

	*#count(orm: Orm): Steps<number> {
		const total = sql`coalesce(sum(${rejectedRecords.bytes}), 0)`.mapWith(Number);
		const [row] = yield* take(orm.select({ total }).from(rejectedRecords));
		this.#addedSinceCount = 0;
		return row?.total ?? 0;
	}
}

type StorableRecord = RejectedRecord & Readonly<{ bytes: number; fingerprint: Buffer }>;

/** A record with what it is counted and known by. The text of Postgres has no U+0000: its picture takes its place. */
function storable({ receivedAt, source, reason, raw }: RejectedRecord, dialect: Tables['dialect']): StorableRecord {
	const kept =
		dialect === 'sqlite' ? { source, reason, raw } : { source: text(source), reason: text(reason), raw: text(raw) };
	return { receivedAt, ...kept, bytes: bytesOf(kept), fingerprint: fingerprintOf(kept) };
}

function text(any: string): string {
	return any.replaceAll('\0', '\u2400');
}

/** What the bound counts. */
function bytesOf({ raw, reason }: Pick<RejectedRecord, 'raw' | 'reason'>): number {
	return Buffer.byteLength(raw) + Buffer.byteLength(reason);
}

/** Two records with one fingerprint are the same thing refused again. As JSON no text runs over into the next. */
function fingerprintOf({ source, reason, raw }: Pick<RejectedRecord, 'source' | 'reason' | 'raw'>): Buffer {
	return createHash('sha256')
		.update(JSON.stringify([source, reason, raw]))
		.digest();
}
