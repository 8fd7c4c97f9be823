import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { expect, onTestFinished, test } from 'vitest';
import type { PostgresPlace } from '#lib/server/configuration.ts';
import { openPostgres } from '#lib/server/database/postgres/open-postgres.ts';
import type { WritableLogDatabase } from '#lib/server/database/sqlite/open-log.ts';
import { PostgresEventReader } from '#lib/server/event-log/postgres-event-reader.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { filledLog } from '../../../../tests/support/filled-log.ts';
import { ask, openHere, postgresTest, testPlace } from '../../../../tests/support/postgres.ts';
import { compareLogs, MovedOtherwise } from './compare-logs.ts';
import { copyLog, type Move, moveLog } from './move-log.ts';
import { MoveRefused } from './move-refused.ts';
import { moveSource } from './move-source.ts';
import { beginMove, openMoveTarget } from './move-target.ts';
import { movedOtherwise, movedTables } from './moved-tables.ts';

const fingerprint = 'of a key';

async function moveInto(place: PostgresPlace, database: WritableLogDatabase): Promise<Move> {
	const target = await openMoveTarget(place);
	onTestFinished(() => target.close());
	return { source: moveSource(database), target, place, keyFingerprint: fingerprint };
}

test('every table that is declared is moved, or is named as one that is not', async () => {
	const folder = join(import.meta.dirname, '../database/tables');
	const declared: PgTable[] = [];
	for (const file of readdirSync(folder).filter((name) => name.endsWith('-tables.ts'))) {
		const module = (await import(join(folder, file))) as Record<string, unknown>; // whatever it exports
		for (const one of Object.values(module)) if (is(one, PgTable)) declared.push(one);
	}
	expect(new Set([...movedTables, ...movedOtherwise].map(getTableName))).toEqual(new Set(declared.map(getTableName)));
});

test('every table of the file is moved, or is named as one that is not', async () => {
	const database = await filledLog();
	const names = database.client
		.prepare<[], string>(
			"select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\'"
		)
		.pluck()
		.all();
	expect(new Set([...movedTables, ...movedOtherwise].map(getTableName))).toEqual(new Set(names));
});

postgresTest('a log is the same in Postgres, in every table, with its epoch and positions', async () => {
	const database = await filledLog();
	const place = await testPlace();
	const { compared } = await moveLog(await moveInto(place, database));
	const moved = await openHere(place);
	expect(moved.epoch).toBe(database.epoch);
	const [from, to] = [new SqliteEventReader(database), new PostgresEventReader(moved)];
	expect(await to.head()).toEqual(await from.head());
	expect(await to.read(0, 100_000)).toEqual(await from.read(0, 100_000));
	for (const table of movedTables) {
		const rows = await database.orm.select().from(table);
		expect(rows.length, `${getTableName(table)} is filled`).toBeGreaterThan(0);
		expect(new Set((await moved.orm.select().from(table)).map(plain))).toEqual(new Set(rows.map(plain)));
	}
	expect(compared?.tables).toBe(movedTables.length);
	expect(await ask(place.url, 'select key_fingerprint from cluster')).toEqual([{ key_fingerprint: fingerprint }]);
});

function plain(row: Readonly<Record<string, unknown>>): string {
	return JSON.stringify(row, (_name, value: unknown) =>
		typeof value === 'string' ? value.replaceAll('\0', '\u2400') : value
	);
}

postgresTest('rows that are added afterwards get numbers of their own', async () => {
	const database = await filledLog();
	const place = await testPlace();
	await moveLog(await moveInto(place, database));
	const [given] = await ask<{ no: number }>(
		place.url,
		"insert into audit (at, actor_kind, action) values (1, 'server', 'x') returning no"
	);
	const last = database.client
		.prepare<[], number>("select seq from sqlite_sequence where name = 'audit'")
		.pluck()
		.get();
	expect(Number(given?.no)).toBe((last ?? 0) + 1);
});

postgresTest('nobody opens the database before all of it was compared', async () => {
	const database = await filledLog();
	const place = await testPlace();
	const move = await moveInto(place, database);
	await beginMove(move.target, place, { epoch: move.source.head.epoch, from: database.file }, null);
	await copyLog(move);
	await expect(openPostgres(place)).rejects.toThrow(/is being moved into it, and not all of it is there/);
	expect(await moveLog(move)).toMatchObject({ afterSeq: move.source.head.seq });
	await (await openPostgres(place)).close();
});

postgresTest('a move goes on after the last event that is there', async () => {
	const database = await filledLog();
	const place = await testPlace();
	const move = await moveInto(place, database);
	await beginMove(move.target, place, { epoch: move.source.head.epoch, from: database.file }, null);
	await copyLog(move);
	const cut = move.source.head.seq - 3;
	await ask(place.url, `delete from events where seq > ${cut}`);
	await ask(place.url, `update log_head set seq = ${cut}`);
	expect(await moveLog(move)).toMatchObject({ afterSeq: cut, compared: { events: move.source.head.seq } });
});

postgresTest('a move that was done is known as done, and changes nothing', async () => {
	const database = await filledLog();
	const place = await testPlace();
	const move = await moveInto(place, database);
	await moveLog(move);
	expect(await moveLog(move)).toEqual({ afterSeq: move.source.head.seq, compared: null });
});

postgresTest.each([
	['events', "insert into events values (1, 1, 'a', 'x', 0, 0, '{}', null, 0, null); update log_head set seq = 1"],
	['rows in audit', "insert into audit (at, actor_kind, action) values (1, 'server', 'x')"],
	[
		'a move of another log',
		"create table move_under_way (epoch text, from_file text); insert into move_under_way values ('other', '/other.db')"
	]
])('a database with %s is refused and left as it is', async (_what, statement) => {
	const database = await filledLog();
	const place = await testPlace();
	await ask(place.url, statement);
	await expect(moveLog(await moveInto(place, database))).rejects.toThrow(MoveRefused);
	expect(await ask(place.url, 'select count(*)::int as people from people')).toEqual([{ people: 0 }]);
});

postgresTest('a second move into a database is refused while the first is at work', async () => {
	const place = await testPlace();
	const first = await openMoveTarget(place);
	onTestFinished(() => first.close());
	await expect(openMoveTarget(place)).rejects.toThrow(/another move into it is under way/);
});

postgresTest.each([
	"update events set data = replace(data, 'q1', 'q2') where seq = 1",
	'update events set received_at = received_at + 1 where seq = 3',
	'delete from events where seq = 2',
	"update people set roles = 'administrator' where id = (select min(id) from people)",
	"update displays set token_hash = '\\x00' where id = (select min(id) from displays)",
	'delete from sessions',
	"insert into audit (at, actor_kind, action) values (1, 'server', 'x')",
	'update imports set stored = stored + 1',
	"update sources set name = name || 'x' where no = 1"
])('what was changed on the way is found: %s', async (statement) => {
	const database = await filledLog();
	const place = await testPlace();
	const move = await moveInto(place, database);
	await beginMove(move.target, place, { epoch: move.source.head.epoch, from: database.file }, null);
	await copyLog(move);
	await compareLogs(move.source, move.target, () => {});
	await ask(place.url, statement);
	await expect(compareLogs(move.source, move.target, () => {})).rejects.toThrow(MovedOtherwise);
});

postgresTest('somebody who writes to the database meanwhile ends the move', async () => {
	const database = await filledLog();
	const place = await testPlace();
	const move = await moveInto(place, database);
	const oneByOne = function* (afterSeq: number) {
		for (const rows of move.source.events(afterSeq)) for (const row of rows) yield [row];
	};
	let written: Promise<unknown> = Promise.resolve();
	const onProgress = (_what: string, seq: number): void => {
		if (seq === 2) written = ask(place.url, 'update log_head set seq = seq + 1');
	};
	const moving = moveLog({ ...move, source: { ...move.source, events: oneByOne }, onProgress });
	await expect(moving).rejects.toThrow(/somebody else writes to it|are there up to/);
	await written;
	await expect(openPostgres(place)).rejects.toThrow(/not all of it is there/);
});
