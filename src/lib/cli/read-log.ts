import { existsSync } from 'node:fs';
import type { Configuration } from '#lib/server/configuration.ts';
import { type LogDatabase, openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { contactsByDay, sqliteIntervalLog } from '#lib/server/database/sqlite/sqlite-interval-log.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import type { ReadableLog } from './readable-log.ts';

/** Whether there may be a log: a file can be seen to be missing, a database has to be asked. To look for something is no reason to make one. */
export function isThereLog({ databaseFile, postgres }: Pick<Configuration, 'databaseFile' | 'postgres'>): boolean {
	return postgres !== undefined || existsSync(databaseFile);
}

/**
 * Opens a log for reading, and changes nothing.
 * @throws LogUnfit, PostgresUnfit when there is none, or none that can be read
 */
export async function openReadableLog({
	databaseFile,
	postgres
}: Pick<Configuration, 'databaseFile' | 'postgres'>): Promise<ReadableLog> {
	if (postgres === undefined) return readableFile(openLogReader(databaseFile));
	// Its driver is not loaded for the many that have a file.
	const { openReadableDatabase } = await import('./read-database.ts');
	return openReadableDatabase(postgres);
}

/** A file that is open; closing what is read closes it. */
export function readableFile(database: LogDatabase): ReadableLog {
	try {
		return {
			events: new SqliteEventReader(database),
			tables: database,
			intervals: sqliteIntervalLog(database),
			contactsByDay: (span, dayOf) => Promise.resolve(contactsByDay(database, span, dayOf)),
			close: () => Promise.resolve(database.close())
		};
	} catch (error) {
		database.close();
		throw error;
	}
}
