import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { displaysOn, openDisplays, wallSettings } from '../../../../tests/support/open-displays.ts';
import { pairings as table } from '../database/tables/access-tables.ts';
import type { Pairings } from './pairings.ts';

const manager = { kind: 'person', id: 'p1' } as const;
const colleague = { kind: 'person', id: 'p2' } as const;
const wall = { name: 'Noord 1', settings: wallSettings };
const asking = { address: '10.0.0.5', userAgent: 'TV', language: 'nl' } as const;
const minute = 60_000;
/** A code that no screen shows: there is no vowel in one. */
const wrong = 'BBBB-BBBB';

/** A screen asks; its code and its secret. */
async function begin(pairings: Pairings, from: Partial<Parameters<Pairings['begin']>[1]> = {}) {
	const begun = await pairings.begin(null, { ...asking, ...from });
	if ('waitSeconds' in begun || begun.device === null) throw new Error('no code was given');
	return { ...begun.offer, device: begun.device };
}

describe.each(bothStores)('screens that ask to be paired on $dialect', ({ openTables }) => {
	const openBoth = async () => displaysOn(await openTables());

	test('a screen shows a code and two words, and waits', async () => {
		const { pairings, now } = await openBoth();
		const { userCode, words, expiresAt, device, ...rest } = await begin(pairings);
		expect(userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
		expect(words).toEqual([expect.stringMatching(/^\p{Ll}+$/u), expect.stringMatching(/^\p{Ll}+$/u)]);
		expect([expiresAt, rest]).toEqual([now + 10 * minute, { now, pollSeconds: 5 }]);
		// 256 bits.
		expect(Buffer.from(device, 'base64url').length).toBe(32);
		expect(await pairings.poll(device)).toEqual({ state: 'waiting' });
	});

	test('the person who confirms sees the words of the screen, and where it is', async () => {
		const { pairings, now, pass } = await openBoth();
		const offer = await begin(pairings, { language: 'en' });
		pass(minute);
		expect(await pairings.find(offer.userCode.toLowerCase().replace('-', ' '), manager)).toEqual({
			code: offer.userCode,
			words: offer.words,
			address: '10.0.0.5',
			userAgent: 'TV',
			createdAt: now,
			expiresAt: offer.expiresAt,
			now: now + minute
		});
	});

	test('a confirmed screen is given a secret that opens its board, once', async () => {
		const { pairings, displays, pass, audit } = await openBoth();
		const { userCode, device } = await begin(pairings);
		const made = await pairings.confirm(userCode, wall, manager);
		if (made === null || typeof made === 'string' || 'waitSeconds' in made) throw new Error('it was not confirmed');
		const taken = await pairings.poll(device);
		if (!('token' in taken)) throw new Error('no secret was given');
		expect(taken.displayId).toBe(made.id);
		expect(await displays.verify(taken.token)).toEqual({ kind: 'display', displayId: made.id });
		expect(await displays.find(made.id)).toMatchObject({ name: 'Noord 1', settings: wallSettings, revision: 1 });
		pass(5_000);
		expect(await pairings.poll(device)).toEqual({ state: 'expired' });
		expect(await displays.verify(taken.token)).not.toBeNull();
		// Its code is spent: who asks again with the same secret is a new screen.
		expect(await pairings.begin(device, asking)).toMatchObject({ device: expect.any(String) });
		expect(await audit.list({ limit: 10 })).toMatchObject([
			{ actorKind: 'person', actorId: 'p1', action: 'display.paired', subject: made.id, details: {} }
		]);
	});

	test('two looks at the same time are given one secret', async () => {
		const { pairings } = await openBoth();
		const { userCode, device } = await begin(pairings);
		await pairings.confirm(userCode, wall, manager);
		const looks = await Promise.all([pairings.poll(device), pairings.poll(device)]);
		expect(looks.filter((look) => 'token' in look).length).toBe(1);
	});

	test('a code is good for one screen: two people cannot both confirm it', async () => {
		const { pairings, displays } = await openBoth();
		const { userCode } = await begin(pairings);
		const both = await Promise.all([manager, colleague].map((by) => pairings.confirm(userCode, wall, by)));
		expect(both.filter((made) => made !== null).length).toBe(1);
		expect((await displays.list()).length).toBe(1);
		expect(await pairings.confirm(userCode, wall, manager)).toBeNull();
		expect(await pairings.find(userCode, manager)).toBeNull();
	});

	test('a code is good for ten minutes', async () => {
		const { pairings, pass } = await openBoth();
		const { userCode, device } = await begin(pairings);
		pass(10 * minute - 1);
		expect(await pairings.find(userCode, manager)).toMatchObject({ code: userCode });
		expect(await pairings.poll(device)).toEqual({ state: 'waiting' });
		pass(1);
		expect(await pairings.find(userCode, manager)).toBeNull();
		expect(await pairings.confirm(userCode, wall, manager)).toBeNull();
		expect(await pairings.poll(device)).toEqual({ state: 'expired' });
	});

	test('who is confirmed in the last moment has a minute to fetch the secret', async () => {
		const { pairings, pass } = await openBoth();
		const [late, later] = [await begin(pairings), await begin(pairings)];
		pass(10 * minute - 1);
		for (const { userCode } of [late, later]) await pairings.confirm(userCode, wall, manager);
		pass(minute - 1);
		expect(await pairings.poll(late.device)).toMatchObject({ token: expect.any(String) });
		pass(1);
		expect(await pairings.poll(later.device)).toEqual({ state: 'expired' });
	});

	test('a screen that looks too often is told to slow down, and loses nothing by it', async () => {
		const { pairings, pass } = await openBoth();
		const { userCode, device } = await begin(pairings);
		expect(await pairings.poll(device)).toEqual({ state: 'waiting' });
		pass(3_999);
		expect(await pairings.poll(device)).toEqual({ waitSeconds: 10 });
		await pairings.confirm(userCode, wall, manager);
		expect(await pairings.poll(device)).toEqual({ waitSeconds: 10 });
		pass(1);
		expect(await pairings.poll(device)).toMatchObject({ token: expect.any(String) });
	});

	test('a screen that asks again while it waits is shown the same', async () => {
		const { pairings, pass, database } = await openBoth();
		const first = await begin(pairings);
		pass(minute);
		const again = await pairings.begin(first.device, { ...asking, language: 'en' });
		expect(again).toMatchObject({ device: null, offer: { userCode: first.userCode, expiresAt: first.expiresAt } });
		expect((await database.orm.select().from(table)).length).toBe(1);
		// In another language the words are others, on both sides.
		const found = await pairings.find(first.userCode, manager);
		expect('offer' in again && again.offer.words).toEqual(found !== null && 'words' in found && found.words);
		pass(10 * minute);
		const anew = await pairings.begin(first.device, asking);
		expect(anew).toMatchObject({ device: expect.any(String) });
		expect('offer' in anew && anew.offer.userCode).not.toBe(first.userCode);
	});

	test('a secret that is none is expired, whatever it says', async () => {
		const { pairings } = await openBoth();
		for (const device of [null, '', 'x', 'A'.repeat(43)]) {
			expect(await pairings.poll(device)).toEqual({ state: 'expired' });
			expect(await pairings.begin(device, { ...asking, address: null })).toMatchObject({ device: expect.any(String) });
		}
	});

	test('one address asks five times a minute, and this machine as often as it likes', async () => {
		const { pairings, pass } = await openBoth();
		const { device } = await begin(pairings);
		for (let no = 1; no < 5; no++) await pairings.begin(device, asking);
		expect(await pairings.begin(device, asking)).toEqual({ waitSeconds: 60 });
		expect(await pairings.begin(null, asking)).toEqual({ waitSeconds: 60 });
		expect(await pairings.begin(null, { ...asking, address: '10.0.0.6' })).toHaveProperty('offer');
		for (let no = 0; no < 6; no++)
			expect(await pairings.begin(device, { ...asking, address: '127.0.0.1' })).toHaveProperty('offer');
		pass(minute);
		expect(await pairings.begin(device, asking)).toHaveProperty('offer');
	});

	test('twenty screens wait at most; those whose time is over, and those that were confirmed, make place', async () => {
		const { pairings, pass, database } = await openBoth();
		const fill = (from: number, to: number) =>
			Promise.all(Array.from({ length: to - from }, (_, no) => begin(pairings, { address: `10.0.1.${from + no}` })));
		const [first] = await fill(0, 10);
		pass(5 * minute);
		await fill(10, 20);
		expect(await pairings.begin(null, asking)).toEqual({ waitSeconds: 300 });
		// Who waits is not sent away.
		expect(await pairings.begin(first?.device ?? '', { ...asking, address: '10.0.0.9' })).toMatchObject({
			device: null
		});
		await pairings.confirm(first?.userCode ?? '', wall, manager);
		await begin(pairings, { address: '10.0.2.1' });
		expect(await pairings.begin(null, { ...asking, address: '10.0.2.2' })).toEqual({ waitSeconds: 300 });
		pass(5 * minute);
		await begin(pairings, { address: '10.0.2.3' });
		expect((await database.orm.select().from(table)).length).toBe(12);
	});

	test('one address that takes every place keeps nobody else out', async () => {
		const { pairings, pass } = await openBoth();
		const greedy = [];
		for (let no = 0; no < 20; no++) {
			if (no % 5 === 0) pass(minute);
			greedy.push(await begin(pairings, { address: '10.0.9.9' }));
		}
		pass(minute);
		expect(await pairings.begin(null, { ...asking, address: '10.0.9.9' })).toHaveProperty('waitSeconds');
		expect(await pairings.begin(null, { ...asking, address: '10.0.3.1' })).toHaveProperty('offer');
		expect(await pairings.find(greedy[0]?.userCode ?? '', manager)).toBeNull();
		expect(await pairings.find(greedy[1]?.userCode ?? '', manager)).toHaveProperty('code');
	});

	test('who guesses codes wrong five times waits, and so does a right one of theirs', async () => {
		const { pairings, pass } = await openBoth();
		const { userCode } = await begin(pairings);
		for (let no = 0; no < 10; no++) expect(await pairings.find(userCode, manager)).toMatchObject({ code: userCode });
		for (const guess of [wrong, '', 'AAAA-AAAA', '%%%']) expect(await pairings.find(guess, manager)).toBeNull();
		expect(await pairings.confirm(wrong, wall, manager)).toBeNull();
		expect(await pairings.find(userCode, manager)).toEqual({ waitSeconds: 60 });
		expect(await pairings.confirm(userCode, wall, manager)).toEqual({ waitSeconds: 60 });
		expect(await pairings.find(userCode, colleague)).toMatchObject({ code: userCode });
		pass(minute);
		expect(await pairings.confirm(userCode, wall, manager)).toHaveProperty('id');
	});

	test('guesses at the same time are no more than guesses after each other', async () => {
		const { pairings } = await openBoth();
		const guesses = await Promise.all(Array.from({ length: 50 }, () => pairings.find(wrong, manager)));
		expect(guesses.filter((found) => found === null).length).toBe(5);
	});

	test('a screen that is confirmed and revoked before it fetched its secret is given none', async () => {
		const { pairings, displays } = await openBoth();
		const { userCode, device } = await begin(pairings);
		const made = await pairings.confirm(userCode, wall, manager);
		if (made === null || typeof made === 'string' || 'waitSeconds' in made) throw new Error('it was not confirmed');
		await displays.revoke(made.id, manager);
		expect(await pairings.poll(device)).toEqual({ state: 'expired' });
	});

	test('the file holds neither the secret of a waiting screen nor its words', async () => {
		const { pairings, database } = await openBoth();
		const { device, words } = await begin(pairings);
		const kept = JSON.stringify(await database.orm.select().from(table));
		expect(kept).not.toContain(device);
		expect(kept).not.toContain(words[0]);
	});
});

test('a code is not spent where there are as many screens as there may be', async () => {
	const { pairings, displays } = openDisplays();
	const { userCode } = await begin(pairings);
	const made = await Promise.all(Array.from({ length: 500 }, () => displays.create(wall, manager)));
	expect(await pairings.confirm(userCode, wall, manager)).toBe('full');
	await displays.revoke(made[0] ?? '', manager);
	expect(await pairings.confirm(userCode, wall, manager)).toHaveProperty('id');
});

test('of those whose address is not known nobody keeps the others out: there is room for many, and then the oldest goes', async () => {
	const { pairings, pass } = openDisplays();
	const unknown = { ...asking, address: null };
	const first = await begin(pairings, { address: null });
	let asked = 1;
	// Somebody asks as often as all of them together may.
	for (; asked < 200; asked++) {
		if (asked % 60 === 0) pass(minute);
		expect(await pairings.begin(null, unknown)).toHaveProperty('offer');
	}
	expect(await pairings.find(first.userCode, manager)).toHaveProperty('code');
	for (; asked % 60 !== 0; asked++) await pairings.begin(null, unknown);
	expect(await pairings.begin(null, unknown)).toHaveProperty('waitSeconds');
	expect(await pairings.find(first.userCode, manager)).toBeNull();
	// Whose address is known has a place meanwhile.
	expect(await pairings.begin(null, asking)).toHaveProperty('offer');
});
