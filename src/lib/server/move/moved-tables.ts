import { getTableColumns, is } from 'drizzle-orm';
import { type PgColumn, PgTable } from 'drizzle-orm/pg-core';
import * as accessTables from '../database/tables/access-tables.ts';
import * as logTables from '../database/tables/log-tables.ts';

/**
 * What is no part of a log's contents, or is moved in a way of its own: the events go by their positions together with the head, and
 * the row by which it is tried whether anything can be written says nothing.
 */
export const movedOtherwise: readonly PgTable[] = [logTables.events, logTables.logHead, logTables.writeProbe];

/** Every other table that both stores have, as it is declared: whoever adds a table has it moved as well. */
export const movedTables: readonly PgTable[] = [...Object.values(logTables), ...Object.values(accessTables)]
	.flatMap((one: unknown) => (is(one, PgTable) ? [one] : []))
	.filter((table) => !movedOtherwise.includes(table));

/**
 * The column by which rows of a table are told apart.
 * @throws Error when there is not exactly one
 */
export function keyOf(table: PgTable): Readonly<{ field: string; column: PgColumn }> {
	const keys = Object.entries<PgColumn>(getTableColumns(table)).filter(([, column]) => column.primary);
	const [key] = keys;
	if (key === undefined || keys.length > 1) throw new Error('a table that is moved has one column as its key');
	return { field: key[0], column: key[1] };
}
