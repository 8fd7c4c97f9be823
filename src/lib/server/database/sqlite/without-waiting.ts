import Database from 'better-sqlite3';

/**
 * Does some work on a connection that does not wait for other writers meanwhile.
 * @throws SqliteError with a code of SQLITE_BUSY where there is one
 */
export function withoutWaiting<Result>(client: Database.Database, work: () => Result): Result {
	const before = patienceOf(client);
	client.pragma('busy_timeout = 0');
	try {
		return work();
	} finally {
		client.pragma(`busy_timeout = ${before}`);
	}
}

/** How long a connection waits for another writer, ms. */
export function patienceOf(client: Database.Database): number {
	return Number(client.pragma('busy_timeout', { simple: true }));
}

/** Whether an error says that another connection keeps the file locked. */
export function isBusy(error: unknown): boolean {
	return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
