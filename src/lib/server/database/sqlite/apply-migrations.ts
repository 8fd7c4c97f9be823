import type Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';

/** What a file needed when it was opened. */
export type MigrationReport = Readonly<{ applied: number; durationMs: number }>;

/**
 * Brings a file to the schema of this version, all steps in one transaction: a failure, or a kill, leaves the file as
 * it was. To be called before foreign keys are switched on, because steps that rebuild a table break them for a moment.
 * @param onStart told how many steps are due, only when there are any
 * @throws Error when a later version has written the file, or when a step fails
 */
export function applyMigrations(
	client: Database.Database,
	folder: string,
	onStart: (due: number) => void = () => {}
): MigrationReport {
	const steps = readMigrationFiles({ migrationsFolder: folder });
	const newest = steps.at(-1)?.folderMillis ?? 0;
	const reached = reachedMillis(client);
	if (reached > newest) {
		throw new Error(`${client.name} was written by a later version of the product; this one would damage it`);
	}
	const due = steps.filter((step) => step.folderMillis > reached).length;
	if (due === 0) return { applied: 0, durationMs: 0 };
	onStart(due);
	const startedAt = performance.now();
	try {
		migrate(drizzle({ client }), { migrationsFolder: folder });
	} catch (error) {
		throw new Error(`${client.name}: the schema could not be brought up to date, nothing was changed`, {
			cause: error
		});
	}
	return { applied: due, durationMs: performance.now() - startedAt };
}

function reachedMillis(client: Database.Database): number {
	const table = '__drizzle_migrations';
	const known = client.prepare('select 1 from sqlite_master where type = ? and name = ?').get('table', table);
	if (known === undefined) return 0;
	return Number(client.prepare(`select max(created_at) from ${table}`).pluck().get() ?? 0);
}
