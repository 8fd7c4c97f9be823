import { and, asc, desc, eq, gte, inArray, lt, lte, sql } from 'drizzle-orm';
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
			bytes: Buffer.byteLength(record.raw) + Buffer.byteLength(record.reason)
		}));
		this.#guarded(() =>
			orm.transaction(
				(transaction) => {
					for (const row of rows) {
						transaction.insert(rejectedRecords).values(row).run();
						this.#keptBytes += row.bytes;
					}
					while (this.#keptBytes > this.#maxBytes && this.#dropOldest(transaction));
				},
				{ behavior: 'immediate' }
			)
		);
	}

	async list(limit: number, query: RejectedQuery = {}): Promise<readonly KeptRejectedRecord[]> {
		const { no, receivedAt, source, reason, raw } = rejectedRecords;
		const asked = and(
			query.source === undefined ? undefined : eq(source, query.source),
			query.since === undefined ? undefined : gte(receivedAt, query.since),
			query.nos === undefined ? undefined : inArray(no, [...query.nos]),
			query.beforeNo === undefined ? undefined : lt(no, query.beforeNo)
		);
		return this.#guarded(() =>
			this.#database.orm
				.select({ no, receivedAt, source, reason, raw })
				.from(rejectedRecords)
				.where(asked)
				.orderBy(desc(no))
				.limit(limit)
				.all()
		);
	}

	async changeReason(no: number, reason: string): Promise<void> {
		const { orm } = this.#database;
		this.#guarded(() => {
			const kept = orm
				.select({ raw: rejectedRecords.raw })
				.from(rejectedRecords)
				.where(eq(rejectedRecords.no, no))
				.get();
			const bytes = Buffer.byteLength(kept?.raw ?? '') + Buffer.byteLength(reason);
			orm.update(rejectedRecords).set({ reason, bytes }).where(eq(rejectedRecords.no, no)).run();
		});
		this.#keptBytes = this.#countBytes();
	}

	async erase(no: number): Promise<void> {
		this.#guarded(() => this.#database.orm.delete(rejectedRecords).where(eq(rejectedRecords.no, no)).run());
		this.#keptBytes = this.#countBytes();
	}

	async eraseBefore(at: number): Promise<void> {
		this.#guarded(() => this.#database.orm.delete(rejectedRecords).where(lt(rejectedRecords.receivedAt, at)).run());
		this.#keptBytes = this.#countBytes();
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
