import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { people, sessions } from '#lib/server/database/tables/access-tables.ts';
import type { PeopleBrowser } from '../support/people-browser.ts';
import { minute, SignOnSite } from '../support/sign-on-site.ts';

/*
 * One server and one provider for all: each test has people of its own, and lets them go.
 */

let site: SignOnSite;

beforeAll(async () => {
	site = await SignOnSite.start({ tellsInIdToken: true });
	await site.provider.comeBack();
});
afterAll(() => site.stop());
afterEach(async () => {
	await site.provider.comeBack();
	site.provider.tokenAnswer = null;
	site.provider.givesRefreshTokens = true;
	await site.server.app.access.sessions.endAll(null);
	site.step(minute);
});

/**
 * Time passes as the server sees it, which looks each minute; here at every fifth.
 * @returns after how many minutes `until` held
 */
async function pass(minutes: number, until: () => Promise<boolean> = async () => false): Promise<number> {
	for (let passed = 5; passed <= minutes; passed += 5) {
		site.step(5 * minute);
		await site.desk.recheck();
		if (await until()) return passed;
	}
	return minutes;
}

async function isIn(browser: PeopleBrowser): Promise<boolean> {
	return (await site.me(browser))['kind'] === 'person';
}

async function rowOf(browser: PeopleBrowser) {
	const { orm } = site.server.app.access.database;
	const [row] = await orm
		.select()
		.from(sessions)
		.where(eq(sessions.personId, String((await site.me(browser))['id'])));
	if (row === undefined) throw new Error('no session is kept');
	return row;
}

/** A stream that is open until the server ends it. */
class FollowedStream {
	isOver = false;
	bytes = 0;
	readonly over: Promise<void>;

	constructor(body: AsyncIterable<Uint8Array>) {
		this.over = this.#read(body);
	}

	static async of(browser: PeopleBrowser): Promise<FollowedStream> {
		const { status, body } = await browser.open('GET', '/api/stream?view=now');
		if (status !== 200 || body === null) throw new Error(`no stream: ${status}`);
		return new FollowedStream(body);
	}

	async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
		try {
			for await (const bytes of body) this.bytes += bytes.length;
		} catch (error) {
			// The connection is closed in the middle of it.
			if (!(error instanceof TypeError)) throw error;
		} finally {
			this.isOver = true;
		}
	}
}

async function actions(id: unknown): Promise<readonly unknown[]> {
	const entries = await site.server.app.access.audit.list({ limit: 20 });
	return entries
		.filter(({ subject, actorKind }) => subject === id && actorKind === 'server')
		.map(({ action, details }) => [action, details]);
}

describe('somebody who stays', () => {
	test('is asked about every three quarters of an hour, each time with the token of the time before', async () => {
		site.provider.add('ann', ['executives']);
		const browser = await site.signOnAnew('ann');
		const { asked } = site.provider;
		await pass(35);
		expect(site.provider.asked).toBe(asked);
		await pass(10);
		expect(site.provider.asked).toBe(asked + 1);
		await pass(255);
		expect(site.provider.asked - asked).toBeGreaterThanOrEqual(6);
		expect(site.provider.asked - asked).toBeLessThanOrEqual(7);
		expect(await isIn(browser)).toBe(true);
	});

	test('has a token that is kept sealed, and not at all once the session is over', async () => {
		site.provider.add('bea', ['executives']);
		const browser = await site.signOnAnew('bea');
		const { id, sealedRefreshToken } = await rowOf(browser);
		const { seal } = site.server.app.access;
		expect(sealedRefreshToken).toMatch(/^s1\./);
		expect(seal.open(sealedRefreshToken ?? '', `refresh-token:${id}`)).toMatch(/^[\w-]{20,}$/);
		const before = await rowOf(browser);
		expect((await browser.post('/api/logout')).status).toBe(204);
		const { orm } = site.server.app.access.database;
		const [after] = await orm.select().from(sessions).where(eq(sessions.id, before.id));
		expect([after?.sealedRefreshToken, typeof after?.endedAt]).toEqual([null, 'number']);
	});

	test('is asked about at their own provider only', async () => {
		site.provider.add('cor', ['executives']);
		const browser = await site.signOnAnew('cor');
		const { orm } = site.server.app.access.database;
		await orm.update(people).set({ oidcIssuer: 'https://login.example.com' }).where(eq(people.oidcSubject, 'cor'));
		const { asked } = site.provider;
		expect(await pass(65, async () => !(await isIn(browser)))).toBe(60);
		expect(site.provider.asked).toBe(asked);
	});
});

describe('somebody who leaves', () => {
	test('is out within the hour, in every browser and every stream at once', async () => {
		const dora = site.provider.add('dora', ['executives']);
		const [one, other] = [await site.signOnAnew('dora'), await site.signOnAnew('dora')];
		const { id } = await site.me(one);
		const streams = [await FollowedStream.of(one), await FollowedStream.of(other)];
		await pass(50);
		expect(streams.map(({ isOver }) => isOver)).toEqual([false, false]);
		dora.isDisabled = true;
		const passed = await pass(60, async () => !(await isIn(one)));
		expect(passed).toBeLessThanOrEqual(45);
		expect(await isIn(other)).toBe(false);
		await Promise.all(streams.map(({ over }) => over));
		for (const { bytes } of streams) expect(bytes).toBeGreaterThan(0);
		expect(await actions(id)).toEqual([['person.sign-on-ended', { reason: 'invalid_grant', sessions: 2 }]]);
		expect((await one.get('/api/live?queue=all')).status).toBe(401);
		const [person] = (await site.server.app.access.people.list()).filter((known) => known.id === id);
		expect(person?.roles).toEqual([]);
	});

	test('leaves others where they are', async () => {
		site.provider.add('eli', ['executives']).isDisabled = false;
		const fee = site.provider.add('fee', ['executives']);
		const [stays, goes] = [await site.signOnAnew('eli'), await site.signOnAnew('fee')];
		fee.isDisabled = true;
		await pass(50);
		expect([await isIn(stays), await isIn(goes)]).toEqual([true, false]);
	});

	test('is out as well when none of their groups counts any more', async () => {
		const gil = site.provider.add('gil', ['executives']);
		const browser = await site.signOnAnew('gil');
		const { id } = await site.me(browser);
		gil.groups = ['others'];
		await pass(45);
		expect(await isIn(browser)).toBe(false);
		expect(await actions(id)).toEqual([['person.sign-on-ended', { reason: 'no-role', sessions: 1 }]]);
		gil.groups = ['executives'];
		expect(await isIn(await site.signOnAnew('gil'))).toBe(true);
	});
});

describe('somebody whose groups change', () => {
	test('may do what the new ones allow, in the same session, and streams are opened anew', async () => {
		const hedy = site.provider.add('hedy', ['admins']);
		const browser = await site.signOnAnew('hedy');
		const { id } = await site.me(browser);
		expect((await browser.get('/api/people')).status).toBe(200);
		const stream = await FollowedStream.of(browser);
		hedy.groups = ['executives'];
		// It is used all the time: an administrator's session does not last long without.
		await pass(45, async () => !(await isIn(browser)));
		expect(await site.me(browser)).toMatchObject({ id, roles: ['executive'] });
		expect((await browser.get('/api/people')).status).toBe(403);
		await stream.over;
		expect(await actions(id)).toEqual([['person.changed', { roles: ['executive'], by: 'sign-on' }]]);
	});

	test('has a session no longer than their new role has, and never a longer one', async () => {
		const ivo = site.provider.add('ivo', ['executives']);
		const browser = await site.signOnAnew('ivo');
		const before = await rowOf(browser);
		ivo.groups = ['admins'];
		await pass(45, async () => !(await isIn(browser)));
		const after = await rowOf(browser);
		expect([after.idleMs, after.expiresAt - after.createdAt]).toEqual([30 * minute, 12 * 60 * minute]);
		expect(after.idleMs).toBeLessThan(before.idleMs);
		ivo.groups = ['executives'];
		await pass(45, async () => !(await isIn(browser)));
		expect(await site.me(browser)).toMatchObject({ roles: ['executive'] });
		expect((await rowOf(browser)).idleMs).toBe(30 * minute);
	});

	test('has the new roles everywhere as soon as they sign on somewhere', async () => {
		const jet = site.provider.add('jet', ['admins']);
		const old = await site.signOnAnew('jet');
		jet.groups = ['auditors'];
		await site.signOnAnew('jet');
		expect(await site.me(old)).toMatchObject({ roles: ['auditor'] });
	});
});

describe('a provider that does not answer', () => {
	test('is asked again each minute, and nobody is out who belongs', async () => {
		site.provider.add('kai', ['executives']);
		const browser = await site.signOnAnew('kai');
		await site.provider.goAway();
		await pass(50);
		expect(await isIn(browser)).toBe(true);
		await site.provider.comeBack();
		await pass(5);
		await pass(55, async () => !(await isIn(browser)));
		expect(await isIn(browser)).toBe(true);
	});

	test('cannot vouch: an hour after its last word the session is over', async () => {
		site.provider.add('lot', ['executives']);
		const browser = await site.signOnAnew('lot');
		const { id: session } = await rowOf(browser);
		await site.provider.goAway();
		const stream = await FollowedStream.of(browser);
		site.step(60 * minute - 1);
		expect([await isIn(browser), stream.isOver]).toEqual([true, false]);
		site.step(1);
		// Whether anybody looks or not.
		expect(await isIn(browser)).toBe(false);
		await site.desk.recheck();
		await stream.over;
		expect(await actions(session)).toEqual([['session.ended', { reason: 'sign-on-unchecked' }]]);
	});

	test.each([
		['that it is busy', { status: 503, body: { error: 'invalid_grant' } }],
		['that the client is wrong', { status: 401, body: { error: 'invalid_client' } }],
		['nothing that can be read', { status: 200, body: 'hello' }]
	])('or says %s, says nothing about anybody', async (_, answer) => {
		site.provider.add('mia', ['executives']);
		const browser = await site.signOnAnew('mia');
		site.provider.tokenAnswer = answer;
		expect(await pass(65, async () => !(await isIn(browser)))).toBe(60);
	});
});

test('without a refresh token a session lasts an hour', async () => {
	site.provider.givesRefreshTokens = false;
	site.provider.add('noa', ['executives']);
	const browser = await site.signOnAnew('noa');
	const { asked } = site.provider;
	expect(await pass(65, async () => !(await isIn(browser)))).toBe(60);
	expect(site.provider.asked).toBe(asked);
});
