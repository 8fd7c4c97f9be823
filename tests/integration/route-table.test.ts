import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { type RouteRule, routeRules } from '#lib/server/access/route-rules.ts';
import { createLogger } from '#lib/server/logger.ts';
import { queued } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { differences, methodsOnDisk, pathsOf, routesFolder, spellingsOf } from '../support/routes-on-disk.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const open: RouteRule = { needs: 'figures.see' };
/** Open to anyone, and no pages: the way to the identity provider and back. */
const leadsElsewhere: ReadonlySet<string> = new Set(['/api/sign-on/start', '/api/sign-on/back']);
type Table = Readonly<Record<string, Readonly<Record<string, RouteRule>>>>;

describe('the table of routes', () => {
	test('names every route and method there is, and none that there is not', () => {
		expect(differences(routesFolder, routeRules)).toEqual([]);
		expect(methodsOnDisk(routesFolder).size).toBeGreaterThan(5);
	});

	test('is found out where a route, a method, a page or a form action is not in it', () => {
		const folder = temporaryFolder();
		plant(folder, 'api/open/+server.ts', 'export const GET = () => new Response();');
		plant(folder, 'api/more/[id]/+server.ts', 'export async function GET() {}\nconst put = 1;\nexport { put as PUT };');
		plant(folder, 'api/any/+server.ts', 'export const fallback = 1;');
		plant(folder, 'hidden/+page.svelte', '');
		plant(folder, 'form/+page.svelte', '');
		plant(folder, 'form/+page.server.ts', 'export const actions = {};');
		const table: Table = {
			'/api/more/[id]': { GET: open },
			'/api/any': { GET: open },
			'/form': { GET: open },
			'/gone': { GET: 'anyone', POST: 'key' }
		};
		expect(differences(folder, table)).toEqual([
			'/api/any: fallback is not in the table',
			'/api/any: GET is in the table and there is no such thing',
			'/api/more/[id]: PUT is not in the table',
			'/api/open: GET is not in the table',
			'/form: POST is not in the table',
			'/gone: GET is in the table and there is no such thing',
			'/gone: POST is in the table and there is no such thing',
			'/hidden: GET is not in the table'
		]);
	});
});

describe('the running server', () => {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-routes-'));
	let server: RunningServer;
	let secret = '';

	beforeAll(async () => {
		server = await startServer(testConfiguration(folder), { logger: createLogger('silent') });
		// A name that nothing but a figure can bring.
		secret = 'queue-of-the-test';
		const time = Date.now() - 1_000;
		await server.app.log.append([queued('c1', { time, data: { contact: 'c1', queue: secret, channel: 'phone' } })]);
		await server.app.projection.settled();
		expect((await ask({ path: '/api/live?queue=all' })).body).toContain('"queue_depth":1');
		expect((await ask({ path: '/api/stream' })).body).toContain(secret);
	});
	afterAll(async () => {
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const strangers = [
		{ who: 'through a proxy', headers: { 'x-forwarded-for': '10.0.0.9' } },
		{ who: 'through another proxy', headers: { forwarded: 'for=10.0.0.9' } },
		{ who: 'through a cache', headers: { via: '1.1 cache' } },
		{ who: 'by a proxy that says it is us', headers: { 'x-real-ip': '127.0.0.1' } },
		{ who: 'by another name', headers: { host: 'wall.example.org' } },
		{ who: 'by a name that begins like ours', headers: { host: 'localhost.example.org' } },
		{ who: 'by a rebinding name', headers: { host: '127.0.0.1.example.org:80' } }
	] as const;

	test.each(strangers)('shows whoever comes $who nothing of what is for readers', async ({ headers }) => {
		for (const [route, rules] of Object.entries(routeRules)) {
			for (const path of pathsOf(route)) {
				for (const method of ['GET', 'HEAD']) {
					const answer = await ask({ path, method, headers });
					expectNoFigures(answer, `${method} ${path}`);
					if (typeof rules['GET'] === 'object' && path === pathsOf(route)[0])
						expect([303, 401], path).toContain(answer.status);
					if (rules['GET'] === 'anyone' && path === pathsOf(route)[0])
						expect(answer.status, path).toBe(leadsElsewhere.has(route) ? 303 : 200);
				}
			}
		}
	});

	test('answers no method that the table does not name', async () => {
		for (const [route, rules] of Object.entries(routeRules)) {
			for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
				if (rules[method] !== undefined) continue;
				const answer = await ask({ path: pathsOf(route)[0] ?? '', method });
				expectNoFigures(answer, `${method} ${route}`);
				expect([405, 501], `${method} ${route}`).toContain(answer.status);
			}
		}
	});

	test('answers HEAD as GET, without a body', async () => {
		for (const [route, rules] of Object.entries(routeRules)) {
			if (rules['GET'] === undefined) continue;
			const path = pathsOf(route)[0] ?? '';
			const answer = await ask({ path, method: 'HEAD' });
			expect(server.app.streams.size).toBe(0);
			// What there is not, or what leads elsewhere, is so for both.
			const { status } = await ask({ path });
			expect([answer.status, answer.body], route).toEqual([status, '']);
			await expect.poll(() => server.app.streams.size).toBe(0);
		}
	});

	test('gives figures under a path and nothing that is another one', async () => {
		for (const path of ['/api/live', '/api/stream']) {
			for (const spelling of spellingsOf(path)) {
				const answer = await ask({ path: spelling });
				// A character may be written as its code, and dots lead where they lead; any other spelling is another path.
				if (decodeURI(new URL(`http://localhost${spelling}`).pathname) === path)
					expect(answer.status, spelling).toBe(200);
				else expectNoFigures(answer, spelling);
			}
		}
	});

	test('knows no path beside the table', async () => {
		for (const path of ['/api', '/api/', '/api/queues', '/board', '/now/more', '/metric', '/.env', '/package.json']) {
			const answer = await ask({ path });
			expect(answer.status, path).toBe(404);
			expectNoFigures(answer, path);
		}
	});

	test('asks for a key where the table says so', async () => {
		const headers = { 'content-type': 'application/cloudevents+json' };
		const answer = await ask({ path: '/api/events', method: 'POST', headers, body: '{}' });
		expect(answer.status).toBe(401);
		expectNoFigures(answer, 'an event without a key');
	});

	test('tells a sender what is wrong with a form or plain text, whatever page it comes from', async () => {
		const { text: token } = await server.app.access.keys.create('pbx', ['intake']);
		for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
			const headers = { 'content-type': type, authorization: `Bearer ${token}`, origin: 'http://other.example.org' };
			const answer = await ask({ path: '/api/events', method: 'POST', headers, body: '{}' });
			expect([answer.status, answer.body], type).toEqual([415, expect.stringContaining('content-type: must be')]);
		}
	});

	test('shows a page of another site no figures', async () => {
		const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
		for (const path of ['/', '/api/live', '/api/stream']) {
			const answer = await ask({ path, headers });
			expect(answer.status, path).toBe(403);
			expectNoFigures(answer, path);
		}
		expect((await ask({ path: '/', headers: { ...headers, 'sec-fetch-mode': 'navigate' } })).status).toBe(200);
	});

	test('says on every answer that it may neither be kept nor framed', async () => {
		for (const path of Object.keys(routeRules).flatMap(pathsOf)) {
			const { headers, status } = await ask({ path });
			if (status === 400 || status === 308) continue;
			expect(headers['cache-control'], path).toMatch(/no-store/);
			expect([headers['x-frame-options'], headers['x-content-type-options']], path).toEqual(['DENY', 'nosniff']);
		}
	});

	function expectNoFigures({ body }: Answer, what: string): void {
		expect(body, what).not.toContain(secret);
		expect(body, what).not.toMatch(/queue_depth|"values"|event: (snapshot|frame)/);
	}

	type Answer = Readonly<{ status: number; headers: Readonly<Record<string, unknown>>; body: string }>;

	/** Asks with the very path given, which `fetch` would tidy; of a stream it reads the first messages. */
	function ask(asked: {
		path: string;
		method?: string;
		headers?: Readonly<Record<string, string>>;
		body?: string;
	}): Promise<Answer> {
		const { path, method = 'GET', headers = {} } = asked;
		return new Promise((resolve, reject) => {
			const options = { host: '127.0.0.1', port: server.web.port, path, method, headers, agent: false };
			const asking = request(options, (answer) => {
				let body = '';
				const done = (): void => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
				answer.setEncoding('utf8').on('data', (text: string) => {
					body += text;
					if (!body.includes('event: snapshot')) return;
					done();
					asking.destroy();
				});
				answer.once('end', done);
			});
			asking.once('error', reject).end(asked.body);
		});
	}
});

function plant(folder: string, file: string, text: string): void {
	mkdirSync(join(folder, file, '..'), { recursive: true });
	writeFileSync(join(folder, file), text);
}
