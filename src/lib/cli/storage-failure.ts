import { storeFailureOf } from '#lib/server/event-log/event-store.ts';

/** What the disk or the file is to blame for, by the beginning of SQLite's code; anything else is a mistake of ours. */
const causes: Readonly<Record<string, string>> = {
	SQLITE_FULL: 'the disk is full',
	SQLITE_IOERR: 'the disk cannot be read or written',
	SQLITE_CORRUPT: 'a file of the log is damaged',
	SQLITE_NOTADB: 'a file of the log is no database',
	SQLITE_READONLY: 'the log may not be written to',
	SQLITE_CANTOPEN: 'the log cannot be opened',
	SQLITE_BUSY: 'another program holds the log'
};

/** An error of the disk or of a file in words; null for every other error. */
export function storageFailure(error: unknown): string | null {
	if (!(error instanceof Error) || !('code' in error)) return null;
	const code = String(error.code);
	const cause = Object.entries(causes).find(([start]) => code.startsWith(start))?.[1];
	return cause === undefined ? null : `${cause} (${error.message})`;
}

/** A database that could not do what was asked, for a reason outside the product, in words; null for every other error. */
export function storeFailureWords(error: unknown): string | null {
	const failure = storeFailureOf(error);
	if (failure === null) return null;
	let cause: unknown = failure;
	while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
	const words = cause instanceof AggregateError ? cause.errors.map(String).join(', ') : cause;
	return `${failure.message} (${words instanceof Error ? words.message : String(words)})`;
}
