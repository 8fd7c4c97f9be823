import { createHash } from 'node:crypto';
import { and, asc, desc, eq, gte, inArray, lt, lte, ne, sql } from 'drizzle-orm';
import { rejectedRecords } from '../database/sqlite/log-schema.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import { asStoreFailure } from '../event-log/sqlite-failure.ts';
import type { KeptRejectedRecord, RejectedQuery, RejectedRecord, RejectedStore } from './rejected-records.ts';

/** {@link RejectedStore} in the log's file, where a deleted row is overwritten. */
export class SqliteRejectedStore implements RejectedStore {
	readonly #database: WritableLogDatabase;
	readonly #maxBytes: number;
	#keptBytes: number;

	constructor(database: WritableLogDatabase, maxBytes = 50_000_000) {
		this.#database = database;
		this.#maxBytes = maxBytes;
		this.#keptBytes = this.#countBytes();
	}

	async add(records: readonly RejectedRecord[]): Promise<void> {
		const { orm } = this.#database;
		const rows = records.map((record) => ({
			...record,
			bytes: bytesOf(record),
			fingerprint: fingerprintOf(record)
		}));
		this.#guarded(() =>
			orm.transaction(
				(transaction) => {
					for (const row of rows) {
						const again = { receivedAt: row.receivedAt, times: sql`${rejectedRecords.times} + 1` };
						const kept = transaction
							.insert(rejectedRecords)
							.values(row)
							.onConflictDoUpdate({ target: rejectedRecords.fingerprint, set: again })
							.returning({ times: rejectedRecords.times })
							.get();
						if (kept.times === 1) this.#keptBytes += row.bytes;
					}
					while (this.#keptBytes > this.#maxBytes && this.#dropOldest(transaction));
				},
				{ behavior: 'immediate' }
			)
		);
	}

	async list(limit: number, query: RejectedQuery = {}): Promise<readonly KeptRejectedRecord[]> {
		const { no, receivedAt, source, reason, raw, times } = rejectedRecords;
		const asked = and(
			query.source === undefined ? undefined : eq(source, query.source),
			query.since === undefined ? undefined : gte(receivedAt, query.since),
			query.nos === undefined ? undefined : inArray(no, [...query.nos]),
			query.beforeNo === undefined ? undefined : lt(no, query.beforeNo)
		);
		return this.#guarded(() =>
			this.#database.orm
				.select({ no, receivedAt, source, reason, raw, times })
				.from(rejectedRecords)
				.where(asked)
				.orderBy(desc(no))
				.limit(limit)
				.all()
		);
	}

	async changeReason(no: number, reason: string): Promise<void> {
		const { orm } = this.#database;
		const records = rejectedRecords;
		this.#guarded(() =>
			orm.transaction(
				(transaction) => {
					const one = transaction.select().from(records).where(eq(records.no, no)).get();
					if (one === undefined) return;
					const changed = { source: one.source, raw: one.raw, reason };
					const fingerprint = fingerprintOf(changed);
					const same = transaction
						.select({ no: records.no })
						.from(records)
						.where(and(eq(records.fingerprint, fingerprint), ne(records.no, no)))
						.get();
					if (same === undefined) {
						const set = { reason, bytes: bytesOf(changed), fingerprint };
						transaction.update(records).set(set).where(eq(records.no, no)).run();
						return;
					}
					transaction.delete(records).where(eq(records.no, no)).run();
					const both = {
						times: sql`${records.times} + ${one.times}`,
						receivedAt: sql`max(${records.receivedAt}, ${one.receivedAt})`
					};
					transaction.update(records).set(both).where(eq(records.no, same.no)).run();
				},
				{ behavior: 'immediate' }
			)
		);
		this.#keptBytes = this.#countBytes();
	}

	async erase(no: number): Promise<void> {
		this.#guarded(() => this.#database.orm.delete(rejectedRecords).where(eq(rejectedRecords.no, no)).run());
		this.#keptBytes = this.#countBytes();
	}

	async eraseBefore(at: number): Promise<number> {
		const { changes } = this.#guarded(() =>
			this.#database.orm.delete(rejectedRecords).where(lt(rejectedRecords.receivedAt, at)).run()
		);
		this.#keptBytes = this.#countBytes();
		return changes;
	}

	/** @returns false when there was nothing left to drop */
	#dropOldest(transaction: Pick<WritableLogDatabase['orm'], 'select' | 'delete'>): boolean {
		const { no, bytes } = rejectedRecords;
		const oldest = transaction.select({ no, bytes }).from(rejectedRecords).orderBy(asc(no)).limit(64).all();
		let lastToGo = 0;
		for (const row of oldest) {
			if (this.#keptBytes <= this.#maxBytes) break;
			this.#keptBytes -= row.bytes;
			lastToGo = row.no;
		}
		transaction.delete(rejectedRecords).where(lte(no, lastToGo)).run();
		return oldest.length > 0;
	}

	#countBytes(): number {
		const total = sql`coalesce(sum(${rejectedRecords.bytes}), 0)`.mapWith(Number);
		return this.#database.orm.select({ total }).from(rejectedRecords).get()?.total ?? 0;
	}

	#guarded<Result>(work: () => Result): Result {
		try {
			return work();
		} catch (error) {
			if (this.#database.client.open) this.#keptBytes = this.#countBytes();
			throw asStoreFailure(error);
		}
	}
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
