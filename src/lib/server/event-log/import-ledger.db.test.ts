import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { queued } from '../../../../tests/support/contact-events.ts';
import { hasPostgres, testDatabase } from '../../../../tests/support/postgres.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { idsInForce } from '../intake/ids-in-force.ts';
import { EventLog } from './event-log.ts';
import { ImportLedger } from './import-ledger.ts';
import { PostgresEventStore } from './postgres-event-store.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { CannotUndo, undoImport } from './undo-import.ts';

const stores = [
	{
		dialect: 'sqlite',
		async openStore() {
			const database = openLog(join(temporaryFolder(), 'bereik.db'));
			onTestFinished(() => database.close());
			return { database, store: new SqliteEventStore(database) };
		}
	},
	{
		dialect: 'postgres',
		async openStore() {
			const database = await testDatabase();
			return { database, store: new PostgresEventStore(database) };
		}
	}
];

describe.each(hasPostgres ? stores : stores.slice(0, 1))('imports on $dialect', ({ openStore }) => {
	async function open() {
		const { database, store } = await openStore();
		const clock = { now: () => 5000 };
		const log = new EventLog({ store, clock, onListenerError: () => {} });
		const imports = new ImportLedger(database);
		return { log, imports, clock, begin: (file = 'calls.csv') => imports.begin({ source: 'pbx', file }, 1000) };
	}

	test('counts what each import did, also where several share a transaction', async () => {
		const { log, imports, begin } = await open();
		const [one, other] = [await begin('/home/somebody/calls.csv'), await begin('more.csv')];
		await Promise.all([
			log.append([queued('a', { batch: one }), queued('b', { batch: one }), queued('a', { batch: one })]),
			log.append([queued('c', { batch: other }), queued('a', { batch: other, time: 1 }), queued('x')])
		]);
		await log.append([queued('d', { batch: one })]);
		await imports.addRejected(one, 3);
		await imports.finish(one, 2000);
		expect(await imports.list()).toEqual([
			{
				batch: other,
				source: 'pbx',
				file: 'more.csv',
				startedAt: 1000,
				finishedAt: null,
				firstSeq: 3,
				lastSeq: 3,
				stored: 1,
				duplicates: 0,
				conflicts: 1,
				rejected: 0,
				undoneAt: null
			},
			{
				batch: one,
				source: 'pbx',
				file: 'calls.csv',
				startedAt: 1000,
				finishedAt: 2000,
				firstSeq: 1,
				lastSeq: 5,
				stored: 3,
				duplicates: 1,
				conflicts: 0,
				rejected: 3,
				undoneAt: null
			}
		]);
	});

	test('later imports have names that sort later, and those of one millisecond have names of their own', async () => {
		const { imports } = await open();
		const at = (now: number): Promise<string> => imports.begin({ source: 'pbx', file: 'f' }, now);
		const names = [await at(1_763_800_000_000), await at(1_763_800_000_001), await at(1_900_000_000_000)];
		expect([...names].sort()).toEqual(names);
		const together = await Promise.all(Array.from({ length: 20 }, () => at(1_763_800_000_000)));
		expect(new Set(together).size).toBe(20);
		for (const name of names) expect(name).toMatch(/^[a-z0-9]{8}-[a-z0-9]{4}$/);
	});

	test('an import is undone once, and one that there is not never', async () => {
		const { log, imports, clock, begin } = await open();
		const batch = await begin();
		await log.append([queued('a', { batch })]);
		expect(await undoImport({ log, imports, clock }, batch)).toMatchObject({ batch, stored: 1, undoneAt: 5000 });
		expect(await log.read(1, 10)).toMatchObject([{ type: 'bereik.import.undone', source: 'bereik', data: { batch } }]);
		expect([...(await imports.undone())]).toEqual([batch]);
		await expect(undoImport({ log, imports, clock }, batch)).rejects.toThrow(`the import ${batch} was undone already`);
		await expect(undoImport({ log, imports, clock }, 'other')).rejects.toThrow(
			new CannotUndo('there is no import other; `bereik import list` names them')
		);
		expect((await log.head()).seq).toBe(2);
	});

	test('an event of an undone import comes in again under the next id that is free, one that counts keeps its own', async () => {
		const { log, imports, clock, begin } = await open();
		const [one, kept] = [await begin(), await begin()];
		await log.append([queued('a', { batch: one }), queued('b', { batch: kept }), queued('live')]);
		const again = [queued('a'), queued('b'), queued('live'), queued('new'), queued('c', { supersedes: 'a' })];
		expect(await idsInForce({ log, imports }, again)).toEqual(again);
		await undoImport({ log, imports, clock }, one);
		const renamed = await idsInForce({ log, imports }, again);
		expect(renamed.map(({ id, supersedes }) => [id, supersedes])).toEqual([
			['a~1', undefined],
			['b', undefined],
			['live', undefined],
			['new', undefined],
			['c', 'a~1']
		]);
		const two = await begin();
		await log.append(renamed.map((event) => ({ ...event, batch: two })));
		expect((await idsInForce({ log, imports }, again)).map(({ id }) => id)).toEqual(['a~1', 'b', 'live', 'new', 'c']);
		await undoImport({ log, imports, clock }, two);
		expect((await idsInForce({ log, imports }, again)).map(({ id, supersedes }) => [id, supersedes])).toEqual([
			['a~2', undefined],
			['b', undefined],
			['live', undefined],
			['new~1', undefined],
			['c~1', 'a~2']
		]);
	});
});
