import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lt, notInArray } from 'drizzle-orm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { pausing } from '../../../../tests/support/pausing-tables.ts';
import { hasPostgres, openHere, testDatabase, testPlace } from '../../../../tests/support/postgres.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { resealAll } from '../access/reseal.ts';
import { Seal } from '../access/seal.ts';
import { commentKeys, comments as rows } from '../database/tables/access-tables.ts';
import type { PostgresDatabase } from '../database/postgres/open-postgres.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { StoreFailure } from '../event-log/event-store.ts';
import { Comments } from './comments.ts';

const siteKey = Buffer.alloc(32, 5);

const one = { source: 'pbx', eventId: 'e1', contact: 'c1', text: 'thank you', time: 1_000 };

describe.each(bothStores)('on $dialect', ({ openTables }) => {
	async function open(seal = new Seal(siteKey)) {
		const database = await openTables();
		return { database, comments: new Comments(database, seal) };
	}

	test('keeps what was written once for its event, however often it is told', async () => {
		const { comments } = await open();
		await comments.keep([one, one], 5);
		await comments.keep([{ ...one, text: 'something else' }], 6);
		expect((await comments.list(0, 9_000)).comments).toEqual([{ ...one, no: 1, receivedAt: 5 }]);
		expect(await comments.standing()).toEqual({ rows: 1, oldestAt: 1_000 });
	});

	test('seals each contact’s comments with a key of its own, which only the site’s key opens', async () => {
		const { database, comments } = await open();
		await comments.keep([one, { ...one, eventId: 'e2' }, { ...one, eventId: 'e3', contact: 'c2' }], 5);
		const kept = await database.orm.select().from(rows);
		const keys = await database.orm.select().from(commentKeys);
		expect(JSON.stringify([kept, keys])).not.toContain('thank you');
		expect(new Set(kept.map(({ sealed }) => sealed)).size).toBe(3);
		const named = new Map(keys.map(({ contact, sealed }) => [contact, sealed]));
		expect([...named.keys()].sort()).toEqual(['c1', 'c2']);
		const strangers = new Comments(database, new Seal(Buffer.alloc(32, 6)));
		expect(await strangers.list(0, 9_000)).toEqual({ comments: [], unreadable: 3 });
		// A key that is put in another contact's place opens nothing.
		await database.orm.update(commentKeys).set({ sealed: named.get('c2') ?? '' });
		expect((await comments.list(0, 9_000)).comments.map(({ contact }) => contact)).toEqual(['c2']);
	});

	test('opens with a new key of the site once everything was sealed anew', async () => {
		const { database, comments } = await open();
		await comments.keep([one], 5);
		const next = new Seal(Buffer.alloc(32, 9), [siteKey]);
		expect((await resealAll(database, next)).comments).toEqual({ resealed: 1, current: 0, unreadable: 0 });
		const after = new Comments(database, new Seal(Buffer.alloc(32, 9)));
		expect((await after.list(0, 9_000)).comments.map(({ text }) => text)).toEqual(['thank you']);
	});

	test('cuts a long one at 4096 bytes, between two letters', async () => {
		const { comments } = await open();
		await comments.keep([{ ...one, text: `x${'é'.repeat(4_000)}` }], 5);
		const [kept] = (await comments.list(0, 9_000)).comments;
		expect(kept?.text).toBe(`x${'é'.repeat(2_047)}`);
	});

	test('erases those of before an instant, and the keys that open nothing any more', async () => {
		const { database, comments } = await open();
		await comments.keep([one, { ...one, eventId: 'e2', time: 3_000 }, { ...one, eventId: 'e3', contact: 'c2' }], 5);
		expect(await comments.eraseBefore(1_000)).toBe(0);
		expect(await comments.eraseBefore(1_001)).toBe(2);
		expect((await comments.list(0, 9_000)).comments.map(({ eventId }) => eventId)).toEqual(['e2']);
		expect((await database.orm.select().from(commentKeys)).map(({ contact }) => contact)).toEqual(['c1']);
	});
});

test('says that the store is away, and keeps none of them', async () => {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => database.close());
	const comments = new Comments(database, new Seal(siteKey));
	database.client.pragma('query_only = ON');
	await expect(comments.keep([one], 5)).rejects.toBeInstanceOf(StoreFailure);
	database.client.pragma('query_only = OFF');
	await comments.keep([], 5);
});

describe.skipIf(!hasPostgres)('where several servers have them', () => {
	/** Keeps another comment of a contact while the first is too old and its key goes with it, unless it is used again. */
	async function keepWhile(erase: (database: PostgresDatabase, comments: Comments) => Promise<unknown>) {
		const database = await testDatabase();
		const seal = new Seal(siteKey);
		const comments = new Comments(database, seal);
		await comments.keep([one], 5);
		let goOn = (): void => {};
		const gate = new Promise<void>((resolve) => (goOn = resolve));
		const keeping = new Comments(pausing(database, 3, gate), seal).keep([{ ...one, eventId: 'e2', time: 3_000 }], 6);
		await wait(100);
		const erasing = erase(database, comments);
		await wait(400);
		goOn();
		await Promise.all([keeping, erasing]);
		return (await comments.list(0, 9_000)).comments.map(({ eventId }) => eventId);
	}

	test('a key is not taken from a comment that is just being kept under it', async () => {
		expect(await keepWhile((_, comments) => comments.eraseBefore(2_000))).toEqual(['e2']);
		// The canary: to delete the keys that nothing uses, in one go, takes it.
		const inOneGo = async ({ orm }: PostgresDatabase): Promise<void> => {
			await orm.delete(rows).where(lt(rows.time, 2_000));
			await orm
				.delete(commentKeys)
				.where(notInArray(commentKeys.contact, orm.select({ contact: rows.contact }).from(rows)));
		};
		expect(await keepWhile(inOneGo)).toEqual([]);
	});

	test('a comment that two take in at once is kept once, under one key', async () => {
		const place = await testPlace();
		const [here, there] = await Promise.all([openHere(place), openHere(place)]);
		const of = (database: PostgresDatabase): Comments => new Comments(database, new Seal(siteKey));
		const told = Array.from({ length: 20 }, (_, at) => ({ ...one, eventId: `e${at}`, contact: `c${at % 7}` }));
		await Promise.all([of(here).keep(told, 5), of(there).keep(told.toReversed(), 5)]);
		const { comments, unreadable } = await of(here).list(0, 9_000);
		expect([comments.length, unreadable, (await here.orm.select().from(commentKeys)).length]).toEqual([20, 0, 7]);
	});
});
