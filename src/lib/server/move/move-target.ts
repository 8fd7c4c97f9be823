import { getTableName } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Client } from 'pg';
import type { PostgresPlace } from '../configuration.ts';
import { newClient } from '../database/postgres/connect.ts';
import { type MoveMark, readMoveMark, removeMoveMark, writeMoveMark } from '../database/postgres/move-mark.ts';
import { openPostgres } from '../database/postgres/open-postgres.ts';
import { shownPlace } from '../database/postgres/postgres-unfit.ts';
import { events } from '../database/tables/log-tables.ts';
import type { Orm } from '../database/tables/tables.ts';
import { eventColumns, type EventRow, type Head } from './move-source.ts';
import { MoveRefused } from './move-refused.ts';
import { movedTables } from './moved-tables.ts';

/** A database into which a log is moved, over one connection of its own. */
export type MoveTarget = Readonly<{
	/** Without what opens it. */
	shown: string;
	orm: Orm;
	client: Client;
	close(): Promise<void>;
}>;

/** Whether a move began, goes on after one that broke off, or has nothing to do because the log is there. */
export type Beginning = 'begun' | 'resumed' | 'there already';

const columns = eventColumns.join(', ');
const types = ['bigint', 'bigint', 'text', 'text', 'bigint', 'bigint', 'text', 'text', 'bigint', 'bigint'];
const insertEvents = `insert into events (${columns}) select * from unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')})`;
const readEvents = `select ${columns} from events where seq > $1 and seq <= $2 order by seq`;

/**
 * Connects to a database, and keeps every other move out of it.
 * @throws MoveRefused when another move is at work there
 */
export async function openMoveTarget({
	url,
	listenUrl
}: Pick<PostgresPlace, 'url' | 'listenUrl'>): Promise<MoveTarget> {
	// Past a pooler, where there is one: what holds for a connection has to hold from beginning to end.
	const client = newClient(listenUrl ?? url, 0);
	// Whose query broke is told by the query.
	client.on('error', () => undefined);
	await client.connect();
	try {
		// The limits of the role are for servers, whose queries are short.
		await client.query(
			"set statement_timeout = 0; set idle_session_timeout = 0; set idle_in_transaction_session_timeout = '60s'"
		);
		const { rows } = await client.query<{ free: boolean }>(
			"select pg_try_advisory_lock(hashtextextended('bereik move', 0)) as free"
		);
		if (rows[0]?.free !== true) throw new MoveRefused(`${shownPlace(url)}: another move into it is under way`);
	} catch (error) {
		await client.end();
		throw error;
	}
	const orm: Orm = drizzle({ client });
	return { shown: shownPlace(url), client, orm, close: () => client.end() };
}

/**
 * Has the database take in one log and nothing else, and gives it its tables. From here on servers refuse to start on it.
 * @param lastEvent the last one of the source, by which the same log is known
 * @throws MoveRefused when there is something in it already
 */
export async function beginMove(
	target: MoveTarget,
	place: PostgresPlace,
	mark: MoveMark,
	lastEvent: EventRow | null
): Promise<Beginning> {
	const { client, shown } = target;
	const found = await readMoveMark(client);
	if (found !== null && found.epoch !== mark.epoch)
		throw new MoveRefused(
			`${shown}: the move of another log, ${found.from}, broke off in it: end that one, or give an empty database`
		);
	if (found === null) {
		const before = await inTransaction(client, async () => {
			const content = await contentOf(target, mark.epoch, lastEvent);
			if (content === 'empty') await writeMoveMark(client, mark);
			return content;
		});
		if (before === 'the same log') return 'there already';
		if (before !== 'empty')
			throw new MoveRefused(
				`${shown}: there is something in it already (${before}). A log is moved into an empty database`
			);
	}
	await (await openPostgres(place, { epoch: mark.epoch, isForMove: true })).close();
	if (found === null) await client.query('update log_head set epoch = $1 where one = 1 and seq = 0', [mark.epoch]);
	return found === null ? 'begun' : 'resumed';
}

/** Where the log of the target stands. */
export async function headOf({ client }: MoveTarget): Promise<Head> {
	const { rows } = await client.query<Head>(
		'select epoch, seq, received_at as "receivedAt" from log_head where one = 1'
	);
	const [row] = rows;
	if (row === undefined) throw new Error('the log has no head');
	return row;
}

/**
 * Adds events that follow on what is there: all of them or none.
 * @throws MoveRefused when somebody else wrote there
 */
export async function addEvents(
	{ client, shown }: MoveTarget,
	afterSeq: number,
	rows: readonly EventRow[]
): Promise<void> {
	const last = rows.at(-1);
	if (last === undefined) return;
	await inTransaction(client, async () => {
		const { rowCount } = await client.query(
			'update log_head set seq = $1, received_at = $2 where one = 1 and seq = $3',
			[last[0], last[5], afterSeq]
		);
		if (rowCount !== 1) throw new MoveRefused(`${shown}: somebody else writes to it`);
		await client.query(
			insertEvents,
			eventColumns.map((_name, at) => rows.map((row) => row[at]))
		);
	});
}

/** The events after one position up to another, in order. */
export async function eventsBetween({ client }: MoveTarget, afterSeq: number, toSeq: number): Promise<EventRow[]> {
	const { rows } = await client.query<[...EventRow]>({ text: readEvents, values: [afterSeq, toSeq], rowMode: 'array' });
	return rows;
}

/** Has a table that counts its rows itself go on after a number. */
export async function countOn({ client }: MoveTarget, table: PgTable, column: string, number: number): Promise<void> {
	await client.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint, $4::boolean)', [
		getTableName(table),
		column,
		Math.max(1, number),
		number > 0
	]);
}

/** Makes the move complete: from now on servers start on it. */
export async function completeMove({ client, shown }: MoveTarget, head: Head, keyFingerprint: string): Promise<void> {
	await client.query('analyze');
	await inTransaction(client, async () => {
		await client.query('update cluster set key_fingerprint = $1 where one = 1', [keyFingerprint]);
		// Of an empty log, or of one from which the last event was never taken away, the head says more than the last event.
		const { rowCount } = await client.query(
			'update log_head set epoch = $1, received_at = $2 where one = 1 and seq = $3',
			[head.epoch, head.receivedAt, head.seq]
		);
		if (rowCount !== 1) throw new MoveRefused(`${shown}: somebody else writes to it`);
		await removeMoveMark(client);
	});
}

/** Does all of the work or nothing of it. */
export async function inTransaction<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
	await client.query('begin');
	try {
		const result = await work();
		await client.query('commit');
		return result;
	} catch (error) {
		await client.query('rollback').catch(() => undefined); // a connection that broke has rolled back itself
		throw error;
	}
}

/** @returns `empty`, `the same log`, or in words what there is */
async function contentOf(target: MoveTarget, epoch: string, lastEvent: EventRow | null): Promise<string> {
	const { client } = target;
	const known = await client.query<{ known: boolean }>("select to_regclass('log_head') is not null as known");
	if (known.rows[0]?.known !== true) return 'empty';
	// Nobody appends until it is known whether there was anything.
	await client.query('select from log_head where one = 1 for update');
	const head = await headOf(target);
	if (head.seq > 0) {
		const isSame = head.epoch === epoch && (await holds(target, lastEvent));
		return isSame ? 'the same log' : `${head.seq} events`;
	}
	for (const table of [events, ...movedTables]) {
		const name = getTableName(table);
		const there = await client.query<{ known: boolean }>('select to_regclass($1) is not null as known', [name]);
		if (there.rows[0]?.known !== true) continue;
		const { rows } = await client.query<{ some: boolean }>(
			`select exists (select from ${client.escapeIdentifier(name)}) as some`
		);
		if (rows[0]?.some === true) return `rows in ${name}`;
	}
	return 'empty';
}

/** Whether it has the last event of a log, and with it, by its epoch, all before it. */
async function holds(target: MoveTarget, lastEvent: EventRow | null): Promise<boolean> {
	if (lastEvent === null) return true;
	const [found] = await eventsBetween(target, lastEvent[0] - 1, lastEvent[0]);
	return found !== undefined && lastEvent.every((value, at) => value === found[at]);
}
