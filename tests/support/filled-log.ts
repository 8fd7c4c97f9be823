import { join } from 'node:path';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { onTestFinished } from 'vitest';
import { openLog, type WritableLogDatabase } from '#lib/server/database/sqlite/open-log.ts';
import { ImportLedger } from '#lib/server/event-log/import-ledger.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { movedTables } from '#lib/server/move/moved-tables.ts';
import { queued } from './contact-events.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A log with something in every table: corrections, an import that was undone, large data, and names with a zero byte. */
export async function filledLog(file = join(temporaryFolder(), 'bereik.db'), more = 0): Promise<WritableLogDatabase> {
	const database = openLog(file);
	onTestFinished(() => database.close());
	await fillLog(database, more);
	return database;
}

/** @param more events beyond the few that each say something of their own */
export async function fillLog(database: WritableLogDatabase, more: number): Promise<void> {
	const store = new SqliteEventStore(database);
	const imports = new ImportLedger(database);
	const batch = await imports.begin({ source: 'pbx', file: 'old.csv' }, 5);
	await store.append([queued('first', { data: { contact: 'a', queue: 'q1', channel: 'phone' } })], 10);
	await store.append([queued('zero\0byte'), queued('second', { supersedes: 'zero\0byte' })], 20);
	await store.append([queued('imported', { batch, backfill: true }), queued('again', { batch, backfill: true })], 15);
	await store.append([queued('large', { source: 'café ☎', data: large })], 40);
	await imports.finish(batch, 41);
	await store.append(
		[{ source: 'bereik', id: `undo ${batch}`, type: 'bereik.import.undone', time: 50, data: { batch } }],
		50
	);
	for (let at = 0; at < more; at += 1_000)
		await store.append(
			Array.from({ length: Math.min(1_000, more - at) }, (_, no) => queued(`more ${at + no}`)),
			100 + at
		);
	for (const table of movedTables) await fillTable(database, table);
	// A number that was given once is not given again, whatever became of its row.
	database.client.prepare('delete from audit where no = (select max(no) from audit)').run();
}

const large = { contact: 'large', queue: 'x'.repeat(200_000), channel: 'phone' as const };

async function fillTable({ orm }: WritableLogDatabase, table: PgTable): Promise<void> {
	if (['sources', 'imports'].includes(getTableName(table))) return;
	for (let no = 1; no <= 3; no++) {
		const columns = Object.entries<PgColumn>(getTableColumns(table));
		const row = columns.map(([field, column]) => [field, valueOf(column, no)]);
		await orm.insert(table).values(Object.fromEntries(row) as never); // a value of each column's own type
	}
}

function valueOf(column: PgColumn, no: number): unknown {
	if (!column.notNull && no === 2) return null;
	const start = `${column.name} ${no}${column.name === 'raw' ? '\0' : ''} é`;
	if (column.getSQLType() === 'bytea') return Buffer.from(`\0${start}`);
	return column.getSQLType() === 'bigint' ? 1_763_800_000_000 + no : start;
}
