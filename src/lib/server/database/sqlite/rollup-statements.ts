import type Database from 'better-sqlite3';
import { getTableColumns, getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { insertInto, rowsOfContact } from './history-statements.ts';
import {
	dayCells,
	daySketches,
	daySurveys,
	dayTopicCells,
	monthCells,
	monthSketches,
	monthSurveys,
	quarterCells,
	rollupDays,
	rollupHead
} from './rollup-schema.ts';

/** Tables of sums over contacts, by their names in the file. */
export const rollupTables: readonly string[] = [
	quarterCells,
	dayCells,
	dayTopicCells,
	monthCells,
	daySurveys,
	monthSurveys,
	daySketches,
	monthSketches,
	rollupDays,
	rollupHead
].map((table) => getTableName(table));

/** Statements of the writer of sums. */
export type RollupWrites = ReturnType<typeof prepareRollupWrites>;

type Value = string | number | null | Uint8Array;

const waitColumns =
	'scope, is_first, queue_no, channel, topic_no, entry, exit, outcome, wait_unknown, first_reply_ms, handled, handled_ms, talks_ended, transferred';
const surveyColumns =
	'kind, channel, queue_no, topic_no, first_entry, invited_at, answered_at, score, scale_min, scale_max';

/** Prepares what the writer of sums needs. */
export function prepareRollupWrites(client: Database.Database) {
	const one = <Row extends Value[]>(sql: string) => client.prepare<Value[], Row>(sql).raw();
	return {
		head: one<[number, string, number | null]>('select version, settings_hash, recount_from from rollup_head'),
		moveHead: client.prepare<Value[]>(
			'insert or replace into rollup_head (one, version, settings_hash, recount_from) values (1, ?, ?, ?)'
		),
		waitsOf: one<WaitValues>(
			`select ${waitColumns} from waits where no >= ? * ${rowsOfContact} and no < (? + 1) * ${rowsOfContact}`
		),
		surveysOf: one<SurveyValues>(
			`select ${surveyColumns} from surveys where no >= ? * ${rowsOfContact} and no < (? + 1) * ${rowsOfContact}`
		),
		nextEntry: one<[number | null]>('select min(entry) from waits where entry >= ?'),
		nextFirstEntry: one<[number | null]>('select min(first_entry) from surveys where first_entry >= ?'),
		waitsIn: one<WaitValues>(`select ${waitColumns} from waits where entry >= ? and entry < ?`),
		surveysIn: one<SurveyValues>(`select ${surveyColumns} from surveys where first_entry >= ? and first_entry < ?`),
		quarter: cellWrites(client, quarterCells, 3, 'entered = 0 and reentered = 0'),
		day: cellWrites(client, dayCells, 3, 'entered = 0 and reentered = 0'),
		dayTopic: cellWrites(client, dayTopicCells, 4, 'entered = 0 and reentered = 0'),
		month: cellWrites(client, monthCells, 4, 'entered = 0 and reentered = 0'),
		survey: cellWrites(client, daySurveys, 5, 'surveys = 0'),
		monthSurvey: cellWrites(client, monthSurveys, 5, 'surveys = 0'),
		daySketch: sketchWrites(client, daySketches),
		monthSketch: sketchWrites(client, monthSketches),
		seeDay: client.prepare<Value[]>(
			`insert into rollup_days (day, from_at, to_at, latest_at) values (?, ?, ?, ?)
			 on conflict do update set latest_at = max(latest_at, excluded.latest_at)`
		)
	};
}

/** A row of `waits` and of `surveys`, in the order in which it is read. */
export type WaitValues = [
	scope: number,
	isFirst: number,
	queueNo: number,
	channel: string,
	topicNo: number | null,
	entry: number,
	exit: number | null,
	outcome: number | null,
	waitUnknown: number,
	firstReplyMs: number | null,
	handled: number,
	handledMs: number,
	talksEnded: number,
	transferred: number
];
export type SurveyValues = [
	kind: string,
	channel: string | null,
	queueNo: number | null,
	topicNo: number | null,
	firstEntry: number | null,
	invitedAt: number | null,
	answeredAt: number | null,
	score: number | null,
	scaleMin: number | null,
	scaleMax: number | null
];

/** Statements of one table of cells. */
export type CellWrites = ReturnType<typeof cellWrites>;

/** Adding to a cell, and dropping it where nothing is left of it. */
function cellWrites(client: Database.Database, table: SQLiteTable, keys: number, isEmpty: string) {
	const columns = Object.values(getTableColumns(table)).map(({ name }) => name);
	const name = getTableName(table);
	const sums = columns.slice(keys).map((column) => `${column} = ${column} + excluded.${column}`);
	const key = columns.slice(0, keys).map((column) => `${column} = ?`);
	return {
		add: client.prepare<Value[]>(
			`insert into ${name} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})
			 on conflict do update set ${sums.join(', ')}`
		),
		dropEmpty: client.prepare<Value[]>(`delete from ${name} where ${key.join(' and ')} and ${isEmpty}`)
	};
}

/** Statements of sketches of days or of months. */
export type SketchWrites = ReturnType<typeof sketchWrites>;

/** Reading a sketch by its key, and putting another in its place or none. */
function sketchWrites(client: Database.Database, table: SQLiteTable) {
	const columns = Object.values(getTableColumns(table)).map(({ name }) => name);
	const name = getTableName(table);
	const key = columns
		.slice(0, -2)
		.map((column) => `${column} = ?`)
		.join(' and ');
	return {
		get: client.prepare<Value[], [number, Uint8Array]>(`select sum_ms, bins from ${name} where ${key}`).raw(),
		put: client.prepare<Value[]>(insertInto(table, 'or replace ')),
		drop: client.prepare<Value[]>(`delete from ${name} where ${key}`)
	};
}
