import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { describeEventStore } from '../../../../tests/conformance/event-store.ts';
import { queued } from '../../../../tests/support/contact-events.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { migrationsFolder } from '../database/sqlite/beside-log.ts';
import { openLog, openLogReader, type WritableLogDatabase } from '../database/sqlite/open-log.ts';
import { ImportLedger } from './import-ledger.ts';
import { SqliteEventReader } from './sqlite-event-reader.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

function open(file: string): { store: SqliteEventStore; database: WritableLogDatabase } {
	const database = openLog(file);
	onTestFinished(() => database.close());
	return { store: new SqliteEventStore(database), database };
}

function fresh() {
	return open(join(temporaryFolder(), 'bereik.db'));
}

describeEventStore('SQLite', async () => {
	const { store, database } = fresh();
	return {
		store,
		beginImport: () => new ImportLedger(database).begin({ source: 'pbx', file: 'calls.csv' }, 1000),
		async reopen() {
			await store.close();
			return open(database.file).store;
		}
	};
});

test('says that the disk is full, stores nothing of the batch, and goes on when there is room', async () => {
	const { store, database } = fresh();
	await store.append([queued('a')], 1000);
	const pages = Number(database.client.pragma('page_count', { simple: true }));
	database.client.pragma(`max_page_count = ${pages + 2}`);
	const many = Array.from({ length: 2000 }, (_, at) => queued(`many-${at}`, { source: 'new source' }));
	await expect(store.append(many, 2000)).rejects.toMatchObject({ name: 'StoreFailure', failure: 'disk-full' });
	expect(await store.head()).toEqual({ seq: 1, receivedAt: 1000 });
	expect(await store.read(0, 10)).toHaveLength(1);

	database.client.pragma('max_page_count = 1000000');
	// The number of the new source went with the transaction; it must not be taken from memory now.
	expect((await store.append(many, 3000)).stored).toHaveLength(2000);
	expect(await store.find('new source', 'many-0')).toMatchObject({ seq: 2 });
});

test('says that it is away while something else holds the file, and goes on afterwards', async () => {
	const { store, database } = fresh();
	database.client.pragma('busy_timeout = 20');
	const other = new Database(database.file);
	onTestFinished(() => void other.close());
	other.exec('BEGIN IMMEDIATE');
	await expect(store.append([queued('a')], 1000)).rejects.toMatchObject({ name: 'StoreFailure', failure: 'away' });
	other.exec('ROLLBACK');
	expect((await store.append([queued('a')], 1000)).outcomes).toEqual([{ status: 'stored', seq: 1 }]);
});

test('is away once it was closed', async () => {
	const { store } = fresh();
	await store.close();
	await expect(store.append([queued('a')], 1000)).rejects.toMatchObject({ failure: 'away' });
	await expect(store.head()).rejects.toMatchObject({ failure: 'away' });
});

test('stores nothing of a batch in which one event cannot be written down', async () => {
	const { store } = fresh();
	const data = { contact: 'c', queue: 'q', channel: 'phone', priority: 1n } as never; // no checked event has a bigint
	await expect(store.append([queued('a'), queued('b', { data })], 1000)).rejects.toThrow(TypeError);
	expect(await store.head()).toEqual({ seq: 0, receivedAt: 0 });
	expect((await store.append([queued('c')], 1000)).outcomes).toEqual([{ status: 'stored', seq: 1 }]);
});

test('is read beside the writer as soon as the writer has committed', async () => {
	const { store, database } = fresh();
	const readerDatabase = openLogReader(database.file);
	onTestFinished(() => readerDatabase.close());
	const reader = new SqliteEventReader(readerDatabase);
	expect(await reader.read(0, 10)).toEqual([]);
	const { stored } = await store.append([queued('a'), queued('b')], 1000);
	expect(await reader.read(0, 10)).toEqual(stored);
	expect(await reader.find('pbx', 'b')).toEqual(stored[1]);
	expect(reader.epoch).toBe(store.epoch);
});

test('keeps its file whole', async () => {
	const { store, database } = fresh();
	await store.append(
		Array.from({ length: 500 }, (_, at) => queued(`${at}`)),
		1000
	);
	await database.checkpoint();
	expect(database.client.pragma('integrity_check', { simple: true })).toBe('ok');
	expect(database.client.pragma('foreign_key_check')).toEqual([]);
});

test('is brought up to date by its writer, and until then a reader says so', async () => {
	const file = join(temporaryFolder(), 'bereik.db');
	const client = new Database(file);
	const folder = migrationsFolder('sqlite', 'log');
	const journal = readFileSync(join(folder, 'meta/_journal.json'), 'utf8');
	const [first] = (JSON.parse(journal) as { entries: { tag: string; when: number }[] }).entries; // as drizzle-kit writes it
	client.exec(readFileSync(join(folder, `${first?.tag}.sql`), 'utf8'));
	client.exec('CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric)');
	client.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('', first?.when);
	client.exec("insert into log_head values (1, 'e', 1, 5); insert into sources values (1, 'pbx')");
	const form = JSON.stringify(queued('a').data);
	client.prepare("insert into events values (1, 1, 'a', 'contact.queued', 1763800000000, 5, ?, null, 0)").run(form);
	client.close();
	const old = openLogReader(file);
	onTestFinished(() => old.close());
	expect(() => new SqliteEventReader(old)).toThrow(/was written by an earlier version/);
	const { store } = open(file);
	expect(await store.read(0, 10)).toEqual([{ ...queued('a'), seq: 1, receivedAt: 5 }]);
	expect((await store.append([queued('a'), queued('b')], 6)).outcomes).toEqual([
		{ status: 'duplicate', seq: 1 },
		{ status: 'stored', seq: 2 }
	]);
});
