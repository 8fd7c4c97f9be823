import { toPostgresText } from '../event-log/postgres-text.ts';
import type { EventRow } from './move-source.ts';

/*
 * Postgres' text holds no zero byte. What a file has with one is written as the stores themselves would have written it there.
 */

/** An event as Postgres is to have it. */
export function writtenEvent(row: EventRow): EventRow {
	const [seq, sourceNo, id, type, time, receivedAt, data, supersedes, backfill, batch] = row;
	const target = supersedes === null ? null : toPostgresText(supersedes);
	return [seq, sourceNo, toPostgresText(id), type, time, receivedAt, data, target, backfill, batch];
}

/** A row of another table as Postgres is to have it. */
export function writtenRow(table: string, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const text = table === 'rejected_records' ? pictured : toPostgresText;
	return Object.fromEntries(
		Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? text(value) : value])
	);
}

/** As a record that is set aside is kept there: it is only looked at, and read again. */
function pictured(text: string): string {
	return text.replaceAll('\0', '\u2400');
}
