import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { queued } from '../../../../tests/support/contact-events.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { idsInForce } from '../intake/ids-in-force.ts';
import { EventLog } from './event-log.ts';
import { ImportLedger } from './import-ledger.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { CannotUndo, undoImport } from './undo-import.ts';

function open() {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => database.close());
	const clock = { now: () => 5000 };
	const log = new EventLog({ store: new SqliteEventStore(database), clock, onListenerError: () => {} });
	const imports = new ImportLedger(database);
	return { log, imports, clock, begin: (file = 'calls.csv') => imports.begin({ source: 'pbx', file }, 1000) };
}

test('counts what each import did, also where several share a transaction', async () => {
	const { log, imports, begin } = open();
	const [one, other] = [begin('/home/somebody/calls.csv'), begin('more.csv')];
	await Promise.all([
		log.append([queued('a', { batch: one }), queued('b', { batch: one }), queued('a', { batch: one })]),
		log.append([queued('c', { batch: other }), queued('a', { batch: other, time: 1 }), queued('x')])
	]);
	await log.append([queued('d', { batch: one })]);
	imports.addRejected(one, 3);
	imports.finish(one, 2000);
	expect(imports.list()).toEqual([
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

test('later imports have names that sort later, and those of one millisecond have names of their own', () => {
	const { imports } = open();
	const at = (now: number): string => imports.begin({ source: 'pbx', file: 'f' }, now);
	const names = [at(1_763_800_000_000), at(1_763_800_000_001), at(1_900_000_000_000)];
	expect([...names].sort()).toEqual(names);
	expect(new Set(Array.from({ length: 20 }, () => at(1_763_800_000_000))).size).toBe(20);
	for (const name of names) expect(name).toMatch(/^[a-z0-9]{8}-[a-z0-9]{4}$/);
});

test('an import is undone once, and one that there is not never', async () => {
	const { log, imports, clock, begin } = open();
	const batch = begin();
	await log.append([queued('a', { batch })]);
	expect(await undoImport({ log, imports, clock }, batch)).toMatchObject({ batch, stored: 1, undoneAt: 5000 });
	expect(await log.read(1, 10)).toMatchObject([{ type: 'bereik.import.undone', source: 'bereik', data: { batch } }]);
	expect([...imports.undone()]).toEqual([batch]);
	await expect(undoImport({ log, imports, clock }, batch)).rejects.toThrow(`the import ${batch} was undone already`);
	await expect(undoImport({ log, imports, clock }, 'other')).rejects.toThrow(
		new CannotUndo('there is no import other; `bereik import list` names them')
	);
	expect((await log.head()).seq).toBe(2);
});

test('an event of an undone import comes in again under the next id that is free, one that counts keeps its own', async () => {
	const { log, imports, clock, begin } = open();
	const [one, kept] = [begin(), begin()];
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
	const two = begin();
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
