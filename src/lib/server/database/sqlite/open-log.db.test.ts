import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../../../tests/support/temporary-folder.ts';
import { applyMigrations } from './apply-migrations.ts';
import { besideLog, migrationsFolder } from './beside-log.ts';
import { openLog, openLogReader, type OpenLogOptions, type WritableLogDatabase } from './open-log.ts';
import { LogUnfit } from './log-unfit.ts';
import { refuseUnsafeVersion } from './sqlite-file.ts';

function open(file: string, options: OpenLogOptions = {}): WritableLogDatabase {
	const database = openLog(file, options);
	onTestFinished(() => database.close());
	return database;
}

/** Starts a process that opens the log, and waits for what it says: `open`, or the name of an error. */
async function openElsewhere(file: string): Promise<{ said: string; child: ChildProcess }> {
	const script = join(import.meta.dirname, '../../../../../tests/support/hold-log.ts');
	const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
	onTestFinished(() => void child.kill('SIGKILL'));
	const [said] = await once(child.stdout, 'data');
	return { said: String(said).trim(), child };
}

/** What opening a log for reading says to a user who is neither its owner nor root. */
function sayAsSomeoneElse(file: string): string {
	const module = JSON.stringify(pathToFileURL(join(import.meta.dirname, 'open-log.ts')).href);
	const script = `const { openLogReader } = await import(${module});
		try { openLogReader(${JSON.stringify(file)}); console.log('open'); }
		catch (error) { console.log(error.name, error.message); }`;
	const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
	const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
		encoding: 'utf8',
		...nobody
	});
	return `${stdout}${stderr}`.trim();
}

function modeOf(path: string): string {
	return (statSync(path).mode & 0o777).toString(8);
}

test('makes folder and files for their owner alone, whatever the umask', () => {
	const before = process.umask(0);
	onTestFinished(() => void process.umask(before));
	const folder = join(temporaryFolder(), 'data', 'log');
	const database = open(join(folder, 'bereik.db'));
	database.client.exec('create table t (a)');
	expect(modeOf(folder)).toBe('700');
	expect(readdirSync(folder).sort()).toEqual(['bereik.db', 'bereik.db-shm', 'bereik.db-wal', 'bereik.lock']);
	for (const name of readdirSync(folder)) expect([name, modeOf(join(folder, name))]).toEqual([name, '600']);
});

test('takes rights of others away from a file that has them', () => {
	const file = join(temporaryFolder(), 'bereik.db');
	openLog(file).close();
	chmodSync(file, 0o644);
	open(file);
	expect(modeOf(file)).toBe('600');
});

test('keeps its epoch, and takes one that is given only when it is new', () => {
	const file = join(temporaryFolder(), 'bereik.db');
	const first = openLog(file, { epoch: 'fixed' });
	first.close();
	expect(first.epoch).toBe('fixed');
	expect(open(file, { epoch: 'another' }).epoch).toBe('fixed');
	const other = open(join(temporaryFolder(), 'bereik.db'));
	expect(other.epoch).toMatch(/^[0-9a-f]{8}-/);
});

test('is set up so that a committed write survives a power cut and a deleted row leaves nothing behind', () => {
	const { client } = open(join(temporaryFolder(), 'bereik.db'));
	const pragma = (name: string): unknown => client.pragma(name, { simple: true });
	expect(pragma('journal_mode')).toBe('wal');
	expect(pragma('synchronous')).toBe(2);
	expect(pragma('foreign_keys')).toBe(1);
	expect(pragma('busy_timeout')).toBe(2000);
	expect(pragma('secure_delete')).toBe(1);
	expect(pragma('trusted_schema')).toBe(0);
	expect(pragma('journal_size_limit')).toBe(67_108_864);
});

test('lets no second process write, and the next one as soon as the first was killed', async () => {
	const file = join(temporaryFolder(), 'bereik.db');
	const first = await openElsewhere(file);
	expect(first.said).toBe('open');
	expect((await openElsewhere(file)).said).toBe('AlreadyOpen');
	expect(() => openLog(file)).toThrow(/already open for writing/);
	first.child.kill('SIGKILL');
	await once(first.child, 'exit');
	open(file);
});

test('lets no second connection of one process write, and the first keeps its right', async () => {
	const file = join(temporaryFolder(), 'bereik.db');
	open(file);
	expect(() => openLog(file)).toThrow(/already open for writing/);
	// Closing any handle of the lock file would have dropped the lock of this whole process.
	expect((await openElsewhere(file)).said).toBe('AlreadyOpen');
});

test('gives its right back when it is closed', async () => {
	const file = join(temporaryFolder(), 'bereik.db');
	openLog(file).close();
	expect((await openElsewhere(file)).said).toBe('open');
});

test('is read beside a writer in another process and without one, and never written by a reader', async () => {
	const file = join(temporaryFolder(), 'bereik.db');
	const { child } = await openElsewhere(file);
	const beside = openLogReader(file);
	expect(beside.epoch).not.toBe('');
	expect(() => beside.client.exec("insert into sources (name) values ('x')")).toThrow(/readonly/);
	beside.close();
	child.kill('SIGKILL');
	await once(child, 'exit');
	const alone = openLogReader(file);
	onTestFinished(() => alone.close());
	expect(alone.epoch).toBe(beside.epoch);
});

test('is not made by a reader', () => {
	const file = join(temporaryFolder(), 'bereik.db');
	expect(() => openLogReader(file)).toThrow(new LogUnfit(`${file}: there is no event log here`));
	expect(existsSync(file)).toBe(false);
	const nowhere = join(file, 'deeper', 'bereik.db');
	expect(() => openLogReader(nowhere)).toThrow(new LogUnfit(`${nowhere}: there is no event log here`));
	const empty = join(temporaryFolder(), 'empty.db');
	writeFileSync(empty, '');
	expect(() => openLogReader(empty)).toThrow(/holds no event log/);
	const folder = temporaryFolder();
	expect(() => openLogReader(folder)).toThrow(LogUnfit);
});

test('that this user may not read says so', () => {
	const file = join(temporaryFolder(), 'bereik.db');
	openLog(file).close();
	chmodSync(file, 0);
	const said = sayAsSomeoneElse(file);
	expect(said).toBe(`LogUnfit ${file}: cannot be read by this user`);
});

test('tells of schema steps only when some are due', () => {
	const file = join(temporaryFolder(), 'bereik.db');
	const due: number[] = [];
	const first = openLog(file, { onMigration: (steps) => due.push(steps) });
	first.close();
	expect(first.migrated.applied).toBe(due[0]);
	expect(open(file, { onMigration: (steps) => due.push(steps) }).migrated.applied).toBe(0);
	expect(due).toHaveLength(1);
});

test('refuses a file that a later version has written, and lets go of it', () => {
	const file = join(temporaryFolder(), 'bereik.db');
	const database = openLog(file);
	database.client.exec('update __drizzle_migrations set created_at = created_at + 1');
	database.close();
	expect(() => openLog(file)).toThrow(/later version/);
	const client = new Database(file);
	client.exec('update __drizzle_migrations set created_at = created_at - 1');
	client.close();
	open(file);
});

test('leaves a file as it was when a schema step fails', () => {
	const client = new Database(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => void client.close());
	// The last table of the step is already there, so everything before it has to be undone.
	client.exec('create table sources (a)');
	expect(() => applyMigrations(client, migrationsFolder('sqlite', 'log'))).toThrow(/nothing was changed/);
	const tables = client.prepare("select name from sqlite_master where type = 'table' and name not like '%drizzle%'");
	expect(tables.pluck().all()).toEqual(['sources']);
});

test.each(['3.51.2', '3.40.1', '2.9.9', '3.51'])('refuses SQLite %s, which can corrupt the log', (version) => {
	expect(() => refuseUnsafeVersion(version)).toThrow(`SQLite ${version}`);
});

test.each(['3.51.3', '3.53.4', '3.60.0', '4.0.0'])('takes SQLite %s', (version) => {
	expect(() => refuseUnsafeVersion(version)).not.toThrow();
});

test('puts its other files beside it under its name', () => {
	expect(besideLog('data/bereik.db', 'key')).toBe('data/bereik.key');
	expect(besideLog('data/log', 'lock')).toBe('data/log.lock');
});
