import Database from 'better-sqlite3';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { StoreFailure } from './event-store.ts';

/** Not enough room can also show when the shared memory file beside the log has to grow. */
const diskFullCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);
const awayCodes = ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
const damagedCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_PROTOCOL'];

/** Turns an error of SQLite that lies outside the product into a {@link StoreFailure}; any other comes back as it is. */
export function asStoreFailure(error: unknown): unknown {
	if (!(error instanceof Database.SqliteError)) return error;
	if (diskFullCodes.has(error.code)) return new StoreFailure('disk-full', error);
	const outside = [...awayCodes, ...damagedCodes].some((code) => error.code.startsWith(code));
	return outside ? new StoreFailure('away', error) : error;
}

/**
 * Does some work on an open database.
 * @throws StoreFailure when it is closed, or when SQLite fails for a reason outside the product
 */
export function guarded<Result>({ client }: Pick<LogDatabase, 'client'>, work: () => Result): Result {
	if (!client.open) throw new StoreFailure('away', new Error('the log is closed'));
	try {
		return work();
	} catch (error) {
		throw asStoreFailure(error);
	}
}
