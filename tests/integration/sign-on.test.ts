import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { minute, origin, placeOf, SignOnSite } from '../support/sign-on-site.ts';

/*
 * One server and one provider for all: each test has people of its own.
 */

let site: SignOnSite;

beforeAll(async () => {
	site = await SignOnSite.start();
});
afterAll(() => site.stop());
beforeEach(() => {
	site.provider.forge = null;
	site.provider.forgesSignature = false;
});
afterEach(() => site.step(minute));

test('a provider that is away stops no server, and is asked again once it is back', async () => {
	const { provider } = site;
	const browser = site.newBrowser();
	const standing = async () => (await browser.get('/api/sign-on')).body;
	expect(await standing()).toEqual({ isOn: true, label: 'Sign on with the test', isReachable: false });
	expect(placeOf(await site.begin(browser, '/trends')).href).toBe(`${origin}/login?problem=unreachable&to=%2Ftrends`);
	await provider.comeBack();
	expect((await standing())['isReachable']).toBe(false);
	site.step(10_000);
	expect((await standing())['isReachable']).toBe(true);
	site.provider.add('abe', ['executives']);
	const back = await site.returnOf(browser, 'abe');
	await site.provider.goAway();
	expect(await site.comeBack(browser, back)).toBe('/login?problem=unreachable&to=%2Fnow');
	expect((await standing())['isReachable']).toBe(false);
	await site.provider.comeBack();
	site.step(10_000);
	expect(await site.problemOf('abe')).toBeNull();
	expect((await standing())['isReachable']).toBe(true);
});

describe('whoever signs on', () => {
	test('is in, as what their groups say, under a cookie that no script and no other site sees', async () => {
		site.provider.add('ann', ['wall-managers', 'auditors', 'others']);
		const browser = site.newBrowser();
		const { url, answer } = await site.signOn(browser, 'ann', '/trends?from=2026-01-01#top');
		expect(url.searchParams.get('code_challenge_method')).toBe('S256');
		expect(url.searchParams.get('scope')).toBe('openid profile email offline_access groups');
		expect([answer.status, answer.headers.get('location')]).toEqual([303, '/trends?from=2026-01-01#top']);
		const cookies = answer.headers.getSetCookie();
		expect(cookies).toEqual([
			'__Host-bereik-sign-on=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure',
			expect.stringMatching(
				/^__Host-bereik-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/
			)
		]);
		expect(await site.me(browser)).toMatchObject({
			kind: 'person',
			name: 'ann of the test',
			email: 'ann@example.org',
			roles: ['manager', 'auditor'],
			queues: null,
			hasPassword: false,
			steppedUpUntil: null
		});
		expect((await browser.get('/api/live?queue=all')).status).toBe(200);
		expect((await browser.get('/api/people')).status).toBe(200);
		expect((await browser.get('/api/sessions')).body['sessions']).toHaveLength(1);
	});

	test('is the same person the second time, whatever they are called by then', async () => {
		const bob = site.provider.add('bob', ['executives']);
		const first = site.newBrowser();
		await site.signOn(first, 'bob');
		const { id } = await site.me(first);
		Object.assign(bob, { name: 'Bob Other', email: 'bob.other@example.org' });
		const second = site.newBrowser();
		await site.signOn(second, 'bob');
		expect(await site.me(second)).toMatchObject({ id, name: 'Bob Other', email: 'bob.other@example.org' });
		expect(await site.me(first)).toMatchObject({ id });
	});

	test('is another person with the same address at the provider, and takes nothing over', async () => {
		site.provider.add('cas', ['executives'], 'shared@example.org');
		site.provider.add('cato', ['admins'], 'Shared@example.org');
		const browser = site.newBrowser();
		await site.signOn(browser, 'cas');
		expect(await site.problemOf('cato')).toBe('email-in-use');
		expect(await site.me(browser)).toMatchObject({ roles: ['executive'] });
	});

	test('does not become somebody with a password who has the same address', async () => {
		const { people } = site.server.app.access;
		const passwordHash = '$argon2id$v=19$m=8,t=1,p=1$none$none';
		const id = await people.add({
			email: 'dan@example.org',
			name: 'Dan',
			roles: ['admin'],
			queues: null,
			passwordHash
		});
		site.provider.add('dan', ['executives']);
		expect(await site.problemOf('dan')).toBe('email-in-use');
		expect(await people.find(id)).toMatchObject({ roles: ['admin'], hasSignOn: false, lastLoginAt: null });
	});

	test('takes the place of the session before in the same browser', async () => {
		site.provider.add('eva', ['executives']);
		const browser = site.newBrowser();
		await site.signOn(browser, 'eva');
		const before = browser.cookies.get('__Host-bereik-session') ?? '';
		await site.signOn(browser, 'eva');
		expect(await site.server.app.access.sessions.verify(before)).toBeNull();
		expect((await browser.get('/api/sessions')).body['sessions']).toHaveLength(1);
	});

	test('leaves a trace in the audit without name, address or token', async () => {
		site.provider.add('fay', ['executives']);
		const browser = site.newBrowser();
		await site.signOn(browser, 'fay');
		const { id } = await site.me(browser);
		const entries = await site.server.app.access.audit.list({ actorId: String(id), limit: 10 });
		expect(entries.map(({ action }) => action)).toEqual(['person.logged-in', 'person.joined']);
		expect(JSON.stringify(entries)).not.toMatch(/fay/);
	});
});

describe('whoever does not get in', () => {
	test.each([
		['is in no group that counts', ['others']],
		['is in no group', []]
	])('is told so who %s', async (_, groups) => {
		const id = `nobody-${groups.length}`;
		site.provider.add(id, groups);
		const browser = site.newBrowser();
		const { answer } = await site.signOn(browser, id, '/trends');
		expect(answer.headers.get('location')).toBe('/login?problem=no-role&to=%2Ftrends');
		expect([...browser.cookies.keys()]).toEqual([]);
		expect((await site.server.app.access.people.list()).map(({ name }) => name)).not.toContain(`${id} of the test`);
	});

	test('may have been shut out here', async () => {
		site.provider.add('gus', ['executives']);
		const browser = site.newBrowser();
		await site.signOn(browser, 'gus');
		const { id } = await site.me(browser);
		await site.server.app.access.people.change(String(id), { disabledAt: Date.now() });
		expect(await site.problemOf('gus')).toBe('no-role');
	});

	test('may have broken it off at the provider', async () => {
		expect(await site.problemOf(null)).toBe('cancelled');
	});

	test('came back with a state that was not sent, or with none', async () => {
		site.provider.add('hal', ['executives']);
		const browser = site.newBrowser();
		const back = await site.returnOf(browser, 'hal');
		const forged = new URL(back);
		forged.searchParams.set('state', 'x'.repeat(43));
		expect(await site.comeBack(browser, forged)).toBe('/login?problem=expired&to=%2Fnow');
		expect(await site.comeBack(site.newBrowser(), back)).toBe('/login?problem=expired');
		expect(await site.comeBack(site.newBrowser(), new URL(`${origin}/api/sign-on/back`))).toBe(
			'/login?problem=expired'
		);
	});

	test('came back twice with the same answer, even with the same cookie', async () => {
		site.provider.add('ida', ['executives']);
		const browser = site.newBrowser();
		const back = await site.returnOf(browser, 'ida');
		const cookies = new Map(browser.cookies);
		expect(await site.comeBack(browser, back)).toBe('/now');
		const again = site.newBrowser();
		for (const [name, value] of cookies) again.cookies.set(name, value);
		expect(await site.comeBack(again, back)).toBe('/login?problem=expired&to=%2Fnow');
		expect([...again.cookies.keys()]).toEqual([]);
	});

	test('brings a code of somebody else', async () => {
		site.provider.add('jan', ['admins']);
		site.provider.add('kim', ['executives']);
		const stolen = (await site.returnOf(site.newBrowser(), 'jan')).searchParams.get('code') ?? '';
		const browser = site.newBrowser();
		const back = await site.returnOf(browser, 'kim');
		back.searchParams.set('code', stolen);
		expect(await site.comeBack(browser, back)).toBe('/login?problem=failed&to=%2Fnow');
	});

	test('took longer than ten minutes', async () => {
		site.provider.add('lea', ['executives']);
		const browser = site.newBrowser();
		const back = await site.returnOf(browser, 'lea');
		site.step(10 * minute);
		expect(await site.comeBack(browser, back)).toBe('/login?problem=expired');
	});

	test('was sent to the provider with another nonce', async () => {
		site.provider.add('max', ['executives']);
		const browser = site.newBrowser();
		const back = await site.returnOf(browser, 'max', (url) => url.searchParams.set('nonce', 'another'));
		expect(await site.comeBack(browser, back)).toBe('/login?problem=failed&to=%2Fnow');
	});

	test('came back from another issuer', async () => {
		site.provider.add('ned', ['executives']);
		const browser = site.newBrowser();
		const back = await site.returnOf(browser, 'ned');
		expect(back.searchParams.get('iss')).toBe(site.provider.issuer);
		back.searchParams.set('iss', 'https://login.example.com');
		expect(await site.comeBack(browser, back)).toBe('/login?problem=failed&to=%2Fnow');
	});

	const forgeries: readonly [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
		['of another issuer', (claims) => ({ ...claims, iss: 'https://login.example.com' })],
		['for another client', (claims) => ({ ...claims, aud: 'somebody-else' })],
		['that is over', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 60 })],
		['for another nonce', (claims) => ({ ...claims, nonce: 'another' })]
	];
	test.each(forgeries)('holds an ID token %s', async (_, forge) => {
		site.provider.add('odd', ['executives']);
		site.provider.forge = forge;
		expect(await site.problemOf('odd')).toBe('failed');
		site.provider.forge = (claims) => claims;
		expect(await site.problemOf('odd')).toBeNull();
	});

	test('holds an ID token that somebody else signed', async () => {
		site.provider.add('ole', ['executives']);
		site.provider.forge = (claims) => claims;
		site.provider.forgesSignature = true;
		expect(await site.problemOf('ole')).toBe('failed');
	});

	test('asked too often from one address', async () => {
		const browser = site.newBrowser('192.0.2.99');
		for (let time = 0; time < 20; time++) expect((await site.begin(browser)).status).toBe(303);
		const refused = await site.begin(browser);
		expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 60]);
		expect((await site.begin(site.newBrowser())).status).toBe(303);
		site.step(minute);
		expect((await site.begin(browser)).status).toBe(303);
	});
});

test.each([
	'https://evil.example/',
	'//evil.example/',
	'/\\evil.example/',
	'/\t/evil.example/',
	'/.//evil.example/',
	'/x/..//evil.example/',
	'/api/sign-on/start',
	'/login?to=/now',
	'javascript:alert(1)',
	'now'
])('nobody is sent to %s afterwards', async (to) => {
	site.provider.add('pia', ['executives']);
	const { answer } = await site.signOn(site.newBrowser(), 'pia', to);
	expect(answer.headers.get('location')).toBe('/now');
});

describe('whoever asks by another name than the one the provider sends people back to', () => {
	test('begins again there, once', async () => {
		const { port } = site.server.web;
		const first = await fetch(`http://127.0.0.1:${port}/api/sign-on/start?to=/trends`, { redirect: 'manual' });
		const location = first.headers.get('location') ?? '';
		expect(location).toBe(`${origin}/api/sign-on/start?to=%2Ftrends&again=1`);
		const path = location.slice(origin.length);
		const second = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
		expect(second.headers.get('location')).toContain(site.provider.issuer);
	});
});

describe('showing again who one is', () => {
	test('is asked of the provider, and opens what needs it', async () => {
		site.provider.add('quin', ['admins']);
		const browser = site.newBrowser();
		await site.signOn(browser, 'quin');
		const invite = { email: 'new@example.org', name: 'New', roles: ['executive'], queues: null };
		expect((await browser.post('/api/invitations', invite)).body).toMatchObject({ remedy: 'step-up' });
		const before = browser.cookies.get('__Host-bereik-session');
		const { url, answer } = await site.signOn(browser, 'quin', '/settings/people', '&stepUp=1');
		expect([url.searchParams.get('prompt'), url.searchParams.get('max_age')]).toEqual(['login', '0']);
		expect(answer.headers.get('location')).toBe('/settings/people');
		expect(browser.cookies.get('__Host-bereik-session')).not.toBe(before);
		expect((await browser.post('/api/invitations', invite)).status).toBe(200);
		expect((await browser.get('/api/sessions')).body['sessions']).toHaveLength(1);
		expect((await site.me(browser))['steppedUpUntil']).toBe(Date.now() + 10 * minute);
	});

	test('is not done by somebody else at the same browser', async () => {
		site.provider.add('ria', ['admins']);
		site.provider.add('sam', ['admins']);
		const browser = site.newBrowser();
		await site.signOn(browser, 'ria');
		site.forgetAtProvider(browser);
		const { answer } = await site.signOn(browser, 'sam', '/now', '&stepUp=1');
		expect(answer.headers.get('location')).toBe('/login?problem=failed&to=%2Fnow');
		expect(await site.me(browser)).toMatchObject({ name: 'ria of the test', steppedUpUntil: null });
	});

	test('is not done with a login of this morning', async () => {
		site.provider.add('tia', ['admins']);
		const browser = site.newBrowser();
		await site.signOn(browser, 'tia');
		for (const forge of [longAgo, withoutTime]) {
			site.provider.forge = forge;
			const { answer } = await site.signOn(browser, 'tia', '/now', '&stepUp=1');
			expect(answer.headers.get('location')).toBe('/login?problem=failed&to=%2Fnow');
			expect(await site.me(browser)).toMatchObject({ steppedUpUntil: null });
		}
	});
});

function withoutTime({ auth_time: _, ...claims }: Record<string, unknown>): Record<string, unknown> {
	return claims;
}

function longAgo(claims: Record<string, unknown>): Record<string, unknown> {
	return { ...claims, auth_time: Math.floor((Date.now() - minute) / 1000) };
}
