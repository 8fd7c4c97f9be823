import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { queued } from '../support/contact-events.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What the write-ahead log may be after the next write, once nobody reads from before it. */
const mostBytes = 64 * 1024 * 1024;

function openHere() {
	const file = join(temporaryFolder(), 'bereik.db');
	const database = openLog(file);
	onTestFinished(() => database.close());
	const store = new SqliteEventStore(database);
	let no = 0;
	return {
		file,
		database,
		walBytes: (): number => statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
		async write(events: number): Promise<void> {
			for (let at = 0; at < events; at += 1_000)
				await store.append(
					Array.from({ length: 1_000 }, () => queued(`c${no++}`)),
					no
				);
		}
	};
}

test('what is written ahead stays within 64 MB, and once an hour it is nothing', async () => {
	const { database, walBytes, write } = openHere();
	expect(database.client.pragma('journal_size_limit', { simple: true })).toBe(mostBytes);
	await write(20_000);
	expect(walBytes()).toBeGreaterThan(0);
	expect(walBytes()).toBeLessThan(mostBytes);
	await database.checkpoint();
	expect(walBytes()).toBe(0);
});

test('somebody who reads for a long time makes it grow, and it shrinks again when they are done', async () => {
	const { file, database, walBytes, write } = openHere();
	await write(1_000);
	const before = walBytes();
	const reader = new Database(file, { readonly: true });
	onTestFinished(() => void reader.close());
	reader.exec('begin');
	reader.prepare('select count(*) from events').get();
	await write(20_000);
	// Nothing of it may be put into the file before they are done: the same look finds what a checkpoint could not do.
	await database.checkpoint();
	expect(walBytes()).toBeGreaterThan(before);
	reader.exec('commit');
	await database.checkpoint();
	expect(walBytes()).toBe(0);
});
