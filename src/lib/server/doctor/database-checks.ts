import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Client } from 'pg';
import type { Configuration, PostgresPlace } from '../configuration.ts';
import { isPooled, newClient } from '../database/postgres/connect.ts';
import { readMoveMark } from '../database/postgres/move-mark.ts';
import { shownPlace } from '../database/postgres/postgres-unfit.ts';
import { settingFaults } from '../database/postgres/safe-settings.ts';
import { besideLog, migrationsFolder } from '../database/sqlite/beside-log.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { readKeyFile } from '../key-file.ts';
import { keyFingerprint } from '../replicas/key-agreement.ts';
import { fail, type Finding, ok, warn } from './finding.ts';

const answeredWithinMs = 5_000;
const slowAnswerMs = 50;
const clockToleratedMs = 2_000;
const futureToleratedMs = 5 * 60_000;
const crowdedShare = 0.8;
/** A server here follows within a second; without one it catches up when it starts. */
const behindEvents = 100_000;

type Look = (client: Client) => Promise<Finding>;

/**
 * What can be seen of a log in Postgres from this machine, with or without a server. Nothing is changed.
 * @param now UTC epoch ms by this machine
 */
export async function lookAtDatabase(
	{ databaseFile }: Pick<Configuration, 'databaseFile'>,
	place: PostgresPlace,
	now: () => number
): Promise<readonly Finding[]> {
	const client = newClient(place.url, answeredWithinMs);
	// Whose query broke is told by the query.
	client.on('error', () => undefined);
	try {
		await client.connect();
	} catch (error) {
		await client.end().catch(() => undefined); // it never was connected
		return [
			fail(
				'database',
				`${shownPlace(place.url)} cannot be reached: ${wordsOf(error)}`,
				'see whether it runs, whether this machine may reach it, and whether user and password in DATABASE_URL are right'
			)
		];
	}
	const looks: Readonly<Record<string, Look>> = {
		database: (open) => answers(open, place),
		'database settings': (open) => settings(open, place),
		'database clock': (open) => clock(open, now),
		connections,
		log: (open) => log(open, now()),
		keys: (open) => key(open, databaseFile),
		replicas: leases,
		views: (open) => views(open, databaseFile)
	};
	const findings: Finding[] = [];
	for (const [check, look] of Object.entries(looks))
		findings.push(await look(client).catch((error: unknown) => fail(check, wordsOf(error), 'see what is said there')));
	await client.end().catch(() => undefined); // broken already
	return findings;
}

async function answers(client: Client, place: PostgresPlace): Promise<Finding> {
	const times: number[] = [];
	for (let no = 0; no < 5; no++) {
		const startedAt = performance.now();
		await client.query('select 1');
		times.push(performance.now() - startedAt);
	}
	const ms = Math.min(...times);
	const row = await one<{ version: string; bytes: number }>(
		client,
		"select current_setting('server_version') as version, pg_database_size(current_database()) as bytes"
	);
	const how = place.pollOnly ? ', asked each second' : place.listenUrl === null ? '' : ', listened to past its pooler';
	const words = `${shownPlace(place.url)}, Postgres ${row.version}, ${(row.bytes / 1e6).toFixed(0)} MB, answers in ${ms.toFixed(1)} ms${how}`;
	return ms > slowAnswerMs
		? warn('database', words, 'every commit waits for it: put servers and database into one network')
		: ok('database', words);
}

async function settings(client: Client, place: PostgresPlace): Promise<Finding> {
	const { unfit, lossy, warnings } = await settingFaults(client, isPooled(place));
	const todo = 'see what is said there; docs/operations.md names each setting';
	if (unfit.length > 0) return fail('database settings', unfit.join('; '), todo);
	if (lossy.length > 0)
		return (place.allowLossy ? warn : fail)(
			'database settings',
			`${lossy.join('; ')}${place.allowLossy ? ' (taken on with BEREIK_ALLOW_LOSSY)' : ''}`,
			todo
		);
	return warnings.length > 0
		? warn('database settings', warnings.join('; '), todo)
		: ok('database settings', 'what is acknowledged outlives a crash');
}

async function clock(client: Client, now: () => number): Promise<Finding> {
	const before = now();
	const { at } = await one<{ at: number }>(
		client,
		'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at'
	);
	const offMs = Math.round(at - (before + now()) / 2);
	const words = `${Math.abs(offMs)} ms ${offMs < 0 ? 'behind' : 'ahead of'} this machine's`;
	return Math.abs(offMs) > clockToleratedMs
		? warn(
				'database clock',
				words,
				'see that both are kept on time (timedatectl): what comes in is timed by this machine'
			)
		: ok('database clock', words);
}

async function connections(client: Client): Promise<Finding> {
	const row = await one<{ used: number; most: number }>(
		client,
		"select count(*) as used, current_setting('max_connections')::bigint as most from pg_stat_activity where backend_type = 'client backend'"
	);
	const words = `${row.used} of ${row.most}`;
	return row.used > row.most * crowdedShare
		? warn('connections', words, 'raise max_connections, or put a pooler between: a server takes a dozen')
		: ok('connections', words);
}

async function log(client: Client, now: number): Promise<Finding> {
	const mark = await readMoveMark(client);
	if (mark !== null)
		return fail('log', `the log of ${mark.from} is not moved into it as a whole`, 'run the same bereik move again');
	const { known } = await one<{ known: boolean }>(client, "select to_regclass('schema_steps') is not null as known");
	if (!known) return warn('log', 'there is none in it', 'the first start of a server makes it, or bereik move');
	const { reached } = await one<{ reached: number }>(client, 'select max(no) as reached from schema_steps');
	const steps = readMigrationFiles({ migrationsFolder: migrationsFolder('postgres') }).length;
	const { seq, receivedAt } = await one<{ seq: number; receivedAt: number }>(
		client,
		'select seq, received_at as "receivedAt" from log_head'
	);
	if (receivedAt > now + futureToleratedMs)
		return warn(
			'log',
			`its last event came ${Math.round((receivedAt - now) / 60_000)} minutes in the future`,
			"a machine's clock was, or is, wrong: look at its time synchronisation"
		);
	if (reached < steps)
		return warn(
			'log',
			`${seq} events, ${steps - reached} steps of the schema are due`,
			'a start of a server takes them'
		);
	return ok('log', `${seq} events, schema of step ${reached}`);
}

/** Without a key nothing is known again; with another one every known contact would be a stranger. */
async function key(client: Client, databaseFile: string): Promise<Finding> {
	const file = besideLog(databaseFile, 'key');
	const own = existsSync(file) ? readKeyFile(file, 'pseudonym key') : null;
	const row = await perhaps<{ fingerprint: string | null }>(
		client,
		'cluster',
		'select key_fingerprint as fingerprint from cluster where one = 1'
	);
	const fingerprint = row?.fingerprint ?? null;
	if (fingerprint === null) return ok('key', own === null ? 'none yet' : 'here, and no server has used one yet');
	if (own === null) return fail('key', `${file} is missing`, 'copy it, and the .seal beside it, from another server');
	return keyFingerprint(own) === fingerprint
		? ok('key', "the same as the other servers'")
		: fail('key', `${file} is another one than the log is written with`, 'copy it from another server');
}

async function leases(client: Client): Promise<Finding> {
	const row = await perhaps<{ holders: number; names: string | null }>(
		client,
		'leases',
		`select count(distinct holder) as holders, string_agg(name || ' by ' || left(holder, 8), ', ' order by name) as names
			from leases where until > floor(extract(epoch from clock_timestamp()) * 1000)`
	);
	return ok('shared work', row?.names ?? 'nobody does any now');
}

async function views(client: Client, databaseFile: string): Promise<Finding> {
	const file = viewsFile(databaseFile);
	if (!existsSync(file)) return ok('views', 'none here yet: the first start makes them from the log');
	const head = await perhaps<{ epoch: string; seq: number }>(client, 'log_head', 'select epoch, seq from log_head');
	const own = new Database(file, { readonly: true, fileMustExist: true, timeout: 2000 });
	try {
		const row = own.prepare<[], { epoch: string; seq: number }>('select epoch, seq from history_head').get();
		if (row === undefined || head === null) return ok('views', 'nothing is in them yet');
		if (row.epoch !== head.epoch) return ok('views', 'of another history of the log: they are made again');
		const behind = head.seq - row.seq;
		const words = `${behind} events behind the log`;
		return behind > behindEvents
			? warn('views', words, 'a server here catches up by itself; reports are of before until then')
			: ok('views', words);
	} finally {
		own.close();
	}
}

async function one<Row extends object>(client: Client, query: string): Promise<Row> {
	const { rows } = await client.query<Row>(query);
	const [row] = rows;
	if (row === undefined) throw new Error('it answers with nothing');
	return row;
}

/** Null where there is no such table, or nothing in it. */
async function perhaps<Row extends object>(client: Client, table: string, query: string): Promise<Row | null> {
	const found = await client.query<{ known: boolean }>('select to_regclass($1) is not null as known', [table]);
	return found.rows[0]?.known === true ? ((await client.query<Row>(query)).rows[0] ?? null) : null;
}

/** Errors of a connection tell hosts and users, and never a password. */
function wordsOf(error: unknown): string {
	if (error instanceof AggregateError) return error.errors.map(wordsOf).join(', ');
	return error instanceof Error ? error.message : String(error);
}
