import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { personRoles } from '#lib/domain/access/role.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { readTrustedProxies } from '#lib/server/access/client-address.ts';
import { keyScopes } from '#lib/server/access/key-scope.ts';
import { routeRules } from '#lib/server/access/route-rules.ts';
import { createLogger } from '#lib/server/logger.ts';
import { cloudEvent } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { plantSession } from '../support/planted-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'bereik-keys-'));
let server: RunningServer;
let cookie = '';

beforeAll(async () => {
	const configuration = {
		...testConfiguration(folder),
		access: { ...closedAccess, trustedProxies: readTrustedProxies('loopback') }
	};
	server = await startServer(configuration, { logger: createLogger('silent') });
	cookie = (await plantSession(server.app.access.database, ['admin'], Date.now())).cookie;
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

type Asked = Readonly<{ method?: string; headers?: Readonly<Record<string, string>>; body?: unknown }>;

async function ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}) {
	const response = await fetch(`${server.web.url}${path}`, {
		method,
		redirect: 'manual',
		headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) })
	});
	return response;
}

async function answerOf(response: Response): Promise<readonly [status: number, body: unknown]> {
	const text = await response.text();
	return [response.status, text === '' ? null : JSON.parse(text)];
}

function asAdmin(path: string, asked: Asked = {}) {
	return ask(path, { ...asked, headers: { cookie, ...asked.headers } }).then(answerOf);
}

describe.each([
	{ path: '/api/keys', list: 'keys', one: 'key', prefix: /^brk_/, more: { scopes: ['read'] }, action: 'key' },
	{
		path: '/api/webhook-secrets',
		list: 'secrets',
		one: 'secret',
		prefix: /^whsec_/,
		more: {},
		action: 'webhook-secret'
	}
])('$path', ({ path, list, one, prefix, more, action }) => {
	test('makes one, shows it once, lists it without, ends it, and writes all of that down', async () => {
		const expiresAt = Date.now() + 86_400_000;
		const [status, made] = await asAdmin(path, { method: 'POST', body: { source: 'pbx', ...more, expiresAt } });
		expect([status, made]).toEqual([
			201,
			{
				text: expect.stringMatching(prefix),
				[one]: expect.objectContaining({ source: 'pbx', expiresAt, lastUsedAt: null })
			}
		]);
		const { text, [one]: about } = made as Record<string, { id: string }> & { text: string };
		const [, listed] = await asAdmin(path);
		expect(listed).toEqual({ [list]: [about] });
		expect(JSON.stringify(listed)).not.toContain(text.split('_').at(-2)?.slice(0, 30));
		const id = about?.id ?? '';
		expect(await asAdmin(`${path}/${id}`, { method: 'DELETE' })).toEqual([204, null]);
		expect(await asAdmin(`${path}/${id}`, { method: 'DELETE' })).toMatchObject([404, { field: 'id' }]);
		const [ended, begun] = await server.app.access.audit.list({ action, limit: 2 });
		expect([begun, ended]).toMatchObject([
			{ action: `${action}.created`, subject: id, actorKind: 'person', details: { source: 'pbx', expiresAt } },
			{ action: `${action}.revoked`, subject: id, actorKind: 'person' }
		]);
	});

	test('says what cannot be', async () => {
		const make = (body: object) => asAdmin(path, { method: 'POST', body: { source: 'ivr', ...more, ...body } });
		expect(await make({ expiresAt: Date.now() + 366 * 86_400_000 })).toEqual([
			422,
			{
				error: 'expiresAt: must be at most 365 days away',
				field: 'expiresAt',
				reason: { key: 'at-most-days-away', values: { days: '365' } }
			}
		]);
		expect(await make({ expiresAt: 1 })).toMatchObject([422, { field: 'expiresAt' }]);
		expect(await make({ source: 'bereik' })).toMatchObject([422, { field: 'source' }]);
		expect(await make({ source: 'a\nb' })).toMatchObject([422, { field: 'source' }]);
		expect(await make({ source: '' })).toMatchObject([400, { field: 'source' }]);
		expect(await make({ more: 1 })).toMatchObject([400, { field: 'more' }]);
		expect([(await make({}))[0], (await make({}))[0]]).toEqual([201, 201]);
		expect(await make({})).toMatchObject([409, { error: expect.stringContaining('revoke one'), field: 'source' }]);
	});

	test('is for whoever may, and changed only by whoever has just shown again who they are', async () => {
		const { database } = server.app.access;
		for (const role of personRoles) {
			const person = await plantSession(database, [role], null);
			const headers = { cookie: person.cookie };
			const reads = role === 'admin' || role === 'auditor';
			expect([role, (await ask(path, { headers })).status]).toEqual([role, reads ? 200 : 403]);
			const wish = { method: 'POST', headers, body: { source: 'x', ...more } };
			const refusal = await answerOf(await ask(path, wish));
			expect(refusal).toMatchObject([403, role === 'admin' ? { remedy: 'step-up' } : {}]);
			expect((await ask(`${path}/x`, { method: 'DELETE', headers })).status).toBe(403);
		}
		expect((await ask(path)).status).toBe(401);
	});
});

describe('a key opens', () => {
	/** What may be asked with the scope `metrics`, and with `read`, with what it takes to be answered. */
	const measurable = new Map([['/metrics', '']]);
	const readable = new Map([
		['/api/live', ''],
		['/api/report', ''],
		['/api/metrics', ''],
		['/api/stream', '?view=now'],
		['/api/trends', ''],
		['/api/trends/year', ''],
		['/api/trends/findings', '']
	]);

	async function bearer(scope: (typeof keyScopes)[number]) {
		const { text, key } = await server.app.access.keys.create(`of ${scope}`, [scope]);
		return { id: key.id, headers: { authorization: `Bearer ${text}` } };
	}

	test.each(keyScopes)('what its scope %s is for, and not a page or a route more', async (scope) => {
		const { headers } = await bearer(scope);
		for (const [route, rules] of Object.entries(routeRules)) {
			const path = route.replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, 'x');
			for (const [method, rule] of Object.entries(rules)) {
				if (rule === 'anyone' || rule === 'key' || rule === 'beacon') continue;
				const opened = { read: readable, metrics: measurable, intake: null, bulk: null }[scope];
				const query = readable.get(route) ?? measurable.get(route);
				const response = await ask(`${path}${query ?? ''}`, {
					method,
					headers,
					...(method === 'GET' ? {} : { body: {} })
				});
				void response.body?.cancel();
				const isOpen = opened?.has(route) === true && method === 'GET';
				expect([route, method, isOpen ? response.ok : [303, 401, 403].includes(response.status)]).toEqual([
					route,
					method,
					true
				]);
			}
		}
		const sent = { ...headers, 'content-type': 'application/cloudevents+json' };
		const event = JSON.stringify(cloudEvent(scope, { source: `of ${scope}` }));
		const { status } = await fetch(`${server.web.url}/api/events`, { method: 'POST', headers: sent, body: event });
		expect(status).toBe(scope === 'intake' || scope === 'bulk' ? 200 : 403);
	});

	test('a stream until it is revoked', async () => {
		const { id, headers } = await bearer('read');
		const response = await ask('/api/stream', { headers });
		const reader = response.body?.getReader();
		const ended = (async () => {
			// A stream that is cut breaks off; one that ends says so.
			while ((await reader?.read().catch(() => null))?.done === false);
			return performance.now();
		})();
		while (server.app.access.watch.count('keys', id) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		const revokedAt = performance.now();
		expect(await asAdmin(`/api/keys/${id}`, { method: 'DELETE' })).toEqual([204, null]);
		expect((await ended) - revokedAt).toBeLessThan(5_000);
		expect((await ask('/api/live', { headers })).status).toBe(401);
	});

	test('nothing by a cookie beside it that would', async () => {
		const headers = { cookie, authorization: 'Bearer brk_wrong' };
		expect((await ask('/api/live', { headers })).status).toBe(401);
	});
});

test('more than 64 headers are refused, however short', async () => {
	const headers = Object.fromEntries(Array.from({ length: 65 }, (_, at) => [`x-${at}`, '1']));
	expect(await answerOf(await ask('/api/health/live', { headers }))).toEqual([431, { error: 'headers: more than 64' }]);
	const fewer = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`x-${at}`, '1']));
	expect((await ask('/api/health/live', { headers: fewer })).status).toBe(200);
	expect((await ask('/api/health/live', { headers: { 'x-long': 'y'.repeat(9_000) } })).status).toBe(431);
});

test('keys and signatures that are not good are told to wait after 60 a minute, from one address, and good ones never', async () => {
	// Through a proxy that is trusted: the tests' own machine is never told to wait.
	const away = { 'x-forwarded-for': '203.0.113.5' };
	const { text } = await server.app.access.keys.create('elsewhere', ['read', 'intake']);
	const tryKey = (key: string, from = away as Record<string, string>) =>
		ask('/api/live?queue=all', { headers: { ...from, authorization: `Bearer ${key}` } });
	const bad = `${text.slice(0, -6)}aaaaaa`;
	const statuses = [];
	for (let nth = 0; nth < 61; nth++) statuses.push((await tryKey(nth % 2 === 0 ? bad : 'brk_none')).status);
	expect(statuses).toEqual([...new Array<number>(60).fill(401), 429]);
	const waiting = await tryKey(bad);
	expect([waiting.status, Number(waiting.headers.get('retry-after'))]).toEqual([429, expect.closeTo(60, -1.5)]);
	const event = JSON.stringify(cloudEvent('limits', { source: 'elsewhere' }));
	const send = (headers: Readonly<Record<string, string>>) =>
		fetch(`${server.web.url}/api/events?source=elsewhere`, {
			method: 'POST',
			headers: { ...away, 'content-type': 'application/cloudevents+json', ...headers },
			body: event
		});
	const signed = {
		...{ 'webhook-id': 'm', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) },
		'webhook-signature': `v1,${'A'.repeat(43)}=`
	};
	expect((await send(signed)).status).toBe(429);
	expect((await send({ authorization: `Bearer ${bad}` })).status).toBe(429);
	expect((await send({ authorization: `Bearer ${text}` })).status).toBe(200);
	expect((await tryKey(text)).status).toBe(200);
	expect((await tryKey(bad, {})).status).toBe(401);
	expect((await tryKey(bad, { 'x-forwarded-for': '203.0.113.6' })).status).toBe(401);
	// Of a proxy that does not say for whom it asks nobody can tell from where they come: they are no address.
	expect((await tryKey(bad, { via: '1.1 proxy' })).status).toBe(401);
	expect((await server.app.health()).warning).toContain('BEREIK_TRUSTED_PROXIES=loopback');
});
