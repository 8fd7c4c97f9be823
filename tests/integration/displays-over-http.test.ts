import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import type { PersonRole } from '#lib/domain/access/role.ts';
import type { DisplayList, PairingOffer, PairingRequest } from '#lib/protocol/display-settings.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { readTrustedProxies } from '#lib/server/access/client-address.ts';
import { makeReference, makeSecretToken } from '#lib/server/access/secret-token.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer } from '#lib/server/control/control-socket.ts';
import { people, sessions } from '#lib/server/database/tables/access-tables.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { createLogger } from '#lib/server/logger.ts';
import { followStream as follow } from '../support/followed-stream.ts';
import { wallReport, wallSettings } from '../support/open-displays.ts';
import { testConfiguration } from '../support/open-application.ts';
import { type BrowserAnswer, PeopleBrowser } from '../support/people-browser.ts';

/*
 * One site whose walls are looked after by one manager; the clock of people and screens is stepped.
 */

const folder = mkdtempSync(join(tmpdir(), 'bereik-displays-'));
const minute = 60_000;
const day = 86_400_000;
const yearsMs = 3_650 * day;
/** How soon a screen that was revoked must be dark. */
const darkWithinMs = 5_000;
let passed = 0;
let server: RunningServer;
let base = '';
let manager: PeopleBrowser;
let managerCookie: string;
let newcomers = 0;

beforeAll(async () => {
	managerCookie = await plant(['manager'], Date.now() + yearsMs);
	await start();
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
	const access = { ...closedAccess, trustedProxies: readTrustedProxies('loopback') };
	const accessClock = { now: () => Date.now() + passed };
	server = await startServer({ ...testConfiguration(folder), access }, { accessClock, logger: createLogger('silent') });
	base = `http://127.0.0.1:${server.web.port}`;
	manager = browserWith(managerCookie);
}

/** Lets time pass for people and screens. */
function pass(ms: number): void {
	passed += ms;
}

/** A person who is logged in for years; the secret of their browser. */
async function plant(roles: readonly PersonRole[], steppedUpAt: number | null): Promise<string> {
	const database = openLog(join(folder, 'bereik.db'));
	const [personId, token, createdAt] = [makeReference('p'), makeSecretToken(), Date.now()];
	await database.orm.insert(people).values({ id: personId, name: 'Ada', roles: roles.join(' '), createdAt });
	await database.orm.insert(sessions).values({
		...{ id: makeReference('s'), tokenHash: token.hash, personId, method: 'password', createdAt },
		...{ lastUsedAt: createdAt, expiresAt: createdAt + yearsMs, idleMs: yearsMs, steppedUpAt }
	});
	database.close();
	return token.text;
}

function browserWith(session: string): PeopleBrowser {
	const browser = new PeopleBrowser(base);
	browser.cookies.set('bereik-session', session);
	return browser;
}

/** A screen on plain http in the same network, or behind the proxy of the house. */
function television(
	address = `10.1.${Math.floor(++newcomers / 200)}.${newcomers % 200}`,
	isSecure = false
): PeopleBrowser {
	const forwarded = { 'x-forwarded-for': address, ...(isSecure ? { 'x-forwarded-proto': 'https' } : {}) };
	return new PeopleBrowser(base, { ...forwarded, 'user-agent': 'Mozilla/5.0 (SMART-TV)' });
}

async function offered(screen: PeopleBrowser): Promise<PairingOffer> {
	const { status, body } = await screen.post('/api/pairing?lang=nl');
	expect(status).toBe(200);
	return body as PairingOffer; // of the contract
}

/** Pairs a screen; its id. */
async function pair(screen: PeopleBrowser, name = 'Noord 1'): Promise<string> {
	const { userCode } = await offered(screen);
	const made = await manager.post(`/api/pairing/${userCode}`, { name, settings: wallSettings });
	expect(made.status).toBe(201);
	expect((await screen.get('/api/pairing')).body).toEqual({ state: 'paired', board: `/board/${made.body['id']}` });
	return String(made.body['id']);
}

/** A copy of a screen's browser as it is now, as after a power cut or in the hands of somebody else. */
function copyOf(screen: PeopleBrowser): PeopleBrowser {
	const copy = television();
	for (const [name, value] of screen.cookies) copy.cookies.set(name, value);
	return copy;
}

function alive(screen: PeopleBrowser): Promise<BrowserAnswer> {
	return screen.post('/api/display/alive', wallReport);
}

async function listed(id: string): Promise<DisplayList['displays'][number] | undefined> {
	const { displays } = (await manager.get('/api/displays')).body as DisplayList; // of the contract
	return displays.find((one) => one.id === id);
}

test('a screen is paired by a code and shows its board, on plain http, too', async () => {
	const screen = television('10.0.0.5');
	const asked = await screen.post('/api/pairing?lang=nl');
	const offer = asked.body as PairingOffer; // of the contract
	expect(asked.headers.getSetCookie()).toEqual([
		expect.stringMatching(/^bereik-pairing=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=660$/)
	]);
	expect((await screen.post('/api/pairing?lang=nl')).body).toMatchObject({
		userCode: offer.userCode,
		words: offer.words
	});
	expect((await screen.get('/api/pairing')).body).toEqual({ state: 'waiting' });
	const slowDown = await screen.get('/api/pairing');
	expect([slowDown.status, slowDown.headers.get('retry-after')]).toEqual([429, '10']);
	const seen = (await manager.get(`/api/pairing/${offer.userCode}`)).body as PairingRequest; // of the contract
	expect(seen).toMatchObject({
		code: offer.userCode,
		words: offer.words,
		address: '10.0.0.5',
		userAgent: 'Mozilla/5.0 (SMART-TV)'
	});
	const made = await manager.post(`/api/pairing/${offer.userCode}`, { name: 'Noord 1', settings: wallSettings });
	expect(made.status).toBe(201);
	pass(5_000);
	// A look at the headers alone spends nothing.
	expect((await screen.open('HEAD', '/api/pairing')).headers.getSetCookie()).toEqual([]);
	const paired = await screen.get('/api/pairing');
	expect(paired.body).toEqual({ state: 'paired', board: `/board/${made.body['id']}` });
	expect(paired.headers.getSetCookie()).toEqual([
		expect.stringMatching(/^bereik-display=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=34128000$/),
		expect.stringMatching(/^bereik-pairing=; .*Max-Age=0$/)
	]);
	expect((await screen.get('/api/display')).body).toEqual({
		...{ id: made.body['id'], name: 'Noord 1', settings: wallSettings, revision: 1, reloadRevision: 0 }
	});
	const { status, reader } = await follow(screen);
	expect(status).toBe(200);
	await expect.poll(() => reader.events.map(({ event }) => event)).toEqual(['hello', 'snapshot', 'display']);
	expect(reader.of('display')).toEqual([{ revision: 1, reloadRevision: 0 }]);
	const board = await screen.open('GET', `/board/${made.body['id']}`);
	expect([board.status, await board.text()]).toEqual([200, expect.stringContaining('<html')]);
	expect((await alive(screen)).body).toEqual({ revision: 1, reloadRevision: 0 });
	expect(await listed(String(made.body['id']))).toMatchObject({
		...{ name: 'Noord 1', isConnected: true, isDark: false, report: wallReport, address: '10.0.0.5' }
	});
	const [entry] = await server.app.access.audit.list({ action: 'display.paired', limit: 1 });
	expect(entry).toMatchObject({ actorKind: 'person', subject: made.body['id'] });
});

test('behind an encrypted proxy the cookies are of this very host alone', async () => {
	const screen = television('10.0.0.6', true);
	await pair(screen);
	expect([...screen.cookies.keys()]).toEqual(['__Host-bereik-display']);
	expect((await screen.get('/api/display')).status).toBe(200);
});

test('a screen sees the board and nothing else', async () => {
	const screen = television();
	const [id, other] = [await pair(screen), await pair(television())];
	for (const view of ['now', 'phone']) expect([view, (await follow(screen, view)).status]).toEqual([view, 403]);
	for (const path of [
		'/api/live?queue=all',
		'/api/report',
		'/api/metrics',
		'/api/displays',
		'/api/people',
		'/api/sessions'
	])
		expect([path, (await screen.get(path)).status]).toEqual([path, 403]);
	for (const page of ['/', '/now', '/queues'])
		expect([page, (await screen.open('GET', page)).status]).toEqual([page, 403]);
	expect((await screen.get(`/api/display?id=${other}`)).status).toBe(404);
	expect((await screen.ask('PATCH', `/api/displays/${id}`, { name: 'Mine' })).status).toBe(403);
	expect((await screen.ask('DELETE', `/api/displays/${other}`)).status).toBe(403);
	expect((await screen.get(`/api/pairing/${(await offered(television())).userCode}`)).status).toBe(403);
});

test('who looks after the walls must, to pair one, have shown again who they are; nobody else may at all', async () => {
	const { userCode } = await offered(television());
	await server.stop();
	const [notLately, executive] = [await plant(['manager'], null), await plant(['executive'], Date.now() + yearsMs)];
	await start();
	const path = `/api/pairing/${userCode}`;
	const body = { name: 'Noord 2', settings: wallSettings };
	expect((await browserWith(notLately).get(path)).status).toBe(200);
	expect(await browserWith(notLately).post(path, body)).toMatchObject({ status: 403, body: { remedy: 'step-up' } });
	expect((await browserWith(executive).get(path)).status).toBe(403);
	expect((await browserWith(executive).post(path, body)).status).toBe(403);
	expect((await television().get(path)).status).toBe(401);
	expect(await manager.post(path, { ...body, settings: { ...wallSettings, board: 'all' } })).toMatchObject({
		status: 400,
		body: { field: 'settings.board' }
	});
	expect((await manager.post(path, body)).status).toBe(201);
});

test('a change reaches the screen at once', async () => {
	const screen = television();
	const id = await pair(screen);
	const { reader, isOver } = await follow(screen);
	await expect.poll(() => reader.of('display').length).toBe(1);
	const settings = { ...wallSettings, team: 'Zuid', board: 'today' };
	expect((await manager.ask('PATCH', `/api/displays/${id}`, { name: 'Zuid 1', settings })).status).toBe(204);
	await expect.poll(() => reader.of('display').at(-1)).toEqual({ revision: 2, reloadRevision: 0 });
	expect((await screen.get('/api/display')).body).toMatchObject({ name: 'Zuid 1', settings, revision: 2 });
	expect((await manager.post(`/api/displays/${id}/reload`)).status).toBe(204);
	await expect.poll(() => reader.of('display').at(-1)).toEqual({ revision: 3, reloadRevision: 3 });
	expect((await alive(screen)).body).toEqual({ revision: 3, reloadRevision: 3 });
	expect((await manager.get(`/api/display?id=${id}`)).body).toMatchObject({ id, revision: 3 });
	expect(isOver()).toBe(false);
	for (const [method, path] of [
		['PATCH', '/api/displays/d_none'],
		['DELETE', '/api/displays/d_none'],
		['POST', '/api/displays/d_none/reload']
	] as const)
		expect((await manager.ask(method, path, method === 'PATCH' ? { name: 'x' } : undefined)).status).toBe(404);
	expect((await manager.get('/api/display?id=d_none')).status).toBe(404);
});

test('a screen that is revoked is dark within five seconds, is let in nowhere, and can be paired again', async () => {
	const screen = television();
	const id = await pair(screen);
	const { isOver } = await follow(screen);
	const bystander = await follow(await pairedScreen());
	expect((await manager.ask('DELETE', `/api/displays/${id}`)).status).toBe(204);
	await expect.poll(isOver, { timeout: darkWithinMs }).toBe(true);
	expect(bystander.isOver()).toBe(false);
	for (const path of ['/api/display', '/api/stream?view=board'])
		expect([path, (await screen.get(path)).status]).toEqual([path, 401]);
	expect((await alive(screen)).status).toBe(401);
	const board = await screen.open('GET', `/board/${id}`);
	expect([board.status, board.headers.get('location')]).toEqual([303, '/pair']);
	expect(await listed(id)).toMatchObject({ revokedFor: 'person', isConnected: false });
	const again = await pair(screen, 'Noord 1 again');
	expect(again).not.toBe(id);
	expect((await follow(screen)).status).toBe(200);
});

test('the command line revokes a screen of the running server as fast', async () => {
	const screen = television();
	const id = await pair(screen);
	const { isOver, reader } = await follow(screen);
	const socket = controlSocketPath(join(folder, 'bereik.db')) ?? '';
	expect(await askServer(socket, 'listDisplays', {})).toContainEqual(
		expect.objectContaining({ id, name: 'Noord 1', isConnected: true })
	);
	expect(await askServer(socket, 'reloadDisplay', { id })).toBe(true);
	await expect.poll(() => reader.of('display').at(-1)).toEqual({ revision: 2, reloadRevision: 2 });
	expect(await askServer(socket, 'revokeDisplay', { id })).toBe(true);
	await expect.poll(isOver, { timeout: darkWithinMs }).toBe(true);
	expect((await screen.get('/api/display')).status).toBe(401);
	expect(await askServer(socket, 'revokeDisplay', { id })).toBe(false);
	expect(await listed(id)).toMatchObject({ revokedFor: 'command-line' });
});

test('a screen gets another secret each day; after a power cut the one before is good for 24 hours', async () => {
	const screen = television();
	const id = await pair(screen);
	expect((await alive(screen)).headers.getSetCookie()).toEqual([]);
	pass(day);
	const beforeCut = copyOf(screen);
	expect((await alive(screen)).headers.getSetCookie()).toEqual([expect.stringMatching(/^bereik-display=[\w-]{43}; /)]);
	expect(screen.cookies).not.toEqual(beforeCut.cookies);
	for (const one of [screen, beforeCut]) expect((await one.get('/api/display')).status).toBe(200);
	pass(day - minute);
	expect((await beforeCut.get('/api/display')).status).toBe(200);
	pass(minute);
	expect((await beforeCut.get('/api/display')).status).toBe(401);
	expect((await screen.get('/api/display')).status).toBe(200);
	expect(await listed(id)).toMatchObject({ revokedAt: null });
});

test('a secret of the day before yesterday is a copy: the screen is revoked and its stream ended', async () => {
	const screen = television();
	const id = await pair(screen);
	const thief = copyOf(screen);
	for (let no = 0; no < 2; no++) {
		pass(day);
		await alive(screen);
	}
	const { isOver } = await follow(screen);
	expect((await screen.get('/api/display')).status).toBe(200);
	expect((await thief.get('/api/display')).status).toBe(401);
	await expect.poll(isOver, { timeout: darkWithinMs }).toBe(true);
	expect((await screen.get('/api/display')).status).toBe(401);
	expect(await listed(id)).toMatchObject({ revokedFor: 'token-reuse' });
	const [entry] = await server.app.access.audit.list({ action: 'display.revoked', limit: 1 });
	expect(entry).toMatchObject({ actorKind: 'server', subject: id, details: { reason: 'token-reuse' } });
});

test('codes cannot be guessed: after five wrong ones a person waits a minute', async () => {
	pass(minute);
	const { userCode } = await offered(television());
	for (let no = 0; no < 5; no++) expect((await manager.get(`/api/pairing/BBBB-BBB${'CDFGH'[no]}`)).status).toBe(404);
	const answer = await manager.get(`/api/pairing/${userCode}`);
	expect([answer.status, Number(answer.headers.get('retry-after'))]).toEqual([429, expect.closeTo(60, -1)]);
	const confirmed = await manager.post(`/api/pairing/${userCode}`, { name: 'Noord 9', settings: wallSettings });
	expect(confirmed.status).toBe(429);
	pass(minute);
	expect((await manager.get(`/api/pairing/${userCode}`)).status).toBe(200);
});

test('one address asks five times a minute, and twenty screens wait at most', async () => {
	pass(11 * minute);
	const eager = television('10.9.0.1');
	for (let no = 0; no < 5; no++) expect((await television('10.9.0.1').post('/api/pairing')).status).toBe(200);
	const sixth = await eager.post('/api/pairing');
	expect([sixth.status, Number(sixth.headers.get('retry-after'))]).toEqual([429, expect.closeTo(60, -1)]);
	expect(sixth.headers.getSetCookie()).toEqual([]);
	// Who has more places than others gives them up: four of the five.
	for (let no = 0; no < 19; no++) expect((await television().post('/api/pairing')).status).toBe(200);
	const full = await television().post('/api/pairing');
	expect([full.status, Number(full.headers.get('retry-after'))]).toEqual([429, expect.closeTo(600, -2)]);
	pass(11 * minute);
	expect((await television().post('/api/pairing')).status).toBe(200);
});

test('a page of another site can neither ask for a code nor look after screens', async () => {
	const foreign = { origin: 'http://other.example.org', 'sec-fetch-site': 'cross-site' };
	const screen = new PeopleBrowser(base, foreign);
	expect((await screen.post('/api/pairing')).status).toBe(403);
	screen.cookies.set('bereik-session', managerCookie);
	expect((await screen.get('/api/displays')).status).toBe(403);
});

test('a screen that comes back is let in, and its oldest stream makes place', async () => {
	const screen = await pairedScreen();
	const first = await follow(screen);
	const second = await follow(screen);
	const third = await follow(screen);
	expect([first, second, third].map(({ status }) => status)).toEqual([200, 200, 200]);
	await expect.poll(first.isOver).toBe(true);
	expect([second.isOver(), third.isOver()]).toEqual([false, false]);
});

test('a browser of a person follows six streams, and a seventh is told when to come again', async () => {
	const streams = await Promise.all(Array.from({ length: 6 }, () => follow(manager, 'now')));
	expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
	const seventh = await follow(manager, 'now');
	expect([seventh.status, seventh.headers.get('retry-after')]).toEqual([503, '5']);
	streams[0]?.leave();
	await expect.poll(async () => (await follow(manager, 'now')).status).toBe(200);
});

test('screens are the same after the server was started anew', async () => {
	const screen = television();
	const id = await pair(screen);
	const waiting = television();
	const { userCode } = await offered(waiting);
	await alive(screen);
	await server.stop();
	await start();
	// The port is another one now.
	const after = copyOf(screen);
	expect((await follow(after)).status).toBe(200);
	expect((await after.get('/api/display')).body).toMatchObject({ id, settings: wallSettings });
	expect(await listed(id)).toMatchObject({ report: wallReport, lastSeenAt: expect.any(Number) });
	const confirmed = await manager.post(`/api/pairing/${userCode}`, { name: 'Noord 8', settings: wallSettings });
	expect(confirmed.status).toBe(201);
	expect((await copyOf(waiting).get('/api/pairing')).body).toMatchObject({ state: 'paired' });
});

async function pairedScreen(): Promise<PeopleBrowser> {
	const screen = television();
	await pair(screen);
	return screen;
}
