import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { type Role, roles } from '#lib/domain/access/role.ts';
import { capabilities, capabilitiesOf, rolesWith } from '#lib/domain/access/capability.ts';
import { closedAccess, openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import { cookieName } from '#lib/server/access/cookies.ts';
import { keyScopes } from '#lib/server/access/key-scope.ts';
import { type RouteRule, routeRules, streamRules } from '#lib/server/access/route-rules.ts';
import { createLogger } from '#lib/server/logger.ts';
import { queued } from '../support/contact-events.ts';
import { type Asker, handNeeds, handTable, handViews, readNeed } from '../support/hand-table.ts';
import { askHttp, type HttpAnswer, type HttpAsk } from '../support/http-ask.ts';
import { testConfiguration } from '../support/open-application.ts';
import { wallSettings } from '../support/open-displays.ts';
import { plantSession } from '../support/planted-session.ts';
import { methodsOnDisk, pathsOf, routesFolder } from '../support/routes-on-disk.ts';
import { lastingFolder } from '../support/temporary-folder.ts';

type Rules = Readonly<Record<string, Readonly<Record<string, RouteRule>>>>;
type Row = Readonly<{ method: string; route: string; path: string; need: ReturnType<typeof readNeed> }>;

const persons = ['executive', 'manager', 'admin', 'auditor'] as const;
const keys = keyScopes.map((scope) => `key:${scope}` as const);
const closedAskers: readonly Asker[] = ['nobody', 'display', ...persons, ...keys];
/** Lines of the table by hand that are no capability of a role. */
const notCapabilities = new Set(['login', 'display', 'anyone']);
/** A name that nothing but a figure can bring. */
const secret = 'queue-of-the-matrix';

/** Every route on disk with what was agreed for it; HEAD goes with GET. */
const rows: readonly Row[] = [...methodsOnDisk(routesFolder)].flatMap(([route, methods]) =>
	[...methods].flatMap((method) => {
		const need = handNeeds[`${method} ${route}`];
		// What is missing by hand is told by a test of its own.
		if (need === undefined || method === 'HEAD') return [];
		const [plain = ''] = pathsOf(route);
		return [{ method, route, path: route === '/api/stream' ? `${plain}?view=board` : plain, need: readNeed(need) }];
	})
);

describe('what was agreed', () => {
	test('is what the code says, for every capability, route and view', () => {
		expect(capabilityHoles(rolesWith)).toEqual([]);
		expect(holes(methodsOnDisk(routesFolder), routeRules, streamRules, Object.keys(handViews))).toEqual([]);
		expect(rows.length).toBeGreaterThan(40);
	});

	test('finds a route, a method or a view without a rule, and a rule that is weaker than it should be', () => {
		const disk = new Map([
			['/api/live', new Set(['GET'])],
			['/api/people', new Set(['GET'])],
			['/api/keys', new Set(['POST'])],
			['/api/report', new Set(['GET'])],
			['/api/hidden', new Set(['GET'])],
			['/me', new Set(['GET', 'POST'])]
		]);
		const planted: Rules = {
			'/api/live': { GET: { needs: 'board.see', scope: 'read' } },
			'/api/people': { GET: { needs: 'people.read', scope: 'read' } },
			'/api/keys': { POST: { needs: 'keys.manage' } },
			'/api/report': { GET: 'anyone' },
			'/api/hidden': { GET: 'anyone' },
			'/me': { GET: { needs: 'login' } }
		};
		expect(holes(disk, planted, { now: 'board.see', board: 'board.see' }, ['now', 'board', 'agents'])).toEqual([
			'GET /api/live: lets in display',
			'GET /api/people: lets in key:read',
			'POST /api/keys: does not ask a person to show again who they are',
			'GET /api/report: is free for all',
			'GET /api/hidden: nobody has agreed on it: write its line into tests/support/hand-table.ts',
			'POST /me: nobody has agreed on it: write its line into tests/support/hand-table.ts',
			'view now: lets in display',
			'view agents: has no rule'
		]);
		expect(capabilityHoles((one) => (one === 'keys.read' ? roles : rolesWith(one)))).toEqual([
			'keys.read: display, executive, manager'
		]);
	});
});

describe('a server that people log in to', () => {
	const folder = lastingFolder();
	const credentials = new Map<string, Readonly<Record<string, string>>>();
	let server: RunningServer;

	beforeAll(async () => {
		server = await startServer(
			{ ...testConfiguration(folder), access: closedAccess },
			{ logger: createLogger('silent') }
		);
		await plantFigure(server);
		const { access } = server.app;
		for (const role of persons) {
			const cookieOf = async (at: number | null) => ({
				cookie: (await plantSession(access.database, [role], at)).cookie
			});
			credentials.set(role, await cookieOf(Date.now()));
			credentials.set(`${role} of this morning`, await cookieOf(null));
		}
		for (const scope of keyScopes) {
			const { text } = await access.keys.create(`of ${scope}`, [scope]);
			credentials.set(`key:${scope}`, { authorization: `Bearer ${text}` });
		}
		const id = await access.displays.create({ name: 'Wall', settings: wallSettings }, { kind: 'server' });
		const token = await access.displays.issueToken(id ?? '');
		credentials.set('display', { cookie: `${cookieName('display', false)}=${token}` });
	});
	afterAll(() => server.stop());

	const as = (who: string, asked: HttpAsk): Promise<HttpAnswer> => {
		const headers = { ...(who === 'nobody' ? {} : credentials.get(who)), ...asked.headers };
		if (who !== 'nobody' && Object.keys(headers).length === 0) throw new Error(`${who} has nothing to show`);
		return askHttp(server.web.port, { ...asked, headers });
	};

	test.each(closedAskers)('lets %s into what was agreed, and into nothing else', async (who) => {
		for (const row of rows) {
			// Nobody's session is to end here, and no screen to be paired.
			if (row.need.isFree && who !== 'nobody') continue;
			for (const method of row.method === 'GET' ? ['GET', 'HEAD'] : [row.method]) {
				const what = `${who}: ${method} ${row.path}`;
				const answer = await as(who, wish({ ...row, method }));
				// Who has no key is told so by the route itself.
				if (handNeeds[`${row.method} ${row.route}`] === 'key') {
					expect(answer.status, what).toBe(401);
					// The web server answers the plain path itself, the framework's route any other spelling of it.
					const spelled = { ...wish({ ...row, method }), path: row.path.replace('e', '%65') };
					expect((await as(who, spelled)).status, `${what} as ${spelled.path}`).toBe(401);
				} else if (row.need.who.has(who)) expectLetIn(answer, what);
				else expectRefused(answer, row, who, what);
				if (method === 'HEAD') expect(answer.body, what).toBe('');
			}
		}
	});

	test.each(persons)('asks %s to show again who they are where that was agreed, and nowhere else', async (role) => {
		for (const row of rows) {
			if (row.need.isFree || !row.need.who.has(role)) continue;
			const answer = await as(`${role} of this morning`, wish(row));
			const what = `${role}: ${row.method} ${row.path}`;
			if (row.need.asksAgain)
				expect([answer.status, JSON.parse(answer.body)], what).toMatchObject([403, { remedy: 'step-up' }]);
			else expectLetIn(answer, what);
		}
	});

	test('lets nobody into anything by another spelling of its path', async () => {
		for (const who of ['nobody', 'display', 'key:intake', 'key:read'] as const) {
			for (const { route, method, need } of rows) {
				if (need.isFree || method !== 'GET' || need.who.has(who)) continue;
				for (const path of pathsOf(route)) {
					for (const asked of ['GET', 'HEAD']) {
						const answer = await as(who, { path, method: asked });
						const what = `${who}: ${asked} ${path}`;
						// Where a page asks for its data, being sent elsewhere is a message.
						if (answer.body.startsWith('{"type":"redirect"'))
							expect(answer.body, what).toMatch(/"\/(login\?to=|pair")/);
						else if (answer.status !== 200 || asked !== 'HEAD')
							expect([303, 308, 400, 401, 403, 404], what).toContain(answer.status);
						expectNoFigures(answer, what);
					}
				}
			}
		}
	});

	test('knows no method that was not agreed, nor one behind another', async () => {
		for (const [route, methods] of methodsOnDisk(routesFolder)) {
			const [path = ''] = pathsOf(route);
			for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE', 'SEARCH']) {
				if (methods.has(method)) continue;
				const answer = await as('admin', { path, method, headers: { 'x-http-method-override': 'GET' } });
				// The last is the adapter's, for what no request can be made of.
				expect([405, 501, ...(method === 'TRACE' ? [400] : [])], `${method} ${path}`).toContain(answer.status);
				expectNoFigures(answer, `${method} ${path}`);
			}
		}
	});

	test('lets no page of somebody else change or read anything with a person’s rights', async () => {
		const foreign: readonly Readonly<Record<string, string>>[] = [
			{ origin: 'https://evil.example.org' },
			{ origin: 'null' },
			{ origin: `http://localhost:${server.web.port + 1}` },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
			{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
			{ 'sec-fetch-site': 'same-origin', origin: 'null' }
		];
		for (const { method, path, need } of rows) {
			if (method === 'OPTIONS' || readsAKey(method, path)) continue;
			const changes = method !== 'GET';
			for (const headers of foreign) {
				if (!changes && (need.isFree || headers['sec-fetch-site'] === 'none')) continue;
				const answer = await as('admin', {
					...wish({ method, path }),
					headers: { ...wish({ method, path }).headers, ...headers }
				});
				expect(answer.status, `${method} ${path} ${JSON.stringify(headers)}`).toBe(403);
				expectNoFigures(answer, path);
			}
			if (!changes) continue;
			for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
				const answer = await as('admin', { path, method, headers: { 'content-type': type }, body: '{}' });
				expect(answer.status, `${method} ${path} ${type}`).toBe(415);
			}
		}
		// After all of that the administrator is still logged in.
		expect((await as('admin', { path: '/api/sessions' })).status).toBe(200);
	});

	describe('the stream', () => {
		test.each(closedAskers)('shows %s the views that were agreed', async (who) => {
			for (const [view, line] of Object.entries(handViews)) {
				const isAllowed = readNeed(line).who.has(who);
				for (const more of [{}, { 'last-event-id': '0.0.0-0.0' }]) {
					const answer = await as(who, { path: `/api/stream?view=${view}`, headers: more });
					const what = `${who}: ${view}`;
					expect(isAllowed ? [200] : [401, 403], what).toContain(answer.status);
					if (isAllowed) expect(answer.body, what).toContain(secret);
					else expectNoFigures(answer, what);
				}
				const head = await as(who, { path: `/api/stream?view=${view}`, method: 'HEAD' });
				expect(isAllowed ? [200] : [401, 403], `${who}: HEAD ${view}`).toContain(head.status);
			}
		});

		test('takes a screen that asks in other ways for no other view', async () => {
			const asks = [
				'',
				'?view=',
				'?view=now&view=board',
				'?view=phone%00',
				'?view=BOARD',
				'?View=board',
				'?view=__proto__'
			];
			for (const query of asks) {
				const answer = await as('display', { path: `/api/stream${query}` });
				expect([400, 403], query).toContain(answer.status);
				expectNoFigures(answer, query);
			}
			const board = await as('display', { path: '/api/stream?view=board&view=phone' });
			expect(board.body).not.toMatch(/off_norm_since|\.asa_n":\d+,"queue\./);
			// The place of another view in its own stream: it is shown its own, from the start.
			const other = await as('manager', { path: '/api/stream?view=phone' });
			const id = /^id: (.+)$/m.exec(other.body)?.[1] ?? '';
			expect(id).not.toBe('');
			const resumed = await as('display', { path: '/api/stream?view=board', headers: { 'last-event-id': id } });
			expect(resumed.body).not.toContain('off_norm_since');
			expect(resumed.body).toContain('"week.chats"');
		});
	});
});

describe('an open server', () => {
	const folder = lastingFolder();
	let server: RunningServer;
	beforeAll(async () => {
		const configuration = { ...testConfiguration(folder), access: openAccessConfiguration };
		server = await startServer(configuration, { logger: createLogger('silent') });
		await plantFigure(server);
	});
	afterAll(() => server.stop());

	test('lets whoever sits at the machine into what was agreed', async () => {
		for (const row of rows) {
			if (row.need.isFree) continue;
			const answer = await askHttp(server.web.port, wish(row));
			const what = `machine: ${row.method} ${row.path}`;
			if (row.need.who.has('machine')) expectLetIn(answer, what);
			else expectRefused(answer, row, 'machine', what);
		}
	});

	test('lets nobody else into more than a server does that is closed', async () => {
		const elsewhere: readonly Readonly<Record<string, string>>[] = [
			{ 'x-forwarded-for': '127.0.0.1' },
			{ forwarded: 'for=127.0.0.1;host=localhost' },
			{ via: '1.1 cache' },
			{ 'x-forwarded-port': '443' },
			{ host: 'wall.example.org' },
			{ host: 'localhost.example.org' },
			{ host: '127.0.0.1.nip.example:80' }
		];
		for (const headers of elsewhere) {
			for (const row of rows) {
				if (row.need.isFree) continue;
				const asked = wish(row);
				const answer = await askHttp(server.web.port, { ...asked, headers: { ...asked.headers, ...headers } });
				expectRefused(answer, row, 'nobody', `${JSON.stringify(headers)}: ${row.method} ${row.path}`);
			}
		}
	});
});

async function plantFigure({ app }: RunningServer): Promise<void> {
	const time = Date.now() - 1_000;
	await app.log.append([queued('c1', { time, data: { contact: 'c1', queue: secret, channel: 'phone' } })]);
	await app.projection.settled();
}

/** An order that would change nothing: what it is about is not there, or it says nothing. */
function wish({ method, path }: Readonly<{ method: string; path: string }>): HttpAsk {
	if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return { method, path };
	return { method, path, headers: { 'content-type': 'application/json' }, body: '{}' };
}

function readsAKey(method: string, path: string): boolean {
	return handNeeds[`${method} ${path}`] === 'key' || handNeeds[`${method} ${path}`] === 'beacon';
}

/** Whatever the route itself then finds wrong with what it was asked. */
function expectLetIn({ status, headers }: HttpAnswer, what: string): void {
	expect([401, 403, 405, 500], what).not.toContain(status);
	expect(String(headers['location']), what).not.toMatch(/^\/(login\?to=|pair$)/);
}

function expectRefused(answer: HttpAnswer, { path }: Pick<Row, 'path'>, who: Asker, what: string): void {
	const isKnown = who === 'display' || persons.some((one) => one === who) || who === 'machine';
	const isApi = path.startsWith('/api/') || path === '/metrics';
	expect(answer.status, what).toBeOneOf(isKnown ? [403] : isApi ? [401, 403] : [303]);
	if (answer.status === 303) expect(answer.headers['location'], what).toMatch(/^\/(login\?to=|pair$)/);
	expectNoFigures(answer, what);
}

function expectNoFigures({ body }: HttpAnswer, what: string): void {
	expect(body, what).not.toContain(secret);
	expect(body, what).not.toMatch(/queue_depth|"values"|event: (snapshot|frame)/);
}

/** Where roles may do more, or less, than was agreed. */
function capabilityHoles(holders: (capability: (typeof capabilities)[number]) => readonly Role[]): string[] {
	const known = new Set([...capabilities, ...Object.keys(handTable)].filter((one) => !notCapabilities.has(one)));
	return [...known].flatMap((capability) => {
		const agreed = handTable[capability];
		const real = capabilities.find((one) => one === capability);
		if (agreed === undefined || real === undefined) return [`${capability}: is not on both sides`];
		const wrong = roles.filter((role) => agreed.includes(role) !== holders(real).includes(role));
		return wrong.length === 0 ? [] : [`${capability}: ${wrong.join(', ')}`];
	});
}

/** Where a rule lets somebody in who was not agreed, or there is none; one sentence each. */
function holes(
	disk: ReadonlyMap<string, ReadonlySet<string>>,
	rules: Rules,
	viewRules: Readonly<Record<string, string>>,
	views: readonly string[]
): string[] {
	const found: string[] = [];
	for (const [route, methods] of disk) {
		for (const method of methods) {
			if (method === 'HEAD') continue;
			const line = handNeeds[`${method} ${route}`];
			if (line === undefined) {
				found.push(`${method} ${route}: nobody has agreed on it: write its line into tests/support/hand-table.ts`);
				continue;
			}
			const rule = rules[route]?.[method];
			found.push(...holesOf(line, rule).map((hole) => `${method} ${route}: ${hole}`));
		}
	}
	for (const view of views) {
		const needs = viewRules[view];
		const line = handViews[view] ?? 'people.manage';
		if (needs === undefined) found.push(`view ${view}: has no rule`);
		else found.push(...holesOf(line, { needs, scope: 'read' } as RouteRule).map((hole) => `view ${view}: ${hole}`)); // as the stream asks
	}
	return found;
}

function holesOf(line: string, rule: RouteRule | undefined): string[] {
	if (rule === undefined) return ['has no rule'];
	const need = readNeed(line);
	if (typeof rule === 'string') return rule === line ? [] : ['is free for all'];
	const { needs } = rule;
	const may = (role: Role): boolean => needs !== 'login' && needs !== 'display' && capabilitiesOf([role]).has(needs);
	const who: Asker[] = persons.filter((role) => needs === 'login' || may(role));
	if (needs === 'display' || may('display')) who.push('display');
	if (rule.scope !== undefined) who.push(`key:${rule.scope}`);
	const more = who.filter((one) => !need.who.has(one));
	const people = [...need.who].filter((one) => one !== 'machine');
	const fewer = need.isFree ? [] : people.filter((one) => !who.includes(one));
	return [
		...(more.length === 0 ? [] : [`lets in ${more.join(', ')}`]),
		...(fewer.length === 0 ? [] : [`keeps out ${fewer.join(', ')}`]),
		...(need.asksAgain && rule.stepUp !== true ? ['does not ask a person to show again who they are'] : [])
	];
}
