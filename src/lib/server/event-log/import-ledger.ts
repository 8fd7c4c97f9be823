import { randomInt } from 'node:crypto';
import { basename } from 'node:path';
import { desc, eq, isNotNull, sql } from 'drizzle-orm';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { imports } from '../database/sqlite/log-schema.ts';
import { guarded } from './sqlite-failure.ts';

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
	readonly #database: LogDatabase;

	/** Whoever opened the database closes it. */
	constructor(database: LogDatabase) {
		this.#database = database;
	}

	/**
	 * Begins an import.
	 * @param file where the file is; only its name is kept
	 * @returns its name
	 */
	begin({ source, file }: Readonly<{ source: string; file: string }>, now: number): string {
		const batch = newBatchId(now);
		const row = { id: batch, source, file: basename(file), startedAt: now };
		guarded(this.#database, () => this.#database.orm.insert(imports).values(row).run());
		return batch;
	}

	/** The whole file has been read. */
	finish(batch: string, now: number): void {
		guarded(this.#database, () =>
			this.#database.orm.update(imports).set({ finishedAt: now }).where(eq(imports.id, batch)).run()
		);
	}

	/** Counts records that were set aside. */
	addRejected(batch: string, count: number): void {
		const rejected = sql`${imports.rejected} + ${count}`;
		guarded(this.#database, () =>
			this.#database.orm.update(imports).set({ rejected }).where(eq(imports.id, batch)).run()
		);
	}

	/** Every import, the newest first. */
	list(): readonly ImportRecord[] {
		return guarded(this.#database, () =>
			this.#database.orm.select(columns).from(imports).orderBy(desc(imports.no)).all()
		);
	}

	/** The import of this name; null when there is none. */
	find(batch: string): ImportRecord | null {
		return guarded(
			this.#database,
			() => this.#database.orm.select(columns).from(imports).where(eq(imports.id, batch)).get() ?? null
		);
	}

	/** Names of the imports that were undone. */
	undone(): ReadonlySet<string> {
		const rows = guarded(this.#database, () =>
			this.#database.orm.select({ id: imports.id }).from(imports).where(isNotNull(imports.undoneAt)).all()
		);
		return new Set(rows.map(({ id }) => id));
	}
}

/** Eight digits of time in base 36, which last until 2059, then four to tell imports of one millisecond apart. */
function newBatchId(now: number): string {
	const apart = randomInt(36 ** 4)
		.toString(36)
		.padStart(4, '0');
	return `${Math.max(0, Math.floor(now)).toString(36).padStart(8, '0')}-${apart}`;
}
