import { readFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { openIntake } from '../../../../tests/support/open-intake.ts';
import { commentKeys, sessions, webhookSecrets } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { TooManyActive } from './credential-terms.ts';
import { resealAll } from './reseal.ts';
import { commentKeyPurpose, refreshTokenPurpose } from './seal-purposes.ts';
import { CannotUnseal, Seal } from './seal.ts';
import { WebhookSecrets } from './webhook-secrets.ts';
import { readWebhookSecret } from './webhook-signature.ts';

const now = 1_763_800_000_000;
const yearMs = 365 * 86_400_000;
const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);

function siteOn<Kept extends Tables>(database: Kept, seal = new Seal(oldKey)) {
	const clock = { at: now };
	const errors: unknown[] = [];
	const withSeal = (other: Seal) =>
		new WebhookSecrets({ database, seal: other, now: () => clock.at, onError: (error) => errors.push(error) });
	return { database, clock, errors, withSeal, secrets: withSeal(seal) };
}

describe.each(bothStores)('a webhook secret on $dialect', ({ openTables }) => {
	const openBoth = async () => siteOn(await openTables());

	test('is good for its source until it ends, two at once', async () => {
		const { secrets, clock } = await openBoth();
		const first = await secrets.create('pbx', now + 1000);
		const second = await secrets.create('pbx');
		const keys = (await secrets.goodFor('pbx')).map(({ key }) => key);
		expect(keys).toEqual([first.text, second.text].map(readWebhookSecret));
		expect(await secrets.goodFor('chat')).toEqual([]);
		await expect(secrets.create('pbx')).rejects.toThrow(/^source: pbx has 2 secrets \(whs_\S+, whs_\S+\): revoke one/);
		await expect(secrets.create('pbx')).rejects.toBeInstanceOf(TooManyActive);
		clock.at = now + 1000;
		expect((await secrets.goodFor('pbx')).map(({ id }) => id)).toEqual([second.secret.id]);
		await secrets.create('pbx');
		await expect(secrets.create('bereik')).rejects.toThrow('bereik is the product itself');
		await expect(secrets.create('chat', clock.at + yearMs + 1)).rejects.toThrow('at most 365 days');
	});

	test('ends at once here and within seconds in another process when it is revoked', async () => {
		const { secrets, withSeal } = await openBoth();
		const elsewhere = withSeal(new Seal(oldKey));
		const { secret } = await secrets.create('pbx');
		const machine = vi.spyOn(performance, 'now').mockReturnValue(0);
		expect([await secrets.goodFor('pbx'), await elsewhere.goodFor('pbx')].map(({ length }) => length)).toEqual([1, 1]);
		expect(await secrets.revoke(secret.id)).toBe(true);
		expect(await secrets.goodFor('pbx')).toEqual([]);
		machine.mockReturnValue(3001);
		expect(await elsewhere.goodFor('pbx')).toEqual([]);
		machine.mockRestore();
		expect([await secrets.revoke(secret.id), await secrets.revoke('whs_none')]).toEqual([false, false]);
		expect(await secrets.list()).toMatchObject([{ revokedAt: now }]);
	});

	test('is looked up once for many requests, whatever names they bring', async () => {
		const { secrets, database } = await openBoth();
		await secrets.create('pbx');
		const select = vi.spyOn(database.orm, 'select');
		for (let at = 0; at < 100; at++) await secrets.goodFor(`nobody ${at}`);
		expect(select).toHaveBeenCalledTimes(1);
	});

	test('keeps when it was last used, to the hour', async () => {
		const { secrets } = await openBoth();
		await secrets.create('pbx');
		const [key] = await secrets.goodFor('pbx');
		if (key === undefined) throw new Error('there is no secret');
		secrets.noteUse(key);
		await secrets.flushUses();
		expect((await secrets.list())[0]?.lastUsedAt).toBe(now - (now % 3_600_000));
	});

	test('that cannot be opened is said once and holds nobody else up', async () => {
		const { secrets, withSeal, errors } = await openBoth();
		await secrets.create('pbx');
		const after = withSeal(new Seal(newKey));
		const { secret } = await after.create('chat');
		expect((await after.goodFor('chat')).map(({ id }) => id)).toEqual([secret.id]);
		await after.revoke('whs_none');
		expect(await after.goodFor('pbx')).toEqual([]);
		expect(errors).toEqual([expect.any(CannotUnseal)]);
	});

	test('and every other sealed text moves to a new key, after which the old one can go', async () => {
		const { secrets, database, withSeal } = await openBoth();
		const old = new Seal(oldKey);
		const { text } = await secrets.create('pbx');
		await plantSealed(database.orm, old);
		const report = await resealAll(database, new Seal(newKey, [oldKey]));
		expect(report).toEqual({
			webhookSecrets: { resealed: 1, current: 0, unreadable: 0 },
			refreshTokens: { resealed: 1, current: 0, unreadable: 0 },
			comments: { resealed: 1200, current: 0, unreadable: 0 },
			erasures: { resealed: 0, current: 0, unreadable: 0 }
		});
		const alone = new Seal(newKey);
		expect((await withSeal(alone).goodFor('pbx')).map(({ key }) => key)).toEqual([readWebhookSecret(text)]);
		const [session] = await database.orm.select().from(sessions).where(eq(sessions.id, 'ses_1'));
		expect(alone.open(session?.sealedRefreshToken ?? '', refreshTokenPurpose('ses_1'))).toBe('refresh me');
		const written = await database.orm.select().from(commentKeys).orderBy(commentKeys.contact);
		expect(written.map(({ sealed, contact }) => alone.open(sealed, commentKeyPurpose(contact)))).toEqual(
			written.map(({ contact }) => `key of ${contact}`)
		);
		// Once more changes nothing.
		const again = await resealAll(database, alone);
		expect(Object.values(again).map(({ resealed, current }) => [resealed, current])).toEqual([
			[0, 1],
			[0, 1],
			[0, 1200],
			[0, 0]
		]);
		expect(await database.orm.select().from(commentKeys).orderBy(commentKeys.contact)).toEqual(written);
	});

	test('that no given key opens is counted and left as it is', async () => {
		const { secrets, database } = await openBoth();
		const { secret } = await secrets.create('pbx');
		const before = await database.orm.select().from(webhookSecrets).where(eq(webhookSecrets.id, secret.id));
		expect((await resealAll(database, new Seal(newKey))).webhookSecrets).toEqual({
			resealed: 0,
			current: 0,
			unreadable: 1
		});
		expect(await database.orm.select().from(webhookSecrets)).toEqual(before);
	});
});

test('is shown once, kept sealed, and listed without anything that could be used', async () => {
	const { secrets, database } = siteOn(openIntake(now).database);
	const { text, secret } = await secrets.create('pbx');
	const known = {
		id: secret.id,
		source: 'pbx',
		createdAt: now,
		expiresAt: now + yearMs,
		revokedAt: null,
		lastUsedAt: null
	};
	expect(secret).toEqual(known);
	expect(await secrets.list()).toEqual([known]);
	await database.checkpoint();
	const file = readFileSync(database.file);
	expect([
		file.includes(text.slice(6, 40)),
		file.includes(readWebhookSecret(text) ?? ''),
		file.includes(secret.id)
	]).toEqual([false, false, true]);
});

async function plantSealed(orm: Tables['orm'], seal: Seal): Promise<void> {
	const session = { createdAt: now, lastUsedAt: now, expiresAt: now + 1, idleMs: 1, personId: 'per_1', method: 'oidc' };
	const withoutToken = { ...session, id: 'ses_2', tokenHash: Buffer.alloc(32, 2) };
	const sealedRefreshToken = seal.seal('refresh me', refreshTokenPurpose('ses_1'));
	await orm.insert(sessions).values([{ ...session, id: 'ses_1', tokenHash: Buffer.alloc(32, 1), sealedRefreshToken }]);
	await orm.insert(sessions).values([withoutToken]);
	const contacts = Array.from({ length: 1200 }, (_, at) => `c${at}`);
	const keys = contacts.map((contact) => ({
		contact,
		sealed: seal.seal(`key of ${contact}`, commentKeyPurpose(contact))
	}));
	await orm.insert(commentKeys).values(keys);
}
