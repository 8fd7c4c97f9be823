import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { type RouteRule, routeRules } from '#lib/server/access/route-rules.ts';
import { createLogger } from '#lib/server/logger.ts';
import { queued } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const routesFolder = fileURLToPath(new URL('../../src/routes', import.meta.url));
const httpMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'fallback']);
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
			'/api/more/[id]': { GET: 'reader' },
			'/api/any': { GET: 'reader' },
			'/form': { GET: 'reader' },
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
					if (rules['GET'] === 'reader' && path === pathsOf(route)[0]) expect(answer.status, path).toBe(403);
					if (rules['GET'] === 'anyone' && path === pathsOf(route)[0]) expect(answer.status, path).toBe(200);
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
			const answer = await ask({ path: pathsOf(route)[0] ?? '', method: 'HEAD' });
			expect([answer.status, answer.body], route).toEqual([200, '']);
		}
		expect(server.app.streams.size).toBe(0);
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
		for (const path of ['/api', '/api/', '/api/queues', '/board', '/now/more', '/metrics', '/.env', '/package.json']) {
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
		const { text: token } = await server.app.keys.create('pbx', ['intake']);
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

/** What is on disk and not in the table, and the other way round; one sentence each. */
function differences(folder: string, table: Table): string[] {
	const found = methodsOnDisk(folder);
	const said: string[] = [];
	for (const route of [...new Set([...found.keys(), ...Object.keys(table)])].sort()) {
		const real = found.get(route) ?? new Set<string>();
		const ruled = new Set(Object.keys(table[route] ?? {}));
		// HEAD tells no more than GET, and goes by its rule.
		for (const method of real)
			if (!ruled.has(method === 'HEAD' ? 'GET' : method)) said.push(`${route}: ${method} is not in the table`);
		for (const method of ruled)
			if (!real.has(method)) said.push(`${route}: ${method} is in the table and there is no such thing`);
	}
	return said;
}

/** The methods of every route, by its id in the router. */
function methodsOnDisk(folder: string): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		const methods = entry.isFile() ? methodsOf(join(entry.parentPath, entry.name), entry.name) : [];
		if (methods.length === 0) continue;
		const route = `/${relative(folder, entry.parentPath).split(sep).join('/')}`;
		const known = found.get(route) ?? new Set();
		for (const method of methods) known.add(method);
		found.set(route, known);
	}
	return found;
}

function methodsOf(file: string, name: string): string[] {
	if (/^\+page(@.*)?\.svelte$/.test(name)) return ['GET'];
	if (/^\+page(\.server)?\.[jt]s$/.test(name)) {
		const exported = exportsOf(readFileSync(file, 'utf8'));
		return ['GET', ...(exported.includes('actions') ? ['POST'] : [])];
	}
	if (/^\+server\.[jt]s$/.test(name))
		return exportsOf(readFileSync(file, 'utf8')).filter((one) => httpMethods.has(one));
	return [];
}

/** Names that a module exports, in whatever way. */
function exportsOf(text: string): string[] {
	return ts.createSourceFile('route.ts', text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
		if (ts.isExportDeclaration(statement)) {
			if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause))
				throw new Error('a route that exports all of another module cannot be read here');
			return statement.exportClause.elements.map((element) => element.name.text);
		}
		const isExported =
			ts.canHaveModifiers(statement) &&
			ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
		if (!isExported) return [];
		if (ts.isVariableStatement(statement))
			return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : ''));
		return ts.isFunctionDeclaration(statement) && statement.name !== undefined ? [statement.name.text] : [];
	});
}

function plant(folder: string, file: string, text: string): void {
	mkdirSync(join(folder, file, '..'), { recursive: true });
	writeFileSync(join(folder, file), text);
}

/** A path of a route as it is, then the odd ones. */
function pathsOf(route: string): string[] {
	// A group of routes has a name in the router and none in the address.
	const plain = route.replace(/\/\([^)]+\)/g, '').replace(/\[[^\]]+\]/g, 'some-wall');
	return [plain, ...spellingsOf(plain)];
}

function spellingsOf(path: string): string[] {
	const [, first = '', ...rest] = path.split('/');
	const letter = first.slice(0, 1);
	const coded = letter === '' ? [] : [path.replace(letter, `%${letter.charCodeAt(0).toString(16)}`)];
	return [
		`/${path}`,
		`/${first}//${rest.join('/')}`,
		`${path}/`,
		`${path}//`,
		`${path}/.`,
		`/.${path}`,
		`/x/..${path}`,
		`/x/%2e%2e${path}`,
		`/${first}%2f${rest.join('/')}`,
		`${path}%00`,
		`${path};x=1`,
		`${path}/__data.json`,
		`${path}.html__data.json`,
		path.toUpperCase(),
		`http://localhost${path}`,
		...coded
	];
}
