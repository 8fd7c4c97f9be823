import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNull } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstLink } from '#lib/cli/first-link.ts';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { readTrustedProxies } from '#lib/server/access/client-address.ts';
import { sessions } from '#lib/server/database/tables/access-tables.ts';
import { createLogger } from '#lib/server/logger.ts';
import { testConfiguration } from '../support/open-application.ts';
import { type BrowserAnswer, PeopleBrowser } from '../support/people-browser.ts';

/*
 * One site from its first link on: the tests follow each other.
 */

const folder = mkdtempSync(join(tmpdir(), 'bereik-people-'));
const password = 'purple tulips in rain';
const managersPassword = 'vier-fietsen-op-zolder';
let server: RunningServer;
let base = '';
let admin: PeopleBrowser;
let manager: PeopleBrowser;

beforeAll(async () => {
	const access = { ...closedAccess, trustedProxies: readTrustedProxies('loopback') };
	server = await startServer({ ...testConfiguration(folder), access }, { logger: createLogger('silent') });
	base = `http://127.0.0.1:${server.web.port}`;
	admin = new PeopleBrowser(base, { 'user-agent': `Mozilla/5.0 ${'x'.repeat(500)}` });
	manager = new PeopleBrowser(base);
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

const tokenOf = (url: unknown): string => String(url).split('/welcome#')[1] ?? '';

function logIn(browser: PeopleBrowser, email: string, typed: string): Promise<BrowserAnswer> {
	return browser.post('/api/login', { email, password: typed });
}

function throughProxy(address: string): PeopleBrowser {
	const host = 'wall.example.org';
	return new PeopleBrowser(base, {
		'x-forwarded-for': address,
		'x-forwarded-proto': 'https',
		'x-forwarded-host': host
	});
}

test('shows nobody anything before somebody has logged in, not even at the machine itself', async () => {
	const stranger = new PeopleBrowser(base);
	for (const path of ['/api/live?queue=all', '/api/people', '/api/sessions', '/api/stream'])
		expect([path, (await stranger.get(path)).status]).toEqual([path, 401]);
	expect((await stranger.get('/api/me')).body).toEqual({
		kind: 'nobody',
		capabilities: [],
		isOpen: false,
		isSecure: false,
		missing: []
	});
	expect((await stranger.post('/api/logout')).status).toBe(204);
});

test('makes the first administrator by a link, of which the last one given counts, once', async () => {
	const earlier = tokenOf(await firstLink(server.app, server.web.url));
	const link = await firstLink(server.app, server.web.url);
	expect(link).toMatch(/^http:\/\/localhost:\d+\/welcome#[\w-]{43}$/);
	const token = tokenOf(link);
	expect((await admin.post('/api/welcome', { token: earlier })).status).toBe(404);
	expect((await admin.post('/api/welcome', { token })).body).toEqual({
		name: null,
		email: null,
		roles: ['admin'],
		isNewPassword: false
	});
	const ann = { token, name: 'Ann', email: 'Ann@Example.org' };
	const refusals = [
		await admin.post('/api/welcome/accept', { ...ann, password: 'short' }),
		await admin.post('/api/welcome/accept', { ...ann, password: 'Welkom2026!!' }),
		await admin.post('/api/welcome/accept', { ...ann, email: 'Ann\r\nBcc: all', password }),
		await admin.post('/api/welcome/accept', { ...ann, name: 'Ann\nInjected', password }),
		await admin.post('/api/welcome/accept', { ...ann, roles: ['admin'], password })
	];
	expect(refusals.map(({ status, body }) => [status, body['field']])).toEqual([
		[400, 'password'],
		[400, 'password'],
		[400, 'email'],
		[400, 'name'],
		[400, 'roles']
	]);
	expect((await admin.post('/api/welcome/accept', { ...ann, password })).status).toBe(204);
	const { body } = await admin.get('/api/me');
	expect(body).toMatchObject({ kind: 'person', name: 'Ann', email: 'ann@example.org', roles: ['admin'] });
	expect(body).toMatchObject({ hasPassword: true, steppedUpUntil: expect.any(Number) as number });
	expect((await admin.post('/api/welcome/accept', { ...ann, email: 'eve@example.org', password })).status).toBe(404);
	expect(await firstLink(server.app, server.web.url)).toBeNull();
});

test('gives the browser a cookie that scripts cannot read and other sites do not send', async () => {
	const browser = new PeopleBrowser(base);
	const { headers } = await logIn(browser, ' ANN@example.org ', password);
	expect(headers.getSetCookie()).toEqual([
		expect.stringMatching(/^bereik-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/)
	]);
	const out = await browser.post('/api/logout');
	expect(out.headers.getSetCookie()).toEqual([expect.stringMatching(/^bereik-session=; Path=\/; .*Max-Age=0$/)]);
});

test('binds the cookie to the host and to encryption behind a proxy that encrypts', async () => {
	const browser = throughProxy('192.0.2.1');
	const { headers, status } = await logIn(browser, 'ann@example.org', password);
	expect(status).toBe(200);
	expect(headers.getSetCookie()).toEqual([
		expect.stringMatching(/^__Host-bereik-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure$/)
	]);
	expect((await browser.get('/api/me')).body).toMatchObject({ kind: 'person', isSecure: true, missing: [] });
	// A cookie without the prefix could have been planted by a neighbour: it opens nothing here.
	const planted = throughProxy('192.0.2.1');
	planted.cookies.set('bereik-session', browser.cookies.get('__Host-bereik-session') ?? '');
	expect((await planted.get('/api/me')).body['kind']).toBe('nobody');
	await browser.post('/api/logout');
});

test('gives another token at each login, and ends the one before in that browser', async () => {
	const browser = new PeopleBrowser(base);
	browser.cookies.set('bereik-session', 'planted-by-somebody-else');
	await logIn(browser, 'ann@example.org', password);
	const first = browser.cookies.get('bereik-session') ?? '';
	expect(first).not.toBe('planted-by-somebody-else');
	await logIn(browser, 'ann@example.org', password);
	expect(browser.cookies.get('bereik-session')).not.toBe(first);
	const thief = new PeopleBrowser(base);
	thief.cookies.set('bereik-session', first);
	expect((await thief.get('/api/me')).body['kind']).toBe('nobody');
	expect((await thief.get('/api/sessions')).status).toBe(401);
	await browser.post('/api/logout');
	expect((await browser.get('/api/sessions')).status).toBe(401);
});

test('gives the same answer to an unknown address and a wrong password, then makes that account wait there alone', async () => {
	const attacker = throughProxy('203.0.113.9');
	const answers = [];
	for (let nth = 0; nth < 5; nth++) answers.push(await logIn(attacker, 'ann@example.org', `not the password ${nth}`));
	answers.push(await logIn(attacker, 'nobody@example.org', 'not the password'));
	expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`))).toEqual(
		new Set(['401 {"error":"address or password is wrong"}'])
	);
	const waiting = await logIn(attacker, 'ann@example.org', password);
	expect(waiting.status).toBe(429);
	expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(800);
	const owner = throughProxy('198.51.100.7');
	expect((await logIn(owner, 'ann@example.org', password)).status).toBe(200);
	await owner.post('/api/logout');
});

test('takes JSON alone, from its own pages alone', async () => {
	const plain = await fetch(`${base}/api/login`, { method: 'POST', body: '{}' });
	expect(plain.status).toBe(415);
	const foreign = new PeopleBrowser(base, { origin: 'https://evil.example' });
	expect((await logIn(foreign, 'ann@example.org', password)).status).toBe(403);
	const typed = await new PeopleBrowser(base).post('/api/login', { email: 'ann@example.org', password, isAdmin: true });
	expect([typed.status, typed.body]).toEqual([
		400,
		{ error: 'isAdmin: is not known here', field: 'isAdmin', reason: { key: 'unknown-here', values: {} } }
	]);
});

test('asks again who somebody is before people are changed, and gives another token then', async () => {
	const { body } = await admin.get('/api/me');
	// As if it had been a while.
	await server.app.access.database.orm.update(sessions).set({ steppedUpAt: 0 });
	const bob = { email: 'bob@example.org', name: 'Bob', roles: ['manager'], queues: ['sales', 'support'] };
	const refused = await admin.post('/api/invitations', bob);
	expect([refused.status, refused.body['remedy']]).toEqual([403, 'step-up']);
	expect((await admin.get('/api/people')).status).toBe(200);
	expect((await admin.get('/api/me')).body['steppedUpUntil']).toBeNull();
	const wrong = await admin.post('/api/step-up', { password: 'not the password' });
	// Told apart from nobody being logged in: they are, still.
	expect([wrong.status, wrong.body]).toEqual([
		401,
		{ error: 'password: is wrong', field: 'password', remedy: 'password' }
	]);
	expect((await admin.get('/api/me')).body['kind']).toBe('person');
	const before = admin.cookies.get('bereik-session') ?? '';
	expect((await admin.post('/api/step-up', { password })).status).toBe(204);
	expect(admin.cookies.get('bereik-session')).not.toBe(before);
	const thief = new PeopleBrowser(base);
	thief.cookies.set('bereik-session', before);
	expect((await thief.get('/api/me')).body['kind']).toBe('nobody');
	expect(Number((await admin.get('/api/me')).body['steppedUpUntil'])).toBeGreaterThan(Number(body['steppedUpUntil']));
});

test('lets an administrator invite a manager, who may do what a manager may', async () => {
	const bob = { email: 'bob@example.org', name: 'Bob', roles: ['manager'], queues: ['sales', 'support'] };
	const earlier = await admin.post('/api/invitations', bob);
	const made = await admin.post('/api/invitations', bob);
	expect(made.status).toBe(200);
	expect(made.body['url']).toMatch(new RegExp(`^${base}/welcome#[\\w-]{43}$`));
	expect((await manager.post('/api/welcome', { token: tokenOf(earlier.body['url']) })).status).toBe(404);
	const { body: list } = await admin.get('/api/people');
	expect(list['invitations']).toEqual([
		{ ...bob, id: expect.any(String), createdAt: expect.any(Number), expiresAt: made.body['expiresAt'] }
	]);
	const accept = { token: tokenOf(made.body['url']), name: 'Bob B.', password: managersPassword };
	const other = await manager.post('/api/welcome/accept', { ...accept, email: 'eve@example.org' });
	expect([other.status, other.body['field']]).toEqual([400, 'email']);
	expect((await manager.post('/api/welcome/accept', { ...accept, email: 'bob@example.org' })).status).toBe(204);
	const { body } = await manager.get('/api/me');
	expect(body).toMatchObject({ name: 'Bob B.', roles: ['manager'], queues: ['sales', 'support'] });
	expect(body['capabilities']).toEqual(expect.arrayContaining(['alarms.take', 'displays.manage', 'comments.read']));
	expect(body['capabilities']).not.toContain('people.manage');
	expect((await manager.get('/api/live?queue=all')).status).toBe(200);
	for (const [method, path] of [
		['GET', '/api/people'],
		['POST', '/api/invitations'],
		['PATCH', '/api/people/anybody'],
		['POST', '/api/people/anybody/new-password-link']
	] as const)
		expect([path, (await manager.ask(method, path, method === 'GET' ? undefined : {})).status]).toEqual([path, 403]);
	expect((await admin.post('/api/invitations', bob)).status).toBe(409);
});

test('lists sessions to their owner alone, and lets them end one elsewhere', async () => {
	const elsewhere = new PeopleBrowser(base, { 'user-agent': 'Phone/1.0\u0085\u00ad' });
	await logIn(elsewhere, 'bob@example.org', managersPassword);
	const sessions = await sessionsOf(manager);
	expect(sessions.map(({ isThis, userAgent }) => [isThis, userAgent])).toEqual([
		[false, 'Phone/1.0'],
		[true, expect.any(String)]
	]);
	const [admins] = await sessionsOf(admin);
	expect([...String(admins?.['userAgent'])]).toHaveLength(200);
	expect((await manager.ask('DELETE', `/api/sessions/${String(admins?.['id'])}`)).status).toBe(404);
	expect((await admin.get('/api/me')).body['kind']).toBe('person');
	expect((await manager.ask('DELETE', `/api/sessions/${String(sessions[0]?.['id'])}`)).status).toBe(204);
	expect((await elsewhere.get('/api/sessions')).status).toBe(401);
	expect(JSON.stringify(sessions)).not.toMatch(/token|hash/i);
});

test('never leaves the site without an administrator', async () => {
	const { body } = await admin.get('/api/me');
	const path = `/api/people/${String(body['id'])}`;
	for (const changes of [{ disabled: true }, { roles: ['executive'] }]) {
		const refused = await admin.ask('PATCH', path, changes);
		expect([refused.status, refused.body['field']]).toEqual([409, Object.keys(changes)[0]]);
	}
	expect((await admin.ask('PATCH', path, { roles: [] })).status).toBe(400);
	expect((await admin.ask('PATCH', '/api/people/nobody', { name: 'X' })).status).toBe(404);
});

test('lets a person set a new password by a link, which ends all their sessions', async () => {
	const id = String((await manager.get('/api/me')).body['id']);
	const { body } = await admin.post(`/api/people/${id}/new-password-link`);
	const browser = new PeopleBrowser(base);
	const token = tokenOf(body['url']);
	expect((await browser.post('/api/welcome', { token })).body).toMatchObject({ name: 'Bob B.', isNewPassword: true });
	expect((await manager.get('/api/sessions')).status).toBe(200);
	const accepted = await browser.post('/api/welcome/accept', { token, password: 'zonnebloem kapstok 81' });
	expect(accepted.status).toBe(204);
	expect((await browser.get('/api/me')).body).toMatchObject({ name: 'Bob B.', email: 'bob@example.org' });
	expect((await manager.get('/api/sessions')).status).toBe(401);
	expect((await logIn(manager, 'bob@example.org', managersPassword)).status).toBe(401);
	expect((await logIn(manager, 'bob@example.org', 'zonnebloem kapstok 81')).status).toBe(200);
});

test('ends what a person has open when they are disabled: requests within 2 s, a stream within 5 s', async () => {
	const id = String((await manager.get('/api/me')).body['id']);
	const stream = await manager.open('GET', '/api/stream?view=now');
	expect(stream.status).toBe(200);
	const ended = stream.text().then(
		() => performance.now(),
		() => performance.now()
	);
	const before = performance.now();
	expect((await admin.ask('PATCH', `/api/people/${id}`, { disabled: true })).status).toBe(204);
	expect((await manager.get('/api/live?queue=all')).status).toBe(401);
	expect(performance.now() - before).toBeLessThan(2_000);
	expect((await ended) - before).toBeLessThan(5_000);
	const refused = await logIn(manager, 'bob@example.org', 'zonnebloem kapstok 81');
	expect([refused.status, refused.body]).toEqual([401, { error: 'address or password is wrong' }]);
	expect((await admin.post(`/api/people/${id}/new-password-link`)).status).toBe(409);
	expect((await admin.ask('PATCH', `/api/people/${id}`, { disabled: false })).status).toBe(204);
	expect((await manager.get('/api/live?queue=all')).status).toBe(401);
	expect((await logIn(manager, 'bob@example.org', 'zonnebloem kapstok 81')).status).toBe(200);
});

test('lets a person choose another password, which ends all their other sessions and every link for a new one', async () => {
	const bob = (await manager.get('/api/me')).body;
	expect(bob['zone']).toBe(server.app.settings.zone);
	const link = await admin.post(`/api/people/${String(bob['id'])}/new-password-link`);
	const [elsewhere, thief] = [new PeopleBrowser(base), new PeopleBrowser(base)];
	const [current, chosen] = ['zonnebloem kapstok 81', 'regenton spijker 44'];
	await logIn(elsewhere, 'bob@example.org', current);
	const stream = await elsewhere.open('GET', '/api/stream?view=now');
	const change = (password: string, typed = current) => manager.post('/api/me/password', { current: typed, password });
	await server.app.access.database.orm.update(sessions).set({ steppedUpAt: 0 });
	expect((await change(chosen)).body).toMatchObject({ remedy: 'step-up' });
	expect((await manager.post('/api/step-up', { password: current })).status).toBe(204);
	expect(
		[await change('short'), await change(current), await change('bob@example.org 1')].map(({ body }) => body)
	).toEqual([
		{ error: 'password: must have at least 12 characters', field: 'password' },
		{ error: 'password: must not be the one you have', field: 'password' },
		{ error: 'password: must not be made of your own name or address', field: 'password' }
	]);
	const wrong = await change(chosen, 'not the password');
	expect([wrong.status, wrong.body]).toEqual([
		401,
		{ error: 'current: is wrong', field: 'current', remedy: 'password' }
	]);
	expect((await elsewhere.get('/api/sessions')).status).toBe(200);
	thief.cookies.set('bereik-session', manager.cookies.get('bereik-session') ?? '');
	const before = performance.now();
	expect((await change(chosen)).status).toBe(204);
	expect((await elsewhere.get('/api/sessions')).status).toBe(401);
	await stream.text().catch(() => '');
	expect(performance.now() - before).toBeLessThan(5_000);
	expect((await thief.get('/api/me')).body['kind']).toBe('nobody');
	expect(await sessionsOf(manager)).toHaveLength(1);
	expect((await elsewhere.post('/api/welcome', { token: tokenOf(link.body['url']) })).status).toBe(404);
	expect((await logIn(elsewhere, 'bob@example.org', current)).status).toBe(401);
	expect((await logIn(elsewhere, 'bob@example.org', chosen)).status).toBe(200);
	await elsewhere.post('/api/logout');
});

test('makes whoever guesses a password at its change wait, and changes nothing', async () => {
	const guess = (nth: number) =>
		manager.post('/api/me/password', { current: `not the password ${nth}`, password: 'fietspomp augurk 12' });
	const statuses = [];
	for (let nth = 0; nth < 6; nth++) statuses.push((await guess(nth)).status);
	expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
	expect((await manager.post('/api/step-up', { password: 'regenton spijker 44' })).status).toBe(429);
	expect((await logIn(throughProxy('198.51.100.8'), 'bob@example.org', 'regenton spijker 44')).status).toBe(200);
});

test('ends a stream whose session another process ended in the file', async () => {
	const stream = await manager.open('GET', '/api/stream?view=now');
	const before = performance.now();
	await server.app.access.database.orm.update(sessions).set({ endedAt: 1 }).where(isNull(sessions.endedAt));
	await stream.text().catch(() => '');
	expect(performance.now() - before).toBeLessThan(5_000);
	expect((await admin.get('/api/me')).body['kind']).toBe('nobody');
	expect((await logIn(admin, 'ann@example.org', password)).status).toBe(200);
});

test('has recorded who did what, and nothing that somebody typed', async () => {
	const entries = await server.app.access.audit.list({ limit: 1_000 });
	expect(new Set(entries.map(({ action }) => action))).toEqual(
		new Set([
			'person.invited',
			'person.joined',
			'person.logged-in',
			'person.login-failed',
			'person.step-up-failed',
			'person.stepped-up',
			'person.new-password-link',
			'person.password-changed',
			'person.password-change-failed',
			'person.disabled',
			'person.enabled',
			'session.ended',
			'session.ended-all'
		])
	);
	const failed = entries.filter(({ action }) => action === 'person.login-failed');
	const known = failed.filter(({ subject }) => subject !== null);
	expect(failed.length - known.length).toBe(1);
	expect(known.some(({ details }) => details['hasToWait'] === true)).toBe(true);
	expect(JSON.stringify(entries)).not.toMatch(/example\.org|Ann|Bob|tulips|127\.0\.0\.1|203\.0\.113/);
});

async function sessionsOf(browser: PeopleBrowser): Promise<readonly Record<string, unknown>[]> {
	return (await browser.get('/api/sessions')).body['sessions'] as Record<string, unknown>[]; // as the route answers
}
