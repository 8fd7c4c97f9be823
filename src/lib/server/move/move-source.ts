import type { LogDatabase } from '../database/sqlite/open-log.ts';
import type { Tables } from '../database/tables/tables.ts';
import type { StoredRow } from '../event-log/stored-form.ts';

/** An event as a row of its table, column by column as {@link eventColumns} names them. */
export type EventRow = Readonly<StoredRow<number, number>>;

/** The columns of an event, in the order in which they are moved and compared. */
export const eventColumns = [
	'seq',
	'source_no',
	'id',
	'type',
	'time',
	'received_at',
	'data',
	'supersedes',
	'backfill',
	'batch'
] as const;

/** Where a log stands. */
export type Head = Readonly<{ epoch: string; seq: number; receivedAt: number }>;

/** A log in a file that this process alone has open. */
export type MoveSource = Readonly<{
	file: string;
	tables: Tables;
	head: Head;
	/** Events after a position, in order, some at a time. */
	events(afterSeq: number): Generator<readonly EventRow[]>;
	/** The number that a table, whose rows count themselves, gave last; 0 where it gave none. */
	lastNumber(table: string): number;
}>;

/** So many rows, or so many characters of `data`, go together. */
const rowsTogether = 5_000;
const charactersTogether = 8_000_000;

/** A log that is open for writing, so that nobody else changes it meanwhile. */
export function moveSource(database: LogDatabase): MoveSource {
	const { client, file } = database;
	const head = client
		.prepare<[], Head>('select epoch, seq, received_at as receivedAt from log_head where one = 1')
		.get();
	if (head === undefined) throw new Error('the log has no head');
	return {
		file,
		tables: database,
		head,
		*events(afterSeq) {
			const query = client
				.prepare<[number], EventRow>(`select ${eventColumns.join(', ')} from events where seq > ? order by seq`)
				.raw();
			let rows: EventRow[] = [];
			let characters = 0;
			for (const row of query.iterate(afterSeq)) {
				rows.push(row);
				characters += row[6].length;
				if (rows.length < rowsTogether && characters < charactersTogether) continue;
				yield rows;
				rows = [];
				characters = 0;
			}
			if (rows.length > 0) yield rows;
		},
		lastNumber: (table) =>
			client.prepare<[string], number>('select seq from sqlite_sequence where name = ?').pluck().get(table) ?? 0
	};
}
