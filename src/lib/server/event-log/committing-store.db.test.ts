import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { describeEventStore } from '../../../../tests/conformance/event-store.ts';
import { queued } from '../../../../tests/support/contact-events.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { CommittingStore } from './committing-store.ts';
import { EventLog } from './event-log.ts';
import { ImportLedger } from './import-ledger.ts';

/** A store of which the thread is at work from the first event on, or has another program. */
function open(file: string, program?: URL) {
	const database = openLog(file);
	const cacheBytes = 1024 * 1024;
	const store = new CommittingStore(database, {
		cacheBytes,
		worthAThread: 0,
		...(program === undefined ? {} : { program })
	});
	onTestFinished(() => store.close());
	return { store, database };
}

function fresh(program?: URL) {
	return open(join(temporaryFolder(), 'bereik.db'), program);
}

describeEventStore(
	'SQLite with a thread that commits',
	async () => {
		const { store, database } = fresh();
		return {
			store,
			beginImport: () => new ImportLedger(database).begin({ source: 'pbx', file: 'calls.csv' }, 1000),
			async reopen() {
				await store.close();
				return open(database.file).store;
			}
		};
	},
	10
);

test('answers requests that are made at once each for itself, in order', async () => {
	const { store } = fresh();
	const answers = await Promise.all([
		store.append([queued('a'), queued('b')], 1000),
		store.append([queued('b'), queued('b', { batch: 'never' })], 2000).catch((error: unknown) => error),
		store.append([queued('c'), queued('a')], 3000)
	]);
	expect(answers).toEqual([
		{ outcomes: [1, 2].map((seq) => ({ status: 'stored', seq })), stored: expect.anything() },
		expect.objectContaining({ message: 'there is no import never' }),
		{
			outcomes: [
				{ status: 'stored', seq: 3 },
				{ status: 'duplicate', seq: 1 }
			],
			stored: [{ ...queued('c'), seq: 3, receivedAt: 3000 }]
		}
	]);
});

test('commits what it was sent before it closes', async () => {
	const { store, database } = fresh();
	const events = Array.from({ length: 20_000 }, (_, at) => queued(`${at}`));
	const appending = store.append(events, 1000);
	await store.close();
	expect((await appending).outcomes).toHaveLength(20_000);
	const reader = new Database(database.file, { readonly: true });
	expect(reader.prepare('select count(*) from events').pluck().get()).toBe(20_000);
	reader.close();
});

test(
	'says that it is away while something else holds the file, and goes on afterwards',
	{ timeout: 15_000 },
	async () => {
		const { store, database } = fresh();
		await store.append([queued('a')], 1000);
		const other = new Database(database.file);
		onTestFinished(() => void other.close());
		other.exec('BEGIN IMMEDIATE');
		await expect(store.append([queued('b')], 2000)).rejects.toMatchObject({ name: 'StoreFailure', failure: 'away' });
		other.exec('ROLLBACK');
		expect((await store.append([queued('b')], 3000)).outcomes).toEqual([{ status: 'stored', seq: 2 }]);
	}
);

test.each(['throws', 'ends'])(
	'says that it is away when its thread %s, now and from then on, and closes',
	async (how) => {
		const program = new URL(`../../../../tests/support/dying-commit-thread.ts?how=${how}`, import.meta.url);
		const { store, database } = fresh(program);
		const log = new EventLog({ store, clock: { now: () => 1000 }, onListenerError: () => {} });
		const refused = { committed: false, refusal: 'away' };
		expect(await Promise.all([log.append([queued('a')]), log.append([queued('b')])])).toEqual([refused, refused]);
		expect(await log.append([queued('c')])).toEqual(refused);
		expect(await log.head()).toEqual({ seq: 0, receivedAt: 0 });
		await log.close();
		expect(database.client.open).toBe(false);
	}
);

test('starts no thread for a few events', async () => {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	const program = new URL('../../../../tests/support/dying-commit-thread.ts?how=ends', import.meta.url);
	const store = new CommittingStore(database, { cacheBytes: 1024 * 1024, program });
	onTestFinished(() => store.close());
	expect((await store.append([queued('a')], 1000)).outcomes).toEqual([{ status: 'stored', seq: 1 }]);
});
