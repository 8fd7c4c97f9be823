import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { PostgresPlace } from '../../configuration.ts';
import { migrationsFolder } from '../sqlite/beside-log.ts';
import { openPool } from './connect.ts';
import { readEpoch } from './epoch.ts';
import { refuseHalfMoved } from './move-mark.ts';
import type { PostgresDatabase } from './open-postgres.ts';
import { postgresTables } from './postgres-tables.ts';
import { asPostgresUnfit, PostgresUnfit } from './postgres-unfit.ts';

/** Connections of whoever only reads. */
const connections = 2;

/**
 * Opens the log in Postgres for reading, beside any number of servers, and changes nothing.
 * @throws PostgresUnfit when there is no log, another version's, or the database cannot be reached
 */
export async function openPostgresReader(place: PostgresPlace): Promise<PostgresDatabase> {
	const pool = openPool(place, connections);
	try {
		await refuseHalfMoved(pool);
		const { rows } = await pool.query<{ known: boolean }>("select to_regclass('schema_steps') is not null as known");
		if (rows[0]?.known !== true) throw new PostgresUnfit('there is no event log in it');
		const reached = await pool.query<{ step: number }>('select coalesce(max(no), 0) as step from schema_steps');
		if ((reached.rows[0]?.step ?? 0) < readMigrationFiles({ migrationsFolder: migrationsFolder('postgres') }).length)
			throw new PostgresUnfit('an earlier version wrote the log: a start of the server brings it up to date');
		const epoch = await readEpoch(pool);
		const migrated = { applied: 0, durationMs: 0 };
		return { ...postgresTables(pool, pool), place, pool, epoch, migrated, close: () => pool.end() };
	} catch (error) {
		await pool.end();
		throw asPostgresUnfit(place, error);
	}
}
