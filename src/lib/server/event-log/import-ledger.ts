import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Tables } from '../database/tables/tables.ts';
import { imports } from '../database/tables/log-tables.ts';
import { asStoreFailure } from './sqlite-failure.ts';

/** One import of a file. Instants are UTC epoch ms. */
export type ImportRecord = Readonly<{
	/** Its name: short, and later ones sort later. */
	batch: string;
	source: string;
	/** Name of the file, without its folders. */
	file: string;
	startedAt: number;
	/** Null while it runs, and for ever where it broke off. */
	finishedAt: number | null;
	/** Positions of the first and the last event it brought; null while it has brought none. */
	firstSeq: number | null;
	lastSeq: number | null;
	stored: number;
	/** Events that the log had already, and those of which it had another by the same id. */
	duplicates: number;
	conflicts: number;
	/** Records that were set aside. */
	rejected: number;
	/** Null while it counts. */
	undoneAt: number | null;
}>;

const columns = {
	batch: imports.id,
	source: imports.source,
	file: imports.file,
	startedAt: imports.startedAt,
	finishedAt: imports.finishedAt,
	firstSeq: imports.firstSeq,
	lastSeq: imports.lastSeq,
	stored: imports.stored,
	duplicates: imports.duplicates,
	conflicts: imports.conflicts,
	rejected: imports.rejected,
	undoneAt: imports.undoneAt
};

/** The imports of files into the log. What they stored is counted by the store, in the transaction that stored it. */
export class ImportLedger {
	readonly #orm: Tables['orm'];
	readonly #asFailure: (error: unknown) => unknown;

	/**
	 * Whoever opened the tables closes them.
	 * @param asFailure makes a StoreFailure of an error of the store that lies outside the product; that of SQLite where it is not given
	 */
	constructor({ orm }: Pick<Tables, 'orm'>, asFailure: (error: unknown) => unknown = asStoreFailure) {
		this.#orm = orm;
		this.#asFailure = asFailure;
	}

	/**
	 * Begins an import.
	 * @param file where the file is; only its name is kept
	 * @returns its name
	 */
	async begin({ source, file }: Readonly<{ source: string; file: string }>, now: number): Promise<string> {
		const batch = newBatchId(now);
		const row = { id: batch, source, file: basename(file), startedAt: now };
		await this.#guarded(this.#orm.insert(imports).values(row));
		return batch;
	}

	/** The whole file has been read. */
	async finish(batch: string, now: number): Promise<void> {
		await this.#guarded(this.#orm.update(imports).set({ finishedAt: now }).where(eq(imports.id, batch)));
	}

	/** Counts records that were set aside. */
	async addRejected(batch: string, count: number): Promise<void> {
		const rejected = sql`${imports.rejected} + ${count}`;
		await this.#guarded(this.#orm.update(imports).set({ rejected }).where(eq(imports.id, batch)));
	}

	/** Every import, the newest first. */
	async list(): Promise<readonly ImportRecord[]> {
		return this.#guarded(this.#orm.select(columns).from(imports).orderBy(desc(imports.no)));
	}

	/** The import of this name; null when there is none. */
	async find(batch: string): Promise<ImportRecord | null> {
		const [row] = await this.#guarded(this.#orm.select(columns).from(imports).where(eq(imports.id, batch)));
		return row ?? null;
	}

	/** Names of the imports that were undone. */
	async undone(): Promise<ReadonlySet<string>> {
		const rows = await this.#guarded(
			this.#orm.select({ id: imports.id }).from(imports).where(isNotNull(imports.undoneAt))
		);
		return new Set(rows.map(({ id }) => id));
	}

	/** @throws StoreFailure when the store fails for a reason outside the product */
	async #guarded<Found>(query: PromiseLike<Found>): Promise<Found> {
		try {
			return await query;
		} catch (error) {
			throw this.#asFailure(error);
		}
	}
}

/** Eight digits of time in base 36, which last until 2059, then four to tell imports of one millisecond apart. */
function newBatchId(now: number): string {
	const apart = randomInt(36 ** 4)
		.toString(36)
		.padStart(4, '0');
	return `${Math.max(0, Math.floor(now)).toString(36).padStart(8, '0')}-${apart}`;
}
