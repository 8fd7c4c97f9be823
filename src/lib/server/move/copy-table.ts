import { asc, count, getTableName, gt, max } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Orm } from '../database/tables/tables.ts';
import type { MoveSource } from './move-source.ts';
import { countOn, inTransaction, type MoveTarget } from './move-target.ts';
import { keyOf } from './moved-tables.ts';
import { writtenRow } from './written-alike.ts';

type Row = Readonly<Record<string, unknown>>;

/** A statement holds a row of every table so many times. */
const rowsTogether = 500;

/** Makes a table of the target the same as the source's, whatever was in it. */
export async function copyTable(source: MoveSource, target: MoveTarget, table: PgTable): Promise<void> {
	const name = getTableName(table);
	const { column } = keyOf(table);
	await inTransaction(target.client, async () => {
		await target.orm.delete(table);
		for await (const rows of rowsOf(source.tables.orm, table)) {
			const written = rows.map((row) => writtenRow(name, row));
			await target.orm.insert(table).values(written); // rows of this very table
		}
		if (column.generatedIdentity === undefined) return;
		const [highest] = await source.tables.orm.select({ no: max(column) }).from(table);
		await countOn(target, table, column.name, Math.max(Number(highest?.no ?? 0), source.lastNumber(name)));
	});
}

/** How many rows a table has. */
export async function countRows(orm: Orm, table: PgTable): Promise<number> {
	const [counted] = await orm.select({ rows: count() }).from(table);
	return Number(counted?.rows ?? 0);
}

/** Every row of a table by its key, some at a time. */
export async function* rowsOf(orm: Orm, table: PgTable): AsyncGenerator<readonly Row[]> {
	const { field, column } = keyOf(table);
	let last: unknown = null;
	for (;;) {
		const rows: readonly Row[] = await orm
			.select()
			.from(table)
			.where(last === null ? undefined : gt(column, last))
			.orderBy(asc(column))
			.limit(rowsTogether);
		if (rows.length > 0) yield rows;
		if (rows.length < rowsTogether) return;
		last = rows.at(-1)?.[field];
	}
}
