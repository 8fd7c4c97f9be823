import { randomUUID } from 'node:crypto';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { ClientBase } from 'pg';
import { PostgresUnfit } from './postgres-unfit.ts';

/** What a database needed when it was opened. */
export type MigrationReport = Readonly<{ applied: number; durationMs: number }>;

/** How a database is brought up to date. */
export type MigrateOptions = Readonly<{
	/** The folder of steps. */
	folder: string;
	/** Epoch of a log that is made new; random where it is not given. */
	epoch?: string;
	/** Told how many schema steps are due, before the first, only when there are any. */
	onMigration?: (due: number) => void;
}>;

/**
 * So many steps a version must know to run beside this one. While replicas are replaced one by one the old ones work on, and may be
 * started again, on the schema of the new. A step that only adds leaves this number; one that takes away or changes what an
 * earlier version uses sets it to its own, and then all replicas have to be stopped for the upgrade.
 */
export const oldestCompatibleStep = 2;

/** How long a replica waits for another one that changes the schema, ms. */
const turnMs = 600_000;

/**
 * Brings a database to the schema of this version, all steps in one transaction: a failure, or a kill, leaves it as it was. Of
 * several replicas that start at once, one does it and the others wait. A database that a later version changed is taken as long
 * as that version allows it.
 * @throws PostgresUnfit when a later version has changed it beyond what this one knows, or when a step fails
 */
export async function migratePostgres(client: ClientBase, options: MigrateOptions): Promise<MigrationReport> {
	const steps = readMigrationFiles({ migrationsFolder: options.folder });
	if (await isCurrent(client, steps.length)) return { applied: 0, durationMs: 0 };
	const startedAt = performance.now();
	await client.query('begin');
	try {
		// Once for this transaction, so that it also holds behind a pooler.
		await client.query(`set local statement_timeout = ${turnMs}; set local lock_timeout = ${turnMs}`);
		await client.query("select pg_advisory_xact_lock(hashtextextended('bereik schema', 0))");
		const reached = await reachedStep(client);
		const due = steps.slice(reached);
		if (due.length > 0) options.onMigration?.(due.length);
		if (reached === 0)
			await client.query(
				'create table schema_steps (no bigint primary key, hash text not null, applied_at bigint not null)'
			);
		for (const [at, step] of due.entries()) {
			for (const statement of step.sql) await client.query(statement);
			const row = [reached + at + 1, step.hash, Date.now()];
			await client.query('insert into schema_steps (no, hash, applied_at) values ($1, $2, $3)', row);
		}
		if (due.length > 0) await writeFirstRows(client, options.epoch ?? randomUUID());
		await client.query('commit');
		return { applied: due.length, durationMs: due.length === 0 ? 0 : performance.now() - startedAt };
	} catch (error) {
		await client.query('rollback').catch(() => undefined); // a connection that broke has rolled back itself
		const reason = error instanceof Error ? error.message : String(error);
		throw new PostgresUnfit(`the schema could not be brought up to date, nothing was changed: ${reason}`, {
			cause: error
		});
	}
}

async function isCurrent(client: ClientBase, known: number): Promise<boolean> {
	const reached = await reachedStep(client);
	if (reached <= known) return reached === known;
	const { rows } = await client.query<{ oldest: number }>('select oldest_compatible as oldest from cluster');
	const oldest = rows[0]?.oldest ?? Number.POSITIVE_INFINITY;
	if (oldest <= known) return true;
	throw new PostgresUnfit(
		`a later version of the product has changed the schema (to step ${reached}), and this one, which knows ${known}, would damage it: at least ${oldest} must be known`
	);
}

async function reachedStep(client: ClientBase): Promise<number> {
	const known = await client.query<{ known: boolean }>("select to_regclass('schema_steps') is not null as known");
	if (known.rows[0]?.known !== true) return 0;
	const { rows } = await client.query<{ reached: number }>('select coalesce(max(no), 0) as reached from schema_steps');
	return rows[0]?.reached ?? 0;
}

async function writeFirstRows(client: ClientBase, epoch: string): Promise<void> {
	await client.query(
		'insert into log_head (one, epoch, seq, received_at) values (1, $1, 0, 0) on conflict do nothing',
		[epoch]
	);
	await client.query(
		`insert into cluster (one, oldest_compatible) values (1, $1)
		on conflict (one) do update set oldest_compatible = greatest(cluster.oldest_compatible, excluded.oldest_compatible)`,
		[oldestCompatibleStep]
	);
}
