import { expect, vi } from 'vitest';
import { queued } from '../../../../tests/support/contact-events.ts';
import { ask, openHere, postgresTest as test, testDatabase, testPlace } from '../../../../tests/support/postgres.ts';
import { followFromStart } from '../../../../tests/support/postgres-tails.ts';
import { rotateEpoch } from '../database/postgres/epoch.ts';
import { PostgresEventStore } from './postgres-event-store.ts';

function some(from: number, count: number, source = 'pbx') {
	return Array.from({ length: count }, (_, at) => queued(`${from + at}`, { source }));
}

function upTo(count: number): number[] {
	return Array.from({ length: count }, (_, at) => at + 1);
}

/** Ends the connections that listen. */
const endListeners =
	"select pg_terminate_backend(pid) as ended from pg_stat_activity where query ilike 'listen %' and datname = current_database()";

/** Two replicas of one log. */
async function twoReplicas() {
	const database = await testDatabase();
	const other = await openHere(database.place);
	return { database, one: followFromStart(database), two: followFromStart(other) };
}

test('tells both replicas of every event, in order, whoever appended it', async () => {
	const { one, two } = await twoReplicas();
	const writes = Array.from({ length: 40 }, async (_, at) => {
		const { store, tail } = at % 2 === 0 ? one : two;
		const { stored } = await store.append(some(at * 10, 10), 1000 + at);
		tail.offer(stored);
	});
	await Promise.all(writes);
	await expect.poll(() => [one.told.length, two.told.length]).toEqual([400, 400]);
	expect(one.told.map(({ seq }) => seq)).toEqual(upTo(400));
	expect(two.told).toEqual(one.told);
	expect(await one.store.read(0, 1000)).toEqual(one.told);
	expect(one.tail.standing).toMatchObject({ state: 'following', isListening: true });
	expect([...one.faults, ...one.resets, ...two.faults, ...two.resets]).toEqual([]);
});

test('tells at once of what this process appended and is next', async () => {
	const { one } = await twoReplicas();
	await expect.poll(() => one.tail.standing.isListening).toBe(true);
	await one.store.append(some(0, 1), 1000);
	await expect.poll(() => one.told.length).toBe(1);
	const { stored } = await one.store.append(some(1, 3), 1000);
	one.tail.offer(stored);
	expect(one.told).toHaveLength(4);
});

test('holds what this process appended back until what lies before it was read', async () => {
	const { one, two } = await twoReplicas();
	await two.store.append(some(0, 5), 1000);
	const { stored } = await one.store.append(some(5, 5), 1000);
	one.tail.offer(stored.slice(3));
	one.tail.offer(stored.slice(0, 3));
	await expect.poll(() => one.told.length).toBe(10);
	expect(one.told.map(({ seq }) => seq)).toEqual(upTo(10));
});

test('reads in batches, and none of them is told twice', async () => {
	const database = await testDatabase();
	await new PostgresEventStore(database).append(some(0, 1000), 1000);
	const { told } = followFromStart(database, 7);
	await expect.poll(() => told.length).toBe(1000);
	expect(told.map(({ seq }) => seq)).toEqual(upTo(1000));
});

test('is heard within moments, and within a second where nothing can be heard', async () => {
	const place = await testPlace();
	const heard = followFromStart(await openHere(place));
	const polled = followFromStart(await openHere({ ...place, pollOnly: true }));
	await expect.poll(() => heard.tail.standing.isListening).toBe(true);
	expect(polled.tail.standing.isListening).toBe(false);
	const at = performance.now();
	await new PostgresEventStore(await openHere(place)).append(some(0, 10), 1000);
	await expect.poll(() => heard.told.length, { interval: 5 }).toBe(10);
	expect(performance.now() - at).toBeLessThan(900);
	await expect.poll(() => polled.told.length, { interval: 5 }).toBe(10);
	expect(performance.now() - at).toBeLessThan(3000);
});

test('misses nothing when the connection that listens is ended, and listens again', async () => {
	const { database, one, two } = await twoReplicas();
	await expect.poll(() => one.tail.standing.isListening && two.tail.standing.isListening).toBe(true);
	const ended = await ask<{ ended: boolean }>(database.place.url, endListeners);
	expect(ended).toEqual([{ ended: true }, { ended: true }]);
	const at = performance.now();
	for (let sent = 0; sent < 100; sent += 10) await two.store.append(some(sent, 10), 1000);
	await expect.poll(() => one.told.length, { interval: 5 }).toBe(100);
	expect(performance.now() - at).toBeLessThan(1500);
	expect(one.told.map(({ seq }) => seq)).toEqual(upTo(100));
	await expect.poll(() => one.tail.standing.isListening).toBe(true);
});

test('says that the log was given a new epoch, tells nothing more until it is followed anew, and goes on then', async () => {
	const { database, one, two } = await twoReplicas();
	await two.store.append(some(0, 3), 1000);
	await expect.poll(() => one.told.length).toBe(3);
	const epoch = await rotateEpoch(database.pool);
	await expect.poll(() => [one.resets, two.resets]).toEqual([[epoch], [epoch]]);
	one.tail.offer((await one.store.append(some(3, 1), 1000)).stored);
	expect(one.store.epoch).toBe(epoch);
	expect(one.told).toHaveLength(3);
	expect(one.tail.standing.state).toBe('reset');
	one.told.length = 0;
	one.tail.follow({ epoch, seq: 0 });
	await expect.poll(() => one.told.length).toBe(4);
});

test.each([
	['is shorter', 'delete from events where seq > 2; update log_head set seq = 2'],
	['has as many others', "update events set received_at = 7, id = id || ' anew'"],
	[
		'has more others',
		"update events set received_at = 7 where seq > 2; insert into events values (6, 1, 'more', 'source.alive', 1, 7, '{}', null, 0); update log_head set seq = 6"
	]
])('gives the log one new epoch when it went back without a word and %s', async (_what, change) => {
	const { database, one, two } = await twoReplicas();
	await two.store.append(some(0, 5), 1000);
	await expect.poll(() => [one.told.length, two.told.length]).toEqual([5, 5]);
	await ask(database.place.url, change);
	await expect.poll(() => [one.resets.length, two.resets.length]).toEqual([1, 1]);
	expect(one.resets[0]).not.toBe(database.epoch);
	expect(two.resets).toEqual(one.resets);
	expect(one.told).toHaveLength(5);
});

test('holds back what this process appended once the server went away, until the log is known to be the same', async () => {
	const { database, one } = await twoReplicas();
	const { stored } = await one.store.append(some(0, 5), 1000);
	await expect.poll(() => one.told.length).toBe(5);
	await expect.poll(() => one.tail.standing.isListening).toBe(true);
	// Restored without a word, with as many events.
	await ask(database.place.url, 'update events set received_at = 7');
	await ask(database.place.url, endListeners);
	await expect.poll(() => one.tail.standing.isListening, { interval: 1 }).toBe(false);
	one.tail.offer(stored.map((event) => ({ ...event, seq: event.seq + 5 })));
	expect(one.told).toHaveLength(5);
	await expect.poll(() => one.resets.length).toBe(1);
	expect(one.told).toHaveLength(5);
});

test('does not take what an erasure renamed for another history', async () => {
	const { database, one } = await twoReplicas();
	await one.store.append(some(0, 5), 1000);
	await expect.poll(() => one.told.length).toBe(5);
	await ask(
		database.place.url,
		"update events set data = replace(data, 'contact-4', 'erased'), id = 'erased'  where seq = 5"
	);
	await one.store.append(some(5, 1), 1000);
	await expect.poll(() => one.told.length).toBe(6);
	expect(one.resets).toEqual([]);
});

test('stops at a gap and says which event is missing', async () => {
	const { database, one, two } = await twoReplicas();
	await one.store.append(some(0, 3), 1000);
	await expect.poll(() => [one.told.length, two.told.length]).toEqual([3, 3]);
	await ask(
		database.place.url,
		`with gone as (insert into events select 5, source_no, 'gap', type, time, received_at, data, null, 0 from events where seq = 3)
		update log_head set seq = 5; notify bereik_log, '5'`
	);
	await expect.poll(() => one.faults.length).toBe(1);
	expect(String(one.faults[0])).toBe('Error: the log has a gap: event 4 is missing');
	expect(one.told).toHaveLength(3);
	expect(one.tail.standing.state).toBe('broken');
});

test('stops when whoever listens fails', async () => {
	const { one } = await twoReplicas();
	one.tail.onEvents(() => {
		throw new Error('a bug');
	});
	await one.store.append(some(0, 1), 1000);
	await expect.poll(() => one.faults.map(String)).toEqual(['Error: a bug']);
});

test('follows nothing twice at once, and nothing after it was stopped', async () => {
	const { one } = await twoReplicas();
	expect(() => one.tail.follow({ epoch: 'e', seq: 0 })).toThrow('follows the log already');
	await one.tail.stop();
	const told = vi.fn();
	one.tail.onEvents(told);
	one.tail.offer((await one.store.append(some(0, 1), 1000)).stored);
	expect(told).not.toHaveBeenCalled();
	expect(one.tail.standing.state).toBe('stopped');
});
