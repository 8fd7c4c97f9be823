import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { describeEventStore } from '../../../../tests/conformance/event-store.ts';
import { queued } from '../../../../tests/support/contact-events.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openLog, openLogReader, type WritableLogDatabase } from '../database/sqlite/open-log.ts';
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
	database.checkpoint();
	expect(database.client.pragma('integrity_check', { simple: true })).toBe('ok');
	expect(database.client.pragma('foreign_key_check')).toEqual([]);
});
