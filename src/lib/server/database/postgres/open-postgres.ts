import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { PostgresPlace } from '../../configuration.ts';
import { migrationsFolder } from '../sqlite/beside-log.ts';
import type { Tables } from '../tables/tables.ts';
import { isPooled, newClient, openPool } from './connect.ts';
import { markCluster } from './epoch.ts';
import { migratePostgres, type MigrateOptions, type MigrationReport } from './migrate.ts';
import { refuseHalfMoved } from './move-mark.ts';
import { postgresTables } from './postgres-tables.ts';
import { asPostgresUnfit, PostgresUnfit } from './postgres-unfit.ts';
import { settingFaults } from './safe-settings.ts';

/** A Postgres database, open. */
export type PostgresDatabase = Tables &
	Readonly<{
		place: PostgresPlace;
		/** For what only this store has; everything else goes through the tables. */
		pool: Pool;
		/** Names the history that the log had when it was opened: positions of different epochs do not compare. */
		epoch: string;
		migrated: MigrationReport;
		/** Ends every connection, those at work when they are done. */
		close(): Promise<void>;
	}>;

/** What opening may be told. */
export type OpenPostgresOptions = Readonly<{
	/** Epoch of a log that is made new; random where it is not given. */
	epoch?: string;
	/** Told how many schema steps are due, before the first. */
	onMigration?: (due: number) => void;
	/** Told what is worth a word, in a sentence. */
	onWarning?: (warning: string) => void;
	/** Another folder of schema steps, only in tests. */
	migrations?: string;
	/** Opened by whoever moves a log into it: anybody else is refused until all of that is there. */
	isForMove?: boolean;
}>;

/** How long a server that is silent is waited for when it is told that a connection ends, ms. */
const patienceMs = 2000;
/** Connections of one replica for queries, and for those who hold turns. */
const connections = 8;
/** One for each name of a turn. */
const turnConnections = 8;

/**
 * Opens the log in Postgres for writing, and makes it when the database is empty. Any number of replicas may have it open.
 * @throws PostgresUnfit when the database, its settings or its schema is unfit, or cannot be reached
 */
export async function openPostgres(place: PostgresPlace, options: OpenPostgresOptions = {}): Promise<PostgresDatabase> {
	try {
		const { epoch, migrated } = await prepare(place, options);
		return open(place, epoch, migrated);
	} catch (error) {
		throw asPostgresUnfit(place, error);
	}
}

/** Looks at the settings, brings the schema up to date and looks whether the server is still the same one. */
async function prepare(place: PostgresPlace, options: OpenPostgresOptions) {
	const client = newClient(place.url, 0); // steps of the schema take as long as they take
	let broken: Error | undefined;
	client.on('error', (error) => (broken = error));
	await client.connect();
	try {
		const { unfit, lossy, warnings } = await settingFaults(client, isPooled(place));
		const refused = place.allowLossy ? unfit : [...unfit, ...lossy];
		if (refused.length > 0) throw new PostgresUnfit(refused.join('; '));
		for (const warning of place.allowLossy ? [...lossy, ...warnings] : warnings) options.onWarning?.(warning);
		if (options.isForMove !== true) await refuseHalfMoved(client);
		const steps: MigrateOptions = { ...options, folder: options.migrations ?? migrationsFolder('postgres') };
		const migrated = await migratePostgres(client, steps);
		return { migrated, epoch: await markCluster(client) };
	} catch (error) {
		throw error instanceof PostgresUnfit ? error : (broken ?? error);
	} finally {
		await client.end().catch(() => undefined); // broken already
	}
}

function open(place: PostgresPlace, epoch: string, migrated: MigrationReport): PostgresDatabase {
	const pool = openPool(place, connections);
	const turnsPool = openPool(place, turnConnections);
	let ended: Promise<unknown> | null = null;
	return {
		...postgresTables(pool, turnsPool),
		place,
		pool,
		epoch,
		migrated,
		async close() {
			ended ??= Promise.all([pool.end(), turnsPool.end()]);
			await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })]);
		}
	};
}
