import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { packageRoot } from '../support/child-processes.ts';

const shared = join(process.env['BEREIK_SHARED'] ?? join(packageRoot, '..', 'shared'), 'bench');

/** A month and channel, and how many contacts came in it: by which the answers of all are compared. */
export type MonthCounts = ReadonlyMap<string, number>;

/** A database that holds one row for each contact. */
export type Peer = Readonly<{ name: string; ask(): Promise<MonthCounts>; close(): Promise<void> }>;

type CountRow = readonly [month: string, channel: string, contacts: number];

const columns = 'id, channel, arrival, wait_ms, abandoned, score';
const targetMs = `case channel when 'phone' then 20000 when 'chat' then 60000 else 86400000 end`;

/** Contacts, mean wait, service level, abandonment and mean score by month and channel. Months are those of UTC, which is less to do. */
const questionIn = (month: string): string => `select ${month} as m, channel, count(*) as n,
	avg(case when abandoned = 0 then wait_ms end) as mean_wait_ms,
	sum(case when abandoned = 0 and wait_ms <= ${targetMs} then 1 else 0 end) * 1.0 / count(*) as service_level,
	avg(abandoned) as abandonment, avg(score) as score
	from contacts group by 1, 2 order by 1, 2`;

/** The rows of a history, each contact one, as text that every peer reads; and the peers that can be had here. */
export async function openPeers(views: string, folder: string): Promise<readonly Peer[]> {
	const csv = join(folder, 'contacts.csv');
	const sqlite = openSqlite(views, folder, csv);
	const peers: Peer[] = [sqlite];
	const modules = findModules(folder);
	for (const [name, open] of [
		['DuckDB', openDuckdb],
		['Postgres', openPostgres]
	] as const) {
		try {
			if (modules === null) throw new Error(`${shared} is absent (BEREIK_SHARED says where the folder with bench/ is)`);
			peers.push(await open(modules, folder, csv));
		} catch (error) {
			console.error(`SKIPPED: ${name}, because ${error instanceof Error ? error.message.split('\n')[0] : error}`);
		}
	}
	return peers;
}

function openSqlite(views: string, folder: string, csv: string): Peer {
	const client = new Database(join(folder, 'raw.db'));
	client.pragma('journal_mode = OFF');
	client.pragma('synchronous = OFF');
	client.exec(
		'create table contacts (id integer primary key, channel text, arrival integer, wait_ms integer, abandoned integer, score integer)'
	);
	client.prepare('attach ? as views').run(views);
	// In these logs a contact waits once and is asked once.
	client.exec(`insert into contacts
		select w.no >> 20, w.channel, w.entry, w.exit - w.entry, w.outcome = 1, s.score
		from views.waits w left join views.surveys s on s.no = w.no where w.scope >= 2 order by w.no`);
	client.exec('detach views');
	writeCsv(client, csv);
	client.pragma('cache_size = -1000000');
	client.pragma('mmap_size = 2000000000');
	const question = client.prepare<[], CountRow>(questionIn(`strftime('%Y-%m', arrival / 1000, 'unixepoch')`)).raw();
	return {
		name: 'SQLite',
		ask: async () => counted(question.all()),
		close: async () => void client.close()
	};
}

function writeCsv(client: Database.Database, csv: string): void {
	const file = openSync(csv, 'w');
	let lines: string[] = [];
	for (const row of client.prepare<[], (string | number | null)[]>(`select ${columns} from contacts`).raw().iterate()) {
		lines.push(row.map((value) => value ?? '').join(','));
		if (lines.length < 20_000) continue;
		writeSync(file, `${lines.join('\n')}\n`);
		lines = [];
	}
	if (lines.length > 0) writeSync(file, `${lines.join('\n')}\n`);
	closeSync(file);
}

/** Where the drivers of the others are, `BEREIK_BENCH_PEERS` or freshly installed; null where nobody says which. */
function findModules(folder: string): NodeJS.Require | null {
	const own = process.env['BEREIK_BENCH_PEERS'];
	if (own !== undefined) return createRequire(join(own, 'package.json'));
	const manifest = join(shared, 'package.json');
	if (!existsSync(manifest)) return null;
	const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> }; // npm's
	const place = join(folder, 'drivers');
	mkdirSync(place);
	const needed = { '@duckdb/node-api': dependencies['@duckdb/node-api'], pg: dependencies['pg'] };
	writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, dependencies: needed }));
	const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--silent'];
	spawnSync('npm', install, { cwd: place, timeout: 300_000 });
	return createRequire(join(place, 'package.json'));
}

/** As much of its driver as is used. */
type Duckdb = Readonly<{
	DuckDBInstance: Readonly<{ create(file: string): Promise<Readonly<{ connect(): Promise<DuckdbConnection> }>> }>;
}>;
type DuckdbConnection = Readonly<{
	run(sql: string): Promise<unknown>;
	runAndReadAll(sql: string): Promise<Readonly<{ getRows(): readonly (readonly unknown[])[] }>>;
	closeSync(): void;
}>;

async function openDuckdb(modules: NodeJS.Require, folder: string, csv: string): Promise<Peer> {
	const { DuckDBInstance } = modules('@duckdb/node-api') as Duckdb; // its own types are not installed here
	const connection = await (await DuckDBInstance.create(join(folder, 'raw.duckdb'))).connect();
	await connection.run(
		'create table contacts (id integer, channel varchar, arrival bigint, wait_ms integer, abandoned utinyint, score utinyint)'
	);
	await connection.run(`copy contacts from '${csv}' (header false)`);
	await connection.run('checkpoint');
	await connection.run('set threads = 2');
	const sql = questionIn(`strftime(date_trunc('month', make_timestamp(arrival * 1000)), '%Y-%m')`);
	return {
		name: 'DuckDB, 2 threads',
		ask: async () => counted((await connection.runAndReadAll(sql)).getRows()),
		close: async () => connection.closeSync()
	};
}

/** As much of its driver as is used. */
type Postgres = Readonly<{
	Client: new (options: object) => Readonly<{
		connect(): Promise<void>;
		query(question: object | string): Promise<Readonly<{ rows: readonly (readonly unknown[])[] }>>;
		end(): Promise<void>;
	}>;
}>;

async function openPostgres(modules: NodeJS.Require, folder: string, csv: string): Promise<Peer> {
	const script = join(shared, 'pg.sh');
	if (!existsSync(script)) throw new Error(`${script} is absent`);
	const { Client } = modules('pg') as Postgres; // its own types are not installed here
	// Its server runs as another user, who has to come through.
	chmodSync(folder, 0o711);
	const environment = { ...process.env, BENCH_DIR: folder };
	execFileSync('bash', [script, 'start'], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
	const stop = (): void => void spawnSync('bash', [script, 'stop'], { env: environment });
	try {
		const place = ['-h', join(folder, 'pgsock'), '-p', '5599', '-U', 'postgres', '-d', 'postgres', '-q'];
		const load = `create table contacts (id int primary key, channel text, arrival bigint, wait_ms int, abandoned smallint, score smallint);
\\copy contacts from '${csv}' with (format csv)
vacuum analyze contacts;
`;
		execFileSync('psql', [...place, '-v', 'ON_ERROR_STOP=1'], { input: load, stdio: ['pipe', 'ignore', 'inherit'] });
		const client = new Client({ host: join(folder, 'pgsock'), port: 5599, user: 'postgres', database: 'postgres' });
		await client.connect();
		const month = `to_char(date_trunc('month', to_timestamp(arrival / 1000) at time zone 'UTC'), 'YYYY-MM')`;
		return {
			name: 'Postgres',
			ask: async () => counted((await client.query({ text: questionIn(month), rowMode: 'array' })).rows),
			close: async () => {
				await client.end();
				stop();
			}
		};
	} catch (error) {
		stop();
		throw error;
	}
}

function counted(rows: readonly (readonly unknown[])[]): MonthCounts {
	return new Map(rows.map(([month, channel, contacts]) => [`${String(month)} ${String(channel)}`, Number(contacts)]));
}
