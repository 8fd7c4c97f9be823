import Database from 'better-sqlite3';
import { createPrivateFile } from './sqlite-file.ts';

/** How long whoever starts waits for the one before it to let go. */
export const writerPatienceMs = 1000;

/** Another process has the file open for writing. */
export class AlreadyOpen extends Error {
	override readonly name = 'AlreadyOpen';
}

/** Held for as long as a process may write a file. */
export type WriterLock = Readonly<{ release(): void }>;

/** Connections that hold a lock. One that nobody refers to is closed by the garbage collector, and its lock is gone. */
const holding = new Set<Database.Database>();

/**
 * Takes the right to write. Node has no flock, so an exclusive transaction on a small SQLite file of its own stands in
 * for it: the lock is the operating system's and goes with the process, however that ends.
 * @throws AlreadyOpen when another holder does not let go in time
 */
export function acquireWriterLock(lockFile: string, what: string, patienceMs = writerPatienceMs): WriterLock {
	createPrivateFile(lockFile);
	const client = new Database(lockFile, { timeout: patienceMs });
	try {
		// Nothing is ever written, so no journal needs to lie beside it.
		client.pragma('journal_mode = MEMORY');
		client.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		client.close();
		if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
			throw new AlreadyOpen(`${what} is already open for writing: is another server running on it?`, { cause: error });
		}
		throw error;
	}
	holding.add(client);
	return {
		release() {
			holding.delete(client);
			client.close();
		}
	};
}
