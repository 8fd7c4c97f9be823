import { and, asc, eq, gt, lt, max, ne } from 'drizzle-orm';
import type { Seal } from '../access/seal.ts';
import { erasureNoticePurpose } from '../access/seal-purposes.ts';
import { erasureNotices } from '../database/postgres/replica-tables.ts';
import { keptAsIs } from '../database/tables/dialect-sql.ts';
import { logHead, rejectedRecords } from '../database/tables/log-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';

/** What a server has to be told of an erasure that another one did. */
export type ErasureTold = Readonly<{
	/** Names that the log had, each with the one it has now. */
	names: readonly (readonly [before: string, after: string])[];
	/** Texts that identify the subject. */
	texts: readonly string[];
	/** Id of the account that it is about; null where it is none. */
	person: string | null;
	/** Number of the last refused record at the erasure: whoever erases looks through those up to it. */
	lastRejected: number;
}>;

/** An erasure, in their order. */
export type ErasureNotice = Readonly<{
	no: number;
	/** Null where it cannot be told any more. */
	told: ErasureTold | null;
}>;

/**
 * For so long whom an erasure is about is kept, sealed: while it is, whoever has the key and the database can tell the new name by
 * the old. A server that was away for longer makes what it has of the log anew.
 */
export const toldForMs = 86_400_000;

/** What servers on one log tell each other of erasures. Their numbers grow in the order of the commits. */
export class ErasureNotices {
	readonly #tables: Pick<Tables, 'orm' | 'dialect'>;
	readonly #seal: Seal;
	readonly #now: () => number;

	constructor(tables: Pick<Tables, 'orm' | 'dialect'>, seal: Seal, now: () => number) {
		this.#tables = tables;
		this.#seal = seal;
		this.#now = now;
	}

	/** Tells of one, as steps of the transaction in which names change: whoever reads the one reads the other. */
	*write(orm: Orm, told: Omit<ErasureTold, 'lastRejected'>): Steps<void> {
		// One at a time, so that no lower number is committed after a higher one.
		yield* take(keptAsIs(this.#tables.dialect, 'update', orm.select({ seq: logHead.seq }).from(logHead)));
		const [last] = yield* take(orm.select({ no: max(rejectedRecords.no) }).from(rejectedRecords));
		const at = this.#now();
		const content: ErasureTold = { ...told, lastRejected: last?.no ?? 0 };
		const payload = this.#seal.seal(JSON.stringify(content), erasureNoticePurpose(at));
		yield* take(orm.insert(erasureNotices).values({ at, payload }));
	}

	/** Number of the last one; 0 where there was none. */
	async newest(): Promise<number> {
		const [row] = await this.#tables.orm.select({ no: max(erasureNotices.no) }).from(erasureNotices);
		return row?.no ?? 0;
	}

	/** Those after one, in their order. */
	async after(no: number): Promise<readonly ErasureNotice[]> {
		const rows = await this.#tables.orm
			.select()
			.from(erasureNotices)
			.where(gt(erasureNotices.no, no))
			.orderBy(asc(erasureNotices.no));
		return rows.map((row) => ({ no: row.no, told: this.#opened(row) }));
	}

	/** Whom those are about that are old enough is forgotten; that there were so many stays. */
	async forgetOld(): Promise<void> {
		const isOld = and(lt(erasureNotices.at, this.#now() - toldForMs), ne(erasureNotices.payload, ''));
		const old = await this.#tables.orm.select({ no: erasureNotices.no }).from(erasureNotices).where(isOld);
		for (const { no } of old)
			await this.#tables.orm.update(erasureNotices).set({ payload: '' }).where(eq(erasureNotices.no, no));
	}

	#opened({ at, payload }: typeof erasureNotices.$inferSelect): ErasureTold | null {
		if (payload === '') return null;
		try {
			return JSON.parse(this.#seal.open(payload, erasureNoticePurpose(at))) as ErasureTold; // as write wrote it
		} catch (error) {
			if (error instanceof Error && error.name === 'CannotUnseal') return null;
			throw error;
		}
	}
}
