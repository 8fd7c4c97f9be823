import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { resealAll } from '../access/reseal.ts';
import { Seal } from '../access/seal.ts';
import { commentKeys, comments as rows } from '../database/sqlite/access-schema.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import { StoreFailure } from '../event-log/event-store.ts';
import { Comments } from './comments.ts';

const siteKey = Buffer.alloc(32, 5);

function open(seal = new Seal(siteKey)) {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => database.close());
	return { database, comments: new Comments(database, seal) };
}

const one = { source: 'pbx', eventId: 'e1', contact: 'c1', text: 'thank you', time: 1_000 };

test('keeps what was written once for its event, however often it is told', async () => {
	const { comments } = open();
	comments.keep([one, one], 5);
	comments.keep([{ ...one, text: 'something else' }], 6);
	expect((await comments.list(0, 9_000)).comments).toEqual([{ ...one, no: 1, receivedAt: 5 }]);
	expect(await comments.standing()).toEqual({ rows: 1, oldestAt: 1_000 });
});

test('seals each contact’s comments with a key of its own, which only the site’s key opens', async () => {
	const { database, comments } = open();
	comments.keep([one, { ...one, eventId: 'e2' }, { ...one, eventId: 'e3', contact: 'c2' }], 5);
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
	const { database, comments } = open();
	comments.keep([one], 5);
	const next = new Seal(Buffer.alloc(32, 9), [siteKey]);
	expect((await resealAll(database, next)).comments).toEqual({ resealed: 1, current: 0, unreadable: 0 });
	const after = new Comments(database, new Seal(Buffer.alloc(32, 9)));
	expect((await after.list(0, 9_000)).comments.map(({ text }) => text)).toEqual(['thank you']);
});

test('cuts a long one at 4096 bytes, between two letters', async () => {
	const { comments } = open();
	comments.keep([{ ...one, text: `x${'é'.repeat(4_000)}` }], 5);
	const [kept] = (await comments.list(0, 9_000)).comments;
	expect(kept?.text).toBe(`x${'é'.repeat(2_047)}`);
});

test('erases those of before an instant, and the keys that open nothing any more', async () => {
	const { database, comments } = open();
	comments.keep([one, { ...one, eventId: 'e2', time: 3_000 }, { ...one, eventId: 'e3', contact: 'c2' }], 5);
	expect(await comments.eraseBefore(1_000)).toBe(0);
	expect(await comments.eraseBefore(1_001)).toBe(2);
	expect((await comments.list(0, 9_000)).comments.map(({ eventId }) => eventId)).toEqual(['e2']);
	expect((await database.orm.select().from(commentKeys)).map(({ contact }) => contact)).toEqual(['c1']);
});

test('says that the store is away, and keeps none of them', () => {
	const { database, comments } = open();
	database.client.pragma('query_only = ON');
	expect(() => comments.keep([one], 5)).toThrow(StoreFailure);
	database.client.pragma('query_only = OFF');
	comments.keep([], 5);
});
