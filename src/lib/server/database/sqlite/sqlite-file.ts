import { accessSync, chmodSync, closeSync, constants, existsSync, mkdirSync, openSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';

/** Before this one, SQLite can corrupt a file in WAL mode that two connections write and checkpoint at once. */
const oldestSafeVersion = '3.51.3';
/** statfs types of NFS, SMB and CIFS: their locks and shared memory do not keep two writers apart. */
const networkFileSystems = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42]);

/**
 * Makes the file, readable and writable for its owner alone, if it is not there; its folder too. SQLite gives the
 * files beside it (`-wal`, `-shm`) the same rights.
 * @throws Error when the folder is on a network file system
 */
export function createPrivateFile(file: string): void {
	const folder = dirname(resolve(file));
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	if (isOnNetwork(folder)) {
		throw new Error(`${folder} is on a network file system, where SQLite cannot keep two writers apart`);
	}
	// An existing file is never opened here: closing it would drop the locks SQLite holds on it in this process.
	if (existsSync(file)) chmodSync(file, 0o600);
	else closeSync(openSync(file, 'wx', 0o600));
}

/** Whether a folder is on a network file system. */
export function isOnNetwork(folder: string): boolean {
	return networkFileSystems.has(statfsSync(folder).type);
}

/** Opens a file for the one connection that writes it, with what makes an acknowledged write survive a power cut. */
export function openForWriting(file: string): Database.Database {
	const client = new Database(file, { timeout: 2000 });
	try {
		refuseUnsafeVersion(sqliteVersion(client));
		client.pragma('journal_mode = WAL');
		client.pragma('synchronous = FULL');
		// In pages of 4 KiB. Measured: 4,000 of them make appending no faster.
		client.pragma('wal_autocheckpoint = 1000');
		client.pragma('journal_size_limit = 67108864');
		// 64 MiB: the unique index of the newest ids stays in memory.
		client.pragma('cache_size = -65536');
		client.pragma('trusted_schema = OFF');
		client.pragma('secure_delete = ON');
		return client;
	} catch (error) {
		client.close();
		throw error;
	}
}

/** Why a file cannot be read: nothing is there, or this user may not. Null when it can be. The file is not opened. */
export function whyUnreadable(file: string): 'missing' | 'forbidden' | null {
	try {
		accessSync(file, constants.R_OK);
		return null;
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : null;
		return code === 'EACCES' || code === 'EPERM' ? 'forbidden' : 'missing';
	}
}

/** Opens a file for reading only, beside whoever writes it. */
export function openForReading(file: string): Database.Database {
	const client = new Database(file, { readonly: true, fileMustExist: true, timeout: 2000 });
	try {
		refuseUnsafeVersion(sqliteVersion(client));
		client.pragma('query_only = ON');
		client.pragma('trusted_schema = OFF');
		return client;
	} catch (error) {
		client.close();
		throw error;
	}
}

/** @throws Error when this SQLite is older than the first that keeps WAL files safe */
export function refuseUnsafeVersion(version: string): void {
	const parts = version.split('.').map(Number);
	const oldest = oldestSafeVersion.split('.').map(Number);
	const difference = oldest.map((part, at) => (parts[at] ?? 0) - part).find((part) => part !== 0) ?? 0;
	if (difference < 0) {
		throw new Error(`SQLite ${version} can corrupt the log; ${oldestSafeVersion} or later is needed`);
	}
}

function sqliteVersion(client: Database.Database): string {
	return String(client.prepare('select sqlite_version()').pluck().get());
}
