import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import { drizzle, type BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { applyMigrations, type MigrationReport } from './apply-migrations.ts';
import { besideLog, migrationsFolder } from './beside-log.ts';
import { logHead } from './log-schema.ts';
import { asLogUnfit, LogUnfit } from './log-unfit.ts';
import { refuseMoved } from './moved-mark.ts';
import { refuseHalfRestored } from './restoring-mark.ts';
import { checkpointBeside } from './checkpoint-beside.ts';
import { isBusy, withoutWaiting } from './without-waiting.ts';
import type { Tables } from '../tables/tables.ts';
import { sqliteTables } from './sqlite-tables.ts';
import { createPrivateFile, openForReading, openForWriting, whyUnreadable } from './sqlite-file.ts';
import { acquireWriterLock, type WriterLock } from './writer-lock.ts';

/** The log's file, open. */
export type LogDatabase = Tables &
	Readonly<{
		file: string;
		client: Database.Database;
		/** For what only this store has; everything else goes through the tables. */
		sqlite: BetterSQLite3Database;
		/** Names this history: positions of different epochs do not compare. */
		epoch: string;
		close(): void;
	}>;

/** {@link LogDatabase} of the one process that may write. */
export type WritableLogDatabase = LogDatabase &
	Readonly<{
		migrated: MigrationReport;
		/**
		 * Moves the write-ahead log into the file and cuts it to nothing, in a thread of its own; worth doing once an hour. False
		 * where somebody still reads in it.
		 */
		checkpoint(): Promise<boolean>;
		/** Whether another process keeps the file from being written at this moment; asked without waiting for it. */
		isLocked(): boolean;
	}>;

/** What opening may be told. */
export type OpenLogOptions = Readonly<{
	/** Epoch of a log that is made new; random where it is not given. */
	epoch?: string;
	/** Told how many schema steps are due, before the first. */
	onMigration?: (due: number) => void;
	/** How long to wait for another writer to let go; a second where it is not given. */
	patienceMs?: number;
	/** Opened by whoever moves it: anybody else is refused once it was moved. */
	isForMove?: boolean;
}>;

/**
 * Opens the log for writing, and makes it when it is not there. One process at a time.
 * @throws AlreadyOpen when another process has it, LogUnfit when the file, the schema or SQLite itself is unfit
 */
export function openLog(file: string, options: OpenLogOptions = {}): WritableLogDatabase {
	try {
		refuseHalfRestored(file);
		if (options.isForMove !== true) refuseMoved(file);
		createPrivateFile(file);
		return openLocked(file, acquireWriterLock(besideLog(file, 'lock'), file, options.patienceMs), options);
	} catch (error) {
		throw asLogUnfit(file, error);
	}
}

function openLocked(file: string, lock: WriterLock, options: OpenLogOptions): WritableLogDatabase {
	let client: Database.Database | undefined;
	try {
		client = openForWriting(file);
		const migrated = applyMigrations(client, migrationsFolder('sqlite', 'log'), options.onMigration);
		client.pragma('foreign_keys = ON');
		const sqlite = drizzle({ client });
		const first = { one: 1, epoch: options.epoch ?? randomUUID(), seq: 0, receivedAt: 0 };
		sqlite.insert(logHead).values(first).onConflictDoNothing().run();
		return open(file, client, sqlite, migrated, lock.release);
	} catch (error) {
		client?.close();
		lock.release();
		throw error;
	}
}

/**
 * Opens the log for reading beside the process that writes it, or without one.
 * @throws LogUnfit when there is no log at this place, or this user may not read it
 */
export function openLogReader(file: string): LogDatabase {
	const reason = whyUnreadable(file);
	if (reason === 'missing') throw new LogUnfit(`${file}: there is no event log here`);
	if (reason === 'forbidden') throw new LogUnfit(`${file}: cannot be read by this user`);
	let client: Database.Database;
	try {
		client = openForReading(file);
	} catch (error) {
		throw asLogUnfit(file, error);
	}
	try {
		const sqlite = drizzle({ client });
		return {
			...sqliteTables(client, sqlite),
			file,
			client,
			sqlite,
			epoch: readEpoch(sqlite),
			close: () => client.close()
		};
	} catch (error) {
		client.close();
		throw new LogUnfit(`${file} holds no event log`, { cause: error });
	}
}

function open(
	file: string,
	client: Database.Database,
	sqlite: BetterSQLite3Database,
	migrated: MigrationReport,
	release: () => void
): WritableLogDatabase {
	return {
		...sqliteTables(client, sqlite),
		file,
		client,
		sqlite,
		epoch: readEpoch(sqlite),
		migrated,
		checkpoint: () => checkpointBeside(file),
		isLocked: () => isLocked(client),
		close() {
			client.close();
			release();
		}
	};
}

function isLocked(client: Database.Database): boolean {
	try {
		withoutWaiting(client, () => {
			client.exec('begin immediate');
			client.exec('rollback');
		});
		return false;
	} catch (error) {
		if (isBusy(error)) return true;
		throw error;
	}
}

function readEpoch(sqlite: BetterSQLite3Database): string {
	const row = sqlite.select({ epoch: logHead.epoch }).from(logHead).get();
	if (row === undefined) throw new Error('the log has no head');
	return row.epoch;
}
