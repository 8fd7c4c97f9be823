import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { hasPostgres, openHere, testPlace } from '../../../../tests/support/postgres.ts';
import { openIntake } from '../../../../tests/support/open-intake.ts';
import { StoreFailure } from '../event-log/event-store.ts';
import { RejectedRecords, type RejectedRecord } from './rejected-records.ts';
import { StoredRejectedRecords } from './rejected-store.ts';

function record(raw: string, receivedAt = 1000): RejectedRecord {
	return { receivedAt, source: 'pbx', reason: 'why', raw };
}

test('writes records together, some time later', async () => {
	const { rejectedStore } = openIntake(0);
	const rejected = new RejectedRecords(rejectedStore, { flushAfterMs: 20 });
	rejected.add(record('1'));
	rejected.add(record('2'));
	expect(await rejectedStore.list(10)).toEqual([]);
	await wait(60);
	expect((await rejectedStore.list(10)).map(({ raw }) => raw)).toEqual(['2', '1']);
	expect(await rejectedStore.list(1, { beforeNo: 2 })).toMatchObject([
		{ no: 1, raw: '1', source: 'pbx', reason: 'why' }
	]);
});

test('counts what it cannot keep: too much at once, and what the store refuses', async () => {
	const { rejectedStore } = openIntake(0);
	const rejected = new RejectedRecords(rejectedStore, { maxWaitingCharacters: 10 });
	for (const raw of ['12345', '6789', '01', '2']) rejected.add(record(raw));
	expect(rejected.lost).toBe(1);
	await rejected.flush();
	expect((await rejectedStore.list(10)).map(({ raw }) => raw)).toEqual(['2', '6789', '12345']);
	const away = new RejectedRecords({
		...rejectedStore,
		add: async () => {
			throw new StoreFailure('disk-full', null);
		}
	} as unknown as StoredRejectedRecords); // only add is called
	away.add(record('a'));
	await away.flush();
	expect(away.lost).toBe(1);
});

test('has written everything when asked to, also what was on its way when it was asked', async () => {
	let letWrite = (): void => {};
	const gate = new Promise<void>((resolve) => (letWrite = resolve));
	const written: string[] = [];
	const slow = {
		async add(records: readonly RejectedRecord[]) {
			await gate;
			written.push(...records.map(({ raw }) => raw));
		}
	};
	const rejected = new RejectedRecords(slow as unknown as StoredRejectedRecords, { maxWaitingCharacters: 6 }); // only add is called
	rejected.add(record('first'));
	void rejected.flush();
	let isFlushed = false;
	const flushed = rejected.flush().then(() => (isFlushed = true));
	// What is on its way takes up room.
	for (const raw of ['more', '.']) rejected.add(record(raw));
	await wait(20);
	expect([isFlushed, rejected.lost, written]).toEqual([false, 1, []]);
	letWrite();
	await flushed;
	expect(written).toEqual(['first']);
	await rejected.flush();
	expect(written).toEqual(['first', '.']);
});

test('passes on an error that is not the store being away', async () => {
	const { rejectedStore } = openIntake(0);
	const errors: unknown[] = [];
	const rejected = new RejectedRecords(rejectedStore, { onError: (error) => errors.push(error) });
	rejected.add({ ...record('a'), receivedAt: {} as number }); // cannot be bound, as a bug would have it
	await rejected.flush();
	expect(errors).toHaveLength(1);
});

test('cuts a long text off', async () => {
	const { rejectedStore, rejected } = openIntake(0);
	rejected.add(record('x'.repeat(100_000)));
	await rejected.flush();
	expect((await rejectedStore.list(1))[0]?.raw).toHaveLength(32 * 1024);
});

test('erases one record or all before an instant, and leaves no trace in the files', async () => {
	const { rejectedStore, database } = openIntake(0);
	await rejectedStore.add([record('canary-one', 1000), record('canary-two', 2000), record('stays', 3000)]);
	const [, two] = await rejectedStore.list(10);
	await rejectedStore.erase(two?.no ?? 0);
	await rejectedStore.eraseBefore(2000);
	expect((await rejectedStore.list(10)).map(({ raw }) => raw)).toEqual(['stays']);
	await database.checkpoint();
	const bytes =
		readFileSync(database.file).toString('latin1') + readFileSync(`${database.file}-wal`).toString('latin1');
	expect(bytes).toContain('stays');
	expect(bytes).not.toContain('canary');
});

describe.each(bothStores)('on $dialect', ({ openTables }) => {
	test('lets the oldest go when they no longer fit, also after a restart', async () => {
		const database = await openTables();
		const text = (at: number): string => String(at).padStart(97, 'é');
		const bytesOfOne = Buffer.byteLength(text(0)) + 'why'.length;
		let store = new StoredRejectedRecords(database, bytesOfOne * 100);
		for (let at = 0; at < 150; at += 50)
			await store.add(Array.from({ length: 50 }, (_, more) => record(text(at + more))));
		const kept = (await store.list(1000)).map(({ raw }) => raw);
		expect(kept).toEqual(Array.from({ length: 100 }, (_, at) => text(149 - at)));
		store = new StoredRejectedRecords(database, bytesOfOne * 100);
		await store.add([record(text(150))]);
		expect(await store.list(1000)).toHaveLength(100);
		expect((await store.list(1000)).at(-1)?.raw).toBe(text(51));
		await store.add([record('x'.repeat(bytesOfOne * 101))]);
		expect(await store.list(1000)).toEqual([]);
	});

	test('keeps once what is refused again, with how often and when it came last', async () => {
		const database = await openTables();
		const rejectedStore = new StoredRejectedRecords(database);
		await rejectedStore.add([record('a', 1000), record('b', 1000), record('a', 2000)]);
		await rejectedStore.add([record('a', 3000), { ...record('a', 3000), reason: 'another' }]);
		await rejectedStore.add([{ ...record('a', 4000), source: 'other' }]);
		const told = (await rejectedStore.list(10)).map((one) => [
			one.source,
			one.reason,
			one.raw,
			one.times,
			one.receivedAt
		]);
		expect(told).toEqual([
			['other', 'why', 'a', 1, 4000],
			['pbx', 'another', 'a', 1, 3000],
			['pbx', 'why', 'b', 1, 1000],
			['pbx', 'why', 'a', 3, 3000]
		]);
		// What is there already takes no room: one more fits, and nothing has to go.
		const bytes = 2 * 'why'.length + 'why'.length + 'another'.length + 4;
		const full = new StoredRejectedRecords(database, bytes);
		await full.add([record('a', 5000), record('a', 6000)]);
		expect(await full.list(10)).toHaveLength(4);
		await full.eraseBefore(4000);
		expect((await full.list(10)).map(({ raw, times }) => [raw, times])).toEqual([
			['a', 1],
			['a', 5]
		]);
	});

	test('two that come to have one reason become one, and one that changed its reason is known by the new one', async () => {
		const rejectedStore = new StoredRejectedRecords(await openTables());
		await rejectedStore.add([record('a', 3000), record('a', 4000), { ...record('a', 1000), reason: 'new' }]);
		const [second, first] = await rejectedStore.list(10);
		await rejectedStore.changeReason(first?.no ?? 0, 'new');
		expect(await rejectedStore.list(10)).toEqual([{ ...second, times: 3, receivedAt: 4000 }]);
		await rejectedStore.changeReason(second?.no ?? 0, 'newest');
		await rejectedStore.add([{ ...record('a', 5000), reason: 'newest' }, record('a', 5000)]);
		expect((await rejectedStore.list(10)).map(({ reason, times }) => [reason, times])).toEqual([
			['why', 1],
			['newest', 4]
		]);
		await rejectedStore.changeReason(99, 'of nothing');
		expect(await rejectedStore.list(10)).toHaveLength(2);
	});
});

describe.skipIf(!hasPostgres)('where two servers keep them in one database', () => {
	const bound = 16_000;
	const text = (at: number): string => String(at).padStart(97, '.');

	async function twoServers() {
		const place = await testPlace();
		const open = async () => new StoredRejectedRecords(await openHere(place), bound);
		return { here: await open(), there: await open() };
	}

	test('they stay within the bound and a sixteenth of it each', async () => {
		const { here, there } = await twoServers();
		for (let at = 0; at < 400; at += 8)
			await Promise.all(
				[here, there].map((store, which) =>
					store.add(Array.from({ length: 4 }, (_, more) => record(text(at + 4 * which + more))))
				)
			);
		const kept = await here.list(1_000);
		const bytes = kept.length * (97 + 'why'.length);
		expect(bytes).toBeLessThanOrEqual(bound * (1 + 2 / 16));
		// What is over the bound goes, and no more than that.
		expect(bytes).toBeGreaterThan(bound * 0.9);
		expect(kept[0]?.raw).toMatch(/39[1-9]$/);
	});

	test('what both are sent at once, in another order, is counted for both and keeps neither waiting', async () => {
		const { here, there } = await twoServers();
		const records = Array.from({ length: 50 }, (_, at) => record(text(at)));
		for (let round = 0; round < 5; round++) await Promise.all([here.add(records), there.add(records.toReversed())]);
		const kept = await here.list(1_000);
		expect(kept).toHaveLength(50);
		expect(new Set(kept.map(({ times }) => times))).toEqual(new Set([10]));
	});

	test('which takes turns: without them each keeps the other waiting', async () => {
		const place = await testPlace();
		const open = async () => {
			const without = { run: <Result>(work: () => Promise<Result>): Promise<Result> => work() };
			return new StoredRejectedRecords({ ...(await openHere(place)), turns: () => without }, bound);
		};
		const [here, there] = [await open(), await open()];
		const records = Array.from({ length: 50 }, (_, at) => record(text(at)));
		const refused: unknown[] = [];
		for (let round = 0; round < 20 && refused.length === 0; round++)
			for (const result of await Promise.allSettled([here.add(records), there.add(records.toReversed())]))
				if (result.status === 'rejected') refused.push(result.reason);
		expect(refused).toEqual([expect.any(StoreFailure)]);
	});

	test('a zero byte, which the database has no text for, is shown by its picture', async () => {
		const { here } = await twoServers();
		await here.add([record('a\0b')]);
		expect((await here.list(1))[0]?.raw).toBe('a\u2400b');
	});
});
