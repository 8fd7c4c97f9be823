import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { EventLog } from '#lib/server/event-log/event-log.ts';
import { EventWriter } from '#lib/server/event-log/event-writer.ts';
import { rowsAtOnce, SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { appendTexts } from '#lib/server/event-log/sqlite-statements.ts';
import { toKeptEvent } from '#lib/server/event-log/stored-form.ts';
import { keepHouse } from '#lib/server/housekeeping.ts';
import { ownLeases } from '#lib/server/replicas/leases.ts';
import { packageRoot, startChild } from '../support/child-processes.ts';
import { queued } from '../support/contact-events.ts';
import { longestGap } from '../support/loop-gap.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What a wall can be held up without anybody seeing it, ms. */
const unseenMs = 100;
/** The least of so many tries is judged: other tests run on the same machine. */
const tries = 5;

async function filledLog(events = 20_000) {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	const store = new SqliteEventStore(database);
	onTestFinished(() => store.close());
	let no = 0;
	const write = async (count: number): Promise<void> => {
		for (let at = 0; at < count; at += 1_000)
			await store.append(
				Array.from({ length: Math.min(1_000, count - at) }, () => queued(`c${no++}`)),
				no
			);
	};
	await write(events);
	return { database, store, write };
}

/** Somebody who reads, such as a copy of the file or a shell, for as long as it is not told to end. */
function readIn(file: string): () => void {
	const reader = new Database(file, { readonly: true });
	reader.exec('begin');
	reader.prepare('select count(*) from events').get();
	const end = (): void => void reader.close();
	onTestFinished(end);
	return end;
}

/** Another process that keeps the file locked. */
async function lockFor(file: string, ms: number) {
	const holder = startChild(process.execPath, [
		join(packageRoot, 'tests/support/hold-write-lock.ts'),
		file,
		String(ms)
	]);
	await holder.heard(/^held$/m);
	return holder;
}

describe('emptying the write-ahead log beside somebody who reads for long', () => {
	test('holds nothing up, says that it could not, and is done once they have ended', { timeout: 60_000 }, async () => {
		const { database, write } = await filledLog();
		const endReading = readIn(database.file);
		await write(5_000);
		const answers: boolean[] = [];
		const gap = await longestGap(async () => void answers.push(await database.checkpoint()), tries);
		expect(answers).toEqual(new Array(tries).fill(false));
		expect(gap).toBeLessThan(unseenMs);
		// Events go on being taken in meanwhile.
		await write(1);
		endReading();
		expect(await database.checkpoint()).toBe(true);
	});

	test('is found out where it is done by the connection that writes', { timeout: 60_000 }, async () => {
		const { database, write } = await filledLog(1_000);
		readIn(database.file);
		await write(1_000);
		const inPlace = async () => database.client.pragma('wal_checkpoint(TRUNCATE)');
		expect(await longestGap(inPlace, 2)).toBeGreaterThan(1_500);
	});

	test('moves tens of megabytes without holding the loop up either', { timeout: 60_000 }, async () => {
		const { database, write } = await filledLog(1_000);
		const endReading = readIn(database.file);
		await write(60_000);
		endReading();
		expect(await longestGap(async () => expect(await database.checkpoint()).toBe(true))).toBeLessThan(3 * unseenMs);
	});

	test('is tried again until it could be done', { timeout: 30_000 }, async () => {
		const { database, write } = await filledLog(1_000);
		const endReading = readIn(database.file);
		await write(1_000);
		const told: unknown[] = [];
		let erased = 0;
		const end = keepHouse({
			file: database,
			leases: ownLeases,
			projection: { checkpoint: () => {} },
			retention: { run: async () => void erased++ },
			privacy: { finishBegun: async () => {} },
			logger: { warn: (what: unknown) => void told.push(what), error: (what: unknown) => void told.push(what) },
			pace: { betweenMs: 500, againMs: 50 }
		});
		onTestFinished(end);
		await expect.poll(() => told, { timeout: 10_000 }).toContainEqual({ isErased: true, isEmpty: false });
		endReading();
		const walBytes = () => statSync(`${database.file}-wal`).size;
		await expect.poll(walBytes, { timeout: 10_000 }).toBe(0);
		end();
		expect(erased).toBeGreaterThan(1);
	});

	test('and what was kept long enough waits while somebody else has the log locked', { timeout: 30_000 }, async () => {
		const { database } = await filledLog(10);
		const holder = await lockFor(database.file, 1_000);
		let erased = 0;
		const end = keepHouse({
			file: database,
			leases: ownLeases,
			projection: { checkpoint: () => {} },
			retention: { run: async () => void erased++ },
			privacy: { finishBegun: async () => {} },
			logger: { warn: () => {}, error: () => {} },
			pace: { betweenMs: 3_600_000, againMs: 100 }
		});
		onTestFinished(end);
		await sleep(50);
		expect([erased, database.isLocked()]).toEqual([0, true]);
		await holder.ended;
		await expect.poll(() => erased, { timeout: 10_000 }).toBe(1);
	});
});

describe('a log that somebody else has locked for a while', () => {
	test(
		'takes events in when it is let go, in their order, and nothing stands still until then',
		{ timeout: 60_000 },
		async () => {
			const { database, store } = await filledLog(1_000);
			const clock = { now: () => 5_000, speed: 1, isReplay: false };
			const log = new EventLog({ store, clock, onListenerError: (error) => expect.unreachable(String(error)) });
			const shown: string[] = [];
			log.onStored((events) => shown.push(...events.map(({ id }) => id)));
			let no = 0;
			const order: string[] = [];
			const gap = await longestGap(async () => {
				const holder = await lockFor(database.file, 800);
				const sent = Array.from({ length: 20 }, async (_, at) => {
					await sleep(at * 10);
					const id = `late-${no++}`;
					order.push(id);
					const result = await log.append([queued(id)]);
					// Acknowledged only once it is committed.
					expect([result.committed, (await store.find('pbx', id)) !== null]).toEqual([true, true]);
				});
				await sleep(300);
				expect(shown.length).toBe(order.length - 20);
				await Promise.all([...sent, holder.ended]);
			}, 3);
			expect(shown).toEqual(order);
			expect(gap).toBeLessThan(unseenMs);
		}
	);

	test('is found out where the writer waits for it', { timeout: 60_000 }, async () => {
		const { database } = await filledLog(1_000);
		const writer = new EventWriter(database.client, appendTexts(database, rowsAtOnce));
		const holder = await lockFor(database.file, 800);
		const gap = await longestGap(async () => writer.append([toKeptEvent(queued('waits'))], 5_000));
		await holder.ended;
		expect(gap).toBeGreaterThan(300);
	});
});
