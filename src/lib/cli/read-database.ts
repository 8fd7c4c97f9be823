import type { PostgresPlace } from '#lib/server/configuration.ts';
import { openPostgresReader } from '#lib/server/database/postgres/open-reader.ts';
import { contactsByDay, postgresIntervalLog } from '#lib/server/database/postgres/postgres-interval-log.ts';
import { PostgresEventReader } from '#lib/server/event-log/postgres-event-reader.ts';
import type { ReadableLog } from './readable-log.ts';

/** Opens a log in Postgres for reading. */
export async function openReadableDatabase(place: PostgresPlace): Promise<ReadableLog> {
	const database = await openPostgresReader(place);
	return {
		events: new PostgresEventReader(database),
		tables: database,
		intervals: postgresIntervalLog(database),
		contactsByDay: (span, dayOf) => contactsByDay(database, span, dayOf),
		close: () => database.close()
	};
}
