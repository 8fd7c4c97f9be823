import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { openIntake } from '../../../../tests/support/open-intake.ts';
import type { Tables } from '../database/tables/tables.ts';
import { ApiKeys } from './api-keys.ts';
import { StoredApiKeys } from './api-key-store.ts';
import { TooManyActive } from './credential-terms.ts';
import { makeKeyToken, readKeyToken } from './key-token.ts';

const now = 1_763_800_000_000;

function siteOn<Kept extends Tables>(database: Kept) {
	const clock = { at: now, now: () => clock.at };
	const store = new StoredApiKeys(database);
	return { database, clock, store, keys: new ApiKeys(store, clock) };
}

describe.each(bothStores)('a key on $dialect', ({ openTables }) => {
	const openBoth = async () => siteOn(await openTables());

	test('is good for its source and scopes until it ends', async () => {
		const { keys, clock } = await openBoth();
		const { text, key } = await keys.create('pbx', ['bulk', 'intake', 'bulk'], now + 1000);
		expect(key).toEqual({
			id: text.slice(4, 12),
			source: 'pbx',
			scopes: ['intake', 'bulk'],
			createdAt: now,
			expiresAt: now + 1000,
			revokedAt: null,
			lastUsedAt: null
		});
		expect(await keys.verify(text)).toEqual({ id: key.id, source: 'pbx', scopes: ['intake', 'bulk'] });
		clock.at = now + 999;
		expect(await keys.verify(text)).not.toBeNull();
		clock.at = now + 1000;
		expect(await keys.verify(text)).toBeNull();
	});

	test('lasts a year unless told otherwise', async () => {
		const { keys } = await openBoth();
		expect((await keys.create('pbx', ['read'])).key.expiresAt).toBe(now + 365 * 86_400_000);
	});

	test('is not good when only its id is right', async () => {
		const { keys, store } = await openBoth();
		const { key } = await keys.create('pbx', ['intake']);
		const other = makeKeyToken();
		expect(await keys.verify(other.text)).toBeNull();
		// A key of our own making under an id that is known: its checksum is right, its secret is not.
		const forged = vi.spyOn(store, 'find').mockImplementation(async () => (await store.list())[0] ?? null);
		expect(await keys.verify(other.text)).toBeNull();
		expect(forged).toHaveBeenCalledOnce();
		expect(key.id).not.toBe(other.id);
	});

	test('is looked up once for many requests, and again after some seconds', async () => {
		const { keys, store } = await openBoth();
		const { text } = await keys.create('pbx', ['intake']);
		const find = vi.spyOn(store, 'find');
		const machine = vi.spyOn(performance, 'now');
		machine.mockReturnValue(10_000);
		for (let request = 0; request < 100; request++) expect(await keys.verify(text)).not.toBeNull();
		expect(find).toHaveBeenCalledTimes(1);
		machine.mockReturnValue(13_001);
		await keys.verify(text);
		expect(find).toHaveBeenCalledTimes(2);
		machine.mockRestore();
	});

	test('ends at once here and within seconds in another process when it is revoked', async () => {
		const { keys, store, clock } = await openBoth();
		const elsewhere = new ApiKeys(store, clock);
		const { text, key } = await keys.create('pbx', ['intake']);
		const machine = vi.spyOn(performance, 'now').mockReturnValue(0);
		expect(await keys.verify(text)).not.toBeNull();
		expect(await elsewhere.verify(text)).not.toBeNull();
		expect(await keys.revoke(key.id)).toBe(true);
		expect(await keys.verify(text)).toBeNull();
		machine.mockReturnValue(5000);
		expect(await elsewhere.verify(text)).toBeNull();
		machine.mockRestore();
		expect(await keys.revoke(key.id)).toBe(false);
		expect(await keys.revoke('unknown0')).toBe(false);
		expect(await keys.list()).toMatchObject([{ id: key.id, revokedAt: now }]);
	});

	test('is not made without a source, for the product itself, without a scope, or when it has ended already', async () => {
		const { keys } = await openBoth();
		await expect(keys.create('', ['intake'])).rejects.toThrow(RangeError);
		await expect(keys.create('x'.repeat(201), ['intake'])).rejects.toThrow(RangeError);
		await expect(keys.create('bereik', ['intake'])).rejects.toThrow(RangeError);
		await expect(keys.create('pbx', [])).rejects.toThrow(RangeError);
		await expect(keys.create('pbx', ['intake'], now)).rejects.toThrow(RangeError);
		await expect(keys.create('pbx', ['intake'], Number.NaN)).rejects.toThrow(RangeError);
		expect(await keys.list()).toEqual([]);
	});

	test('lasts a year at most', async () => {
		const { keys } = await openBoth();
		const latest = now + 365 * 86_400_000;
		expect((await keys.create('pbx', ['intake'], latest)).key.expiresAt).toBe(latest);
		await expect(keys.create('pbx', ['intake'], latest + 1)).rejects.toThrow(
			'expiresAt: must be at most 365 days away'
		);
	});

	test('has one beside it while it is replaced, and no third', async () => {
		const { keys, clock } = await openBoth();
		const made = await Promise.allSettled([1, 2, 3].map(() => keys.create('pbx', ['read', 'intake'])));
		expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
		const [first] = await keys.list();
		await expect(keys.create('pbx', ['intake', 'read', 'intake'])).rejects.toThrow(
			/^source: pbx has 2 keys for intake read \(\w{8}, \w{8}\): revoke one before a third is made$/
		);
		await expect(keys.create('pbx', ['intake', 'read'])).rejects.toBeInstanceOf(TooManyActive);
		// Another source, or other scopes, is another matter; and so is one that has ended.
		await keys.create('chat', ['intake', 'read']);
		await keys.create('pbx', ['intake']);
		await keys.revoke(first?.id ?? '');
		await keys.create('pbx', ['intake', 'read']);
		clock.at = now + 365 * 86_400_000;
		await keys.create('pbx', ['intake', 'read']);
	});

	test('keeps when it was last used, to the hour, at most once an hour and not while anybody waits', async () => {
		const { keys, store, clock } = await openBoth();
		const { text, key } = await keys.create('pbx', ['intake']);
		const write = vi.spyOn(store, 'noteUse');
		const lastUsed = async () => {
			await keys.flushUses();
			return (await keys.list())[0]?.lastUsedAt;
		};
		expect(await lastUsed()).toBeNull();
		for (let request = 0; request < 100; request++) await keys.verify(text);
		expect(write).not.toHaveBeenCalled();
		const hour = now - (now % 3_600_000);
		expect(await lastUsed()).toBe(hour);
		clock.at = hour + 3_599_999;
		await keys.verify(text);
		expect(await lastUsed()).toBe(hour);
		expect(write).toHaveBeenCalledTimes(1);
		clock.at = hour + 3_600_000;
		await keys.verify(text);
		expect(await lastUsed()).toBe(hour + 3_600_000);
		expect(write.mock.calls).toEqual([
			[key.id, hour],
			[key.id, hour + 3_600_000]
		]);
		// Another process knows from the store that this hour is kept.
		const elsewhere = new ApiKeys(store, clock);
		await elsewhere.verify(text);
		await elsewhere.flushUses();
		expect(write).toHaveBeenCalledTimes(2);
	});

	test('is good though it cannot be kept that it was used, and that is tried again', async () => {
		const { store, clock } = await openBoth();
		const errors: unknown[] = [];
		const keys = new ApiKeys(store, clock, (error) => errors.push(error));
		const { text, key } = await keys.create('pbx', ['intake']);
		vi.spyOn(store, 'noteUse').mockRejectedValueOnce(new Error('locked'));
		expect(await keys.verify(text)).not.toBeNull();
		await keys.flushUses();
		expect(errors).toHaveLength(1);
		expect(await keys.verify(text)).not.toBeNull();
		await keys.flushUses();
		expect((await store.find(key.id))?.lastUsedAt).not.toBeNull();
	});
});

test('has the form that scanners for leaked keys can tell', () => {
	const { text, id } = makeKeyToken();
	expect(text).toMatch(/^brk_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
	expect(text.slice(4, 12)).toBe(id);
	expect(new Set(Array.from({ length: 1000 }, () => makeKeyToken().text)).size).toBe(1000);
});

test('is told from a text with any typing error', () => {
	const { text, secretHash } = makeKeyToken();
	expect(readKeyToken(text)?.secretHash).toEqual(secretHash);
	fc.assert(
		fc.property(fc.nat(text.length - 1), fc.constantFrom(...'0123456789ABCxyz_-. '), (at, digit) => {
			fc.pre(text[at] !== digit);
			expect(readKeyToken(text.slice(0, at) + digit + text.slice(at + 1))).toBeNull();
		}),
		{ numRuns: 500 }
	);
	for (const wrong of ['', 'brk_', `${text} `, ` ${text}`, text.toUpperCase(), `${text}\n`])
		expect(readKeyToken(wrong)).toBeNull();
});

test('lists keys without anything that could be used', async () => {
	const { keys, database, clock } = siteOn(openIntake(now).database);
	const first = await keys.create('pbx', ['intake']);
	clock.at = now + 1;
	await keys.create('chat', ['read']);
	const listed = await keys.list();
	expect(listed.map(({ source }) => source)).toEqual(['chat', 'pbx']);
	const secret = first.text.slice(13, 56);
	expect(JSON.stringify(listed)).not.toContain(secret);
	await database.checkpoint();
	expect(readFileSync(database.file).includes(secret)).toBe(false);
	expect(readFileSync(database.file).includes(first.key.id)).toBe(true);
});

test.each(['a\nb', 'a\u001b[31mb', 'a\u0085b', 'a\u202eb', 'a\u0000', ' pbx', 'pbx ', '\ud800'])(
	'is not made for a source whose name cannot be seen as it is: %j',
	async (source) => {
		await expect(siteOn(openIntake(now).database).keys.create(source, ['intake'])).rejects.toThrow(
			'source: must hold no control characters'
		);
	}
);
