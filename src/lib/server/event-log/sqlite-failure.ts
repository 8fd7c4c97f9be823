import Database from 'better-sqlite3';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { StoreFailure } from './event-store.ts';

/** Not enough room can also show when the shared memory file beside the log has to grow. */
const diskFullCodes = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);
const awayCodes = ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];
/** What the driver says of a file that was closed. */
const notOpen = 'The database connection is not open';
const damagedCodes = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_PROTOCOL'];

/** Turns an error of SQLite that lies outside the product into a {@link StoreFailure}; any other comes back as it is. */
export function asStoreFailure(error: unknown): unknown {
	// What writes the queries may put an error of its own around it.
	const cause = error instanceof Error && error.cause instanceof Database.SqliteError ? error.cause : error;
	if (cause instanceof TypeError && cause.message === notOpen) return new StoreFailure('away', cause);
	if (!(cause instanceof Database.SqliteError)) return error;
	if (diskFullCodes.has(cause.code)) return new StoreFailure('disk-full', cause);
	const outside = [...awayCodes, ...damagedCodes].some((code) => cause.code.startsWith(code));
	return outside ? new StoreFailure('away', cause) : error;
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
