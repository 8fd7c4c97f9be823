import type Database from 'better-sqlite3';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import {
	contacts,
	historyCorrections,
	historyHead,
	historyNames,
	surveys,
	undoneBatches,
	waits
} from './views-schema.ts';

/** Rows that a contact may have in `waits` and in `surveys`: a row's number is that of its contact times this, and its place. */
export const rowsOfContact = 2 ** 20;

/** Tables of the history, by their names in the file. */
export const historyTables: readonly string[] = [
	contacts,
	waits,
	surveys,
	historyNames,
	historyCorrections,
	undoneBatches,
	historyHead
].map((table) => getTableName(table));

/** Statements of the writer. */
export type HistoryWrites = ReturnType<typeof prepareHistoryWrites>;

type Value = string | number | null;

/*
 * Prepared on the driver: a row costs a few microseconds this way and an import brings millions. Names of tables and columns
 * are the schema's; the order of columns is that in which it defines them.
 */

/** Prepares what the writer of the history needs. */
export function prepareHistoryWrites(client: Database.Database) {
	const one = <Row extends Value[]>(sql: string) => client.prepare<Value[], Row>(sql).raw();
	return {
		begin: client.prepare<[]>('BEGIN IMMEDIATE'),
		commit: client.prepare<[]>('COMMIT'),
		rollback: client.prepare<[]>('ROLLBACK'),
		head: one<[string, number, number, number, string]>(
			'select epoch, seq, received_at, version, settings_hash from history_head'
		),
		moveHead: client.prepare<Value[]>(
			'insert or replace into history_head (one, epoch, seq, received_at, version, settings_hash) values (1, ?, ?, ?, ?, ?)'
		),
		lastNo: one<[number | null]>('select max(no) from contacts'),
		contactsOf: one<[string, number, string, number]>(
			`select contact, no, story, tangled from contacts where contact_hash in (select value from json_each(?))`
		),
		addContact: client.prepare<[readonly Value[]]>(insertInto(contacts)),
		renameContact: client.prepare<Value[]>(
			'update contacts set contact = ?, contact_hash = ? where contact_hash = ? and contact = ?'
		),
		changeContact: client.prepare<[readonly Value[]]>(
			`update contacts set story = ?, tangled = ?, excluded = ?, first_entry = ?, channel = ?, queue_no = ?, topic_no = ?
			where no = ?`
		),
		// Naming no column of an index leaves the indexes alone.
		changeStory: client.prepare<Value[]>('update contacts set story = ?, tangled = ? where no = ?'),
		dropWaits: client.prepare<Value[]>('delete from waits where no >= ? and no < ?'),
		putWait: client.prepare<[readonly Value[]]>(insertInto(waits, 'or replace ')),
		dropSurveys: client.prepare<Value[]>('delete from surveys where no >= ? and no < ?'),
		putSurvey: client.prepare<[readonly Value[]]>(insertInto(surveys, 'or replace ')),
		nameNo: one<[number]>('select no from history_names where kind = ? and name = ?'),
		addName: one<[number]>('insert into history_names (kind, name) values (?, ?) returning no'),
		anyCorrection: one<[number]>('select seq from history_corrections limit 1'),
		correctionsOf: one<[number]>('select seq from history_corrections where source = ? and target = ?'),
		addCorrection: client.prepare<Value[]>(insertInto(historyCorrections, 'or ignore ')),
		undone: one<[string]>('select batch from undone_batches'),
		addUndone: client.prepare<Value[]>(insertInto(undoneBatches, 'or ignore '))
	};
}

/** The text that inserts some rows with all columns, in the order in which the schema defines them. */
export function insertInto(table: SQLiteTable, how = '', rows = 1): string {
	const columns = Object.values(getTableColumns(table)).map(({ name }) => name);
	const row = `(${columns.map(() => '?').join(', ')})`;
	return `insert ${how}into ${getTableName(table)} (${columns.join(', ')}) values ${Array(rows).fill(row).join(', ')}`;
}
