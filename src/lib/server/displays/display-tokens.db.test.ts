import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { displaysOn } from '../../../../tests/support/open-displays.ts';
import { DisplayTokens } from './display-tokens.ts';
import { displays as table, displayTokenHistory } from '../database/tables/access-tables.ts';

const minute = 60_000;
const day = 86_400_000;

function given(token: string | null): string {
	if (token === null) throw new Error('no new secret was given');
	return token;
}

describe.each(bothStores)('the secrets of screens on $dialect', ({ openTables }) => {
	const openBoth = async () => displaysOn(await openTables());

	test('a secret opens its own screen, and nothing else does', async () => {
		const { displays, paired } = await openBoth();
		const [one, two] = [await paired(), await paired()];
		expect(await displays.verify(one.token)).toEqual({ kind: 'display', displayId: one.id });
		expect(await displays.verify(two.token)).toEqual({ kind: 'display', displayId: two.id });
		for (const text of ['', 'x', one.id, `${one.token}x`, one.token.toLowerCase()])
			expect(await displays.verify(text)).toBeNull();
	});

	test('a screen that was made and has not fetched its secret can be opened by nobody', async () => {
		const { displays, database } = await openBoth();
		await displays.create({ name: 'Wall', settings: {} as never }, { kind: 'machine' }); // not read here
		const [row] = await database.orm.select().from(table);
		expect(row?.tokenHash.length).toBe(32);
		expect(await displays.verify('')).toBeNull();
	});

	test('the file holds no secret', async () => {
		const { database, paired } = await openBoth();
		const { token } = await paired();
		const [row] = await database.orm.select().from(table);
		expect(Buffer.from(JSON.stringify(row)).includes(token)).toBe(false);
		expect(row?.tokenHash.equals(Buffer.from(token, 'base64url'))).toBe(false);
	});

	test('a screen is given another secret once a day, and not before', async () => {
		const { displays, paired, speaks, pass } = await openBoth();
		const { id, token } = await paired();
		pass(day - 1);
		expect(await speaks(id, token)).toBeNull();
		pass(1);
		const next = given(await speaks(id, token));
		expect(next).not.toBe(token);
		expect(await displays.verify(next)).toEqual({ kind: 'display', displayId: id });
		expect(await speaks(id, next)).toBeNull();
	});

	test('after a power cut the secret before is good for 24 hours, and not longer', async () => {
		const { displays, paired, speaks, pass, revoked } = await openBoth();
		const { id, token } = await paired();
		pass(day);
		given(await speaks(id, token));
		pass(day - 1);
		expect(await displays.verify(token)).toEqual({ kind: 'display', displayId: id });
		pass(1);
		expect(await displays.verify(token)).toBeNull();
		// It was off for too long, which is no sign of a copy.
		expect(revoked).toEqual([]);
	});

	test('a screen that lost its new secret in a power cut is given another, and goes on with it', async () => {
		const { displays, paired, speaks, pass, revoked } = await openBoth();
		const { id, token } = await paired();
		pass(day);
		const lost = given(await speaks(id, token));
		// Two requests of one screen may cross; that is no power cut.
		pass(30_000);
		expect(await speaks(id, token)).toBeNull();
		pass(30_000);
		const second = given(await speaks(id, token));
		expect(await displays.verify(second)).not.toBeNull();
		expect(await displays.verify(token)).not.toBeNull();
		pass(day);
		given(await speaks(id, second));
		expect(revoked).toEqual([]);
		// Nobody can have it who did not catch it on the way.
		expect(await displays.verify(lost)).toBeNull();
		expect(revoked).toEqual([id]);
	});

	test('two looks of one screen at the same time make one new secret', async () => {
		const open = await openBoth();
		const { paired, pass, displays } = open;
		const { id, token } = await paired();
		pass(day);
		const tokens = new DisplayTokens(
			open.database,
			() => open.now,
			async () => {}
		);
		const both = await Promise.all([tokens.rotate(id, token), tokens.rotate(id, token)]);
		const made = both.filter((one) => one !== null);
		expect(made.length).toBe(1);
		expect(await displays.verify(given(made[0] ?? null))).not.toBeNull();
	});

	test('who shows a secret that was replaced twice has copied it: the screen is revoked, which is recorded', async () => {
		const { displays, paired, speaks, pass, revoked, warnings, audit, database } = await openBoth();
		const { id, token } = await paired();
		const bystander = await paired('Other');
		pass(day);
		const second = given(await speaks(id, token));
		pass(day);
		const third = given(await speaks(id, second));
		expect(await displays.verify(token)).toBeNull();
		expect(revoked).toEqual([id]);
		expect(warnings).toEqual([{ display: id }]);
		for (const mine of [second, third]) expect(await displays.verify(mine)).toBeNull();
		expect(await displays.verify(bystander.token)).not.toBeNull();
		const [entry, ...more] = await audit.list({ action: 'display.revoked', limit: 10 });
		expect(more).toEqual([]);
		expect(entry).toMatchObject({
			actorKind: 'server',
			actorId: null,
			subject: id,
			details: { reason: 'token-reuse' }
		});
		expect((await displays.list()).find((one) => one.id === id)).toMatchObject({ revokedFor: 'token-reuse' });
		// It is told once: there is nothing left to end.
		expect(await displays.verify(token)).toBeNull();
		expect([revoked.length, warnings.length]).toEqual([1, 1]);
		expect(await database.orm.select().from(displayTokenHistory)).toEqual([]);
	});

	test('who copied a secret and speaks as the screen is found out by the screen itself', async () => {
		const { displays, paired, speaks, pass, revoked } = await openBoth();
		const { id, token } = await paired();
		pass(day);
		const ofThief = given(await speaks(id, token));
		pass(2 * minute);
		const ofScreen = given(await speaks(id, token));
		expect(await displays.verify(ofScreen)).not.toBeNull();
		expect(revoked).toEqual([]);
		expect(await displays.verify(ofThief)).toBeNull();
		expect(revoked).toEqual([id]);
	});

	test('a secret that is older than what is remembered is merely none', async () => {
		const { displays, paired, speaks, pass, revoked } = await openBoth();
		const { id, token } = await paired();
		pass(day);
		const second = given(await speaks(id, token));
		pass(day);
		const third = given(await speaks(id, second));
		pass(90 * day);
		expect(await displays.verify(token)).toBeNull();
		expect(revoked).toEqual([]);
		expect(await displays.verify(third)).not.toBeNull();
	});

	test('secrets of old are kept for three months each', async () => {
		const { paired, speaks, pass, database, displays, revoked } = await openBoth();
		const { id, token } = await paired();
		let current = token;
		for (let no = 0; no < 120; no++) {
			pass(day);
			current = given(await speaks(id, current));
		}
		const kept = await database.orm.select().from(displayTokenHistory);
		expect(kept.length).toBeGreaterThanOrEqual(89);
		expect(kept.length).toBeLessThanOrEqual(91);
		expect(await displays.verify(token)).toBeNull();
		expect(revoked).toEqual([]);
	});
});
