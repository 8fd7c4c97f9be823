import { describe, expect, onTestFinished } from 'vitest';
import pg from 'pg';
import { describeEventStore } from '../../../../tests/conformance/event-store.ts';
import { queued } from '../../../../tests/support/contact-events.ts';
import { ask, hasPostgres, openHere, postgresTest as test, testDatabase } from '../../../../tests/support/postgres.ts';
import { connectionPooler } from '../../../../tests/support/postgres-pooler.ts';
import { followFromStart } from '../../../../tests/support/postgres-tails.ts';
import { PostgresEventStore } from './postgres-event-store.ts';

async function fresh() {
	const database = await testDatabase();
	return { database, store: new PostgresEventStore(database), url: database.place.url };
}

async function beginImport(url: string, id: string): Promise<string> {
	await ask(url, "insert into imports (id, source, file, started_at) values ($1, 'pbx', 'calls.csv', 1000)", [id]);
	return id;
}

describe.skipIf(!hasPostgres)('the log in Postgres', () => {
	describeEventStore(
		'Postgres',
		async () => {
			const { database, store, url } = await fresh();
			let begun = 0;
			return {
				store,
				beginImport: () => beginImport(url, `import-${++begun}`),
				async reopen() {
					await database.close();
					return new PostgresEventStore(await openHere(database.place));
				}
			};
		},
		15
	);
});

describe('an import', () => {
	test('is counted with the events it brought, what was known and what was another', async () => {
		const { store, url } = await fresh();
		await beginImport(url, 'i');
		await beginImport(url, 'other');
		await store.append([queued('a'), queued('b')], 1000);
		const first = [queued('a'), queued('b', { time: 1 }), queued('c'), queued('d'), queued('d')];
		await store.append([...first.map((event) => ({ ...event, batch: 'i' })), queued('e', { batch: 'other' })], 2000);
		await store.append([queued('f', { batch: 'i' })], 3000);
		const counts = 'select id, stored, duplicates, conflicts, first_seq, last_seq from imports order by no';
		expect(await ask(url, counts)).toEqual([
			{ id: 'i', stored: 3, duplicates: 2, conflicts: 1, first_seq: 3, last_seq: 6 },
			{ id: 'other', stored: 1, duplicates: 0, conflicts: 0, first_seq: 5, last_seq: 5 }
		]);
	});

	test('is undone by the event that says so, once', async () => {
		const { store, url } = await fresh();
		await beginImport(url, 'i');
		const undone = {
			source: 'bereik',
			id: 'undone-i',
			type: 'bereik.import.undone',
			time: 5,
			data: { batch: 'i' }
		} as const;
		await store.append([queued('a'), undone], 2000);
		await store.append([undone, queued('b')], 3000);
		expect(await ask(url, 'select undone_at from imports')).toEqual([{ undone_at: 2000 }]);
	});
});

test('tells by its data what is the same, also where JSON has what Postgres’ own cannot hold', async () => {
	const { store } = await fresh();
	const odd = { contact: 'c \u0000 \ud83e \\u0000 "', queue: 'sales', channel: 'phone' } as const;
	await store.append([queued('a', { data: odd })], 1000);
	const turned = { channel: odd.channel, queue: odd.queue, contact: odd.contact };
	const other = { ...turned, contact: 'c \u0000 \ud83e \u0000 "' };
	const escaped = { ...turned, contact: 'c \\u0000 \ud83e \\u0000 "' };
	const again = [turned, other, escaped].map((data) => queued('a', { data }));
	expect((await store.append(again, 2000)).outcomes.map(({ status }) => status)).toEqual([
		'duplicate',
		'conflict',
		'conflict'
	]);
	expect((await store.find('pbx', 'a'))?.data).toEqual(odd);
});

test('an append is asked for again when its connection breaks, and is there once', async () => {
	const { store, url } = await fresh();
	await store.append([queued('first')], 1000);
	// Each event waits a moment in the database, so that its connection can be ended meanwhile.
	await ask(
		url,
		`create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return new; end $$;
		create trigger slow before insert on events for each statement execute function slow()`
	);
	const appending = store.append([queued('a'), queued('b')], 2000);
	const end =
		"select pg_terminate_backend(pid) from pg_stat_activity where query like '%append_events%' and state = 'active' and pid <> pg_backend_pid()";
	await expect.poll(() => ask(url, end), { interval: 20 }).toHaveLength(1);
	expect((await appending).outcomes.map(({ seq }) => seq)).toEqual([2, 3]);
	expect((await store.read(0, 10)).map(({ id }) => id)).toEqual(['first', 'a', 'b']);
});

test('is away while somebody holds the head of the log, and goes on afterwards', async () => {
	const { store, url } = await fresh();
	const holder = new pg.Client({ connectionString: url });
	await holder.connect();
	onTestFinished(() => holder.end());
	await holder.query('begin; select 1 from log_head for update');
	const startedAt = performance.now();
	await expect(store.append([queued('a')], 1000)).rejects.toMatchObject({ name: 'StoreFailure', failure: 'away' });
	expect(performance.now() - startedAt).toBeLessThan(4500);
	await holder.query('rollback');
	expect((await store.append([queued('a')], 1000)).outcomes).toEqual([{ status: 'stored', seq: 1 }]);
});

test('a replica that freezes in the middle of an append holds no other up', async () => {
	const { store, url } = await fresh();
	await store.append([queued('first')], 1000);
	const frozen = new pg.Client({ connectionString: url });
	await frozen.connect();
	onTestFinished(() => frozen.end());
	const none = 'null, null';
	const call = `select * from append_events(1, array['pbx'], null, false, array[1], array['frozen'], array['source.alive'], array[1::bigint], array['{}'], ${none}, null)`;
	const unread = frozen.query(call);
	frozen.connection.stream.pause();
	await expect.poll(async () => (await store.head()).seq).toBe(2);
	const startedAt = performance.now();
	await store.append([queued('a')], 1000);
	expect(performance.now() - startedAt).toBeLessThan(1000);
	frozen.connection.stream.resume();
	await unread;
});

test('says that the disk is full, and takes the events when there is room', async () => {
	const { store, url } = await fresh();
	await ask(
		url,
		`create function full_disk() returns trigger language plpgsql as $$ begin raise exception using errcode = 'disk_full'; end $$;
		create trigger full_disk before insert on events for each statement execute function full_disk()`
	);
	await expect(store.append([queued('a')], 1000)).rejects.toMatchObject({ name: 'StoreFailure', failure: 'disk-full' });
	await ask(url, 'drop trigger full_disk on events');
	expect((await store.append([queued('a')], 1000)).outcomes).toEqual([{ status: 'stored', seq: 1 }]);
});

test('is away once it was closed', async () => {
	const { store } = await fresh();
	await store.close();
	await expect(store.append([queued('a')], 1000)).rejects.toMatchObject({ failure: 'away' });
	await expect(store.head()).rejects.toMatchObject({ failure: 'away' });
});

test('stores nothing of a batch in which one event cannot be written down', async () => {
	const { store } = await fresh();
	const data = { contact: 'c', queue: 'q', channel: 'phone', priority: 1n } as never; // no checked event has a bigint
	await expect(store.append([queued('a'), queued('b', { data })], 1000)).rejects.toThrow(TypeError);
	expect(await store.head()).toEqual({ seq: 0, receivedAt: 0 });
});

describe('behind a pooler that gives every transaction another connection', () => {
	test('the log is written, read and followed', async () => {
		const { database } = await fresh();
		const pooler = await connectionPooler(database.place.url, 3);
		const one = followFromStart(await openHere({ ...database.place, url: pooler.url, pollOnly: true }));
		const two = followFromStart(await openHere({ ...database.place, url: pooler.url, listenUrl: database.place.url }));
		for (let at = 0; at < 60; at += 10) {
			const store = at % 20 === 0 ? one.store : two.store;
			await Promise.all([0, 5].map((more) => store.append([queued(`${at + more}`)], 1000)));
			await store.append([queued(`${at}`), queued(`${at + 1}`)], 1000);
		}
		await expect.poll(() => [one.told.length, two.told.length]).toEqual([18, 18]);
		expect(await one.store.find('pbx', '51')).toEqual(one.told.find(({ id }) => id === '51'));
		expect(two.tail.standing.isListening).toBe(true);
		expect(pooler.connectionsUsed()).toBe(3);
	});

	test('what a store does that is told of no pooler is found out', async () => {
		const { database } = await fresh();
		const pooler = await connectionPooler(database.place.url, 3);
		const store = new PostgresEventStore(await openHere({ ...database.place, url: pooler.url }));
		const appends = async () => {
			for (let at = 0; at < 10; at++) await store.append([queued(`${at}`)], 1000);
		};
		await expect(appends()).rejects.toThrow(/prepared statement/);
	});
});
