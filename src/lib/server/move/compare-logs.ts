import { getTableName, inArray } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { countRows, rowsOf } from './copy-table.ts';
import { eventColumns, type MoveSource } from './move-source.ts';
import { eventsBetween, headOf, type MoveTarget } from './move-target.ts';
import { keyOf, movedTables } from './moved-tables.ts';
import { writtenEvent, writtenRow } from './written-alike.ts';

/** What was moved is not what was to be moved. The message names the row and the column, and never what stands there. */
export class MovedOtherwise extends Error {
	override readonly name = 'MovedOtherwise';
}

/** What was compared. */
export type Compared = Readonly<{ events: number; tables: number; rows: number }>;

/**
 * Reads all that was moved again, on both sides, and compares it value by value.
 * @param onProgress told up to which event it is
 * @throws MovedOtherwise at the first difference
 */
export async function compareLogs(
	source: MoveSource,
	target: MoveTarget,
	onProgress: (seq: number) => void
): Promise<Compared> {
	await compareEvents(source, target, onProgress);
	let rows = 0;
	for (const table of movedTables) rows += await compareTable(source, target, table);
	return { events: source.head.seq, tables: movedTables.length, rows };
}

async function compareEvents(source: MoveSource, target: MoveTarget, onProgress: (seq: number) => void): Promise<void> {
	let seq = 0;
	for (const rows of source.events(0)) {
		const last = rows.at(-1)?.[0] ?? seq;
		const found = await eventsBetween(target, seq, last);
		for (const [at, row] of rows.entries()) {
			if (row[0] !== ++seq) throw new MovedOtherwise(`events: the file has no event ${seq}`);
			const written = writtenEvent(row);
			const column = written.findIndex((value, no) => value !== found[at]?.[no]);
			if (column >= 0) throw new MovedOtherwise(`events, seq ${seq}: ${eventColumns[column] ?? ''} is another one`);
		}
		if (found.length > rows.length) throw new MovedOtherwise(`events: more than one of a position up to ${last}`);
		onProgress(seq);
	}
	if (seq !== source.head.seq)
		throw new MovedOtherwise(`events: the file ends with ${seq}, its head says ${source.head.seq}`);
	const { rows } = await target.client.query<{ events: number; first: number | null; last: number | null }>(
		'select count(*) as events, min(seq) as first, max(seq) as last from events'
	);
	const counted = rows[0];
	const head = await headOf(target);
	if (counted?.events !== seq || (counted.last ?? 0) !== seq || head.seq !== seq)
		throw new MovedOtherwise(`events: ${seq} were to be moved, ${counted?.events ?? 0} are there up to ${head.seq}`);
}

/** @returns how many rows it has */
async function compareTable(source: MoveSource, target: MoveTarget, table: PgTable): Promise<number> {
	const name = getTableName(table);
	const { field, column } = keyOf(table);
	for await (const rows of rowsOf(source.tables.orm, table)) {
		const expected = rows.map((row) => writtenRow(name, row));
		const keys = expected.map((row) => row[field]);
		const found = new Map<string, Readonly<Record<string, unknown>>>();
		for (const row of await target.orm.select().from(table).where(inArray(column, keys)))
			found.set(text(row[field]), row);
		for (const row of expected) {
			const other = found.get(text(row[field]));
			if (other === undefined) throw new MovedOtherwise(`${name}, ${text(row[field])}: is not there`);
			const differing = Object.keys(row).find((one) => text(row[one]) !== text(other[one]));
			if (differing !== undefined)
				throw new MovedOtherwise(`${name}, ${text(row[field])}: ${differing} is another one`);
		}
	}
	const [here, there] = [await countRows(source.tables.orm, table), await countRows(target.orm, table)];
	if (here !== there) throw new MovedOtherwise(`${name}: ${here} rows were to be moved, ${there} are there`);
	return here;
}

/** By which two values of a row are the same: `"1"` is not `1`. */
function text(value: unknown): string {
	return Buffer.isBuffer(value) ? value.toString('hex') : JSON.stringify(value ?? null);
}
