import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, vi } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { openPostgres, type PostgresDatabase } from '#lib/server/database/postgres/open-postgres.ts';
import { loadPseudonymKey } from '#lib/server/intake/pseudonym-key.ts';
import { Pseudonyms } from '#lib/server/intake/pseudonyms.ts';
import { createLogger } from '#lib/server/logger.ts';
import { makeKeyFile } from '#lib/server/key-file.ts';
import { runBereik } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { ProviderVisitor, TestIdentityProvider } from '../support/identity-provider.ts';
import { logInAs, type LoggedIn, sentTo } from '../support/closed-site.ts';
import { followStream } from '../support/followed-stream.ts';
import { Poster, waiting } from '../support/http-senders.ts';
import { wallSettings } from '../support/open-displays.ts';
import { PeopleBrowser } from '../support/people-browser.ts';
import { ask, hasPostgres, lastingPlace, postgresTest as test } from '../support/postgres.ts';
import { type Replica, ReplicaSite } from '../support/replica-site.ts';
import { origin, placeOf } from '../support/sign-on-site.ts';
import { FollowedCells } from '../support/stream-events.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/*
 * Two servers on one log, each a process of its own: what is done on one is in force on the other.
 */

// Processes are started, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

/** Within which what was done on one server is known to the other, ms. */
const knownWithinMs = 5_000;
const soon = { timeout: knownWithinMs, interval: 20 };

let site: ReplicaSite;
let removePlace: () => Promise<void>;
let url = '';
let a: Replica;
let b: Replica;
let tables: PostgresDatabase;
let poster: Poster;
let admin: LoggedIn;
let manager: LoggedIn;
let provider: TestIdentityProvider;

beforeAll(async () => {
	if (!hasPostgres) return;
	const lasting = await lastingPlace();
	removePlace = lasting.remove;
	url = lasting.place.url;
	site = new ReplicaSite(lasting.place);
	provider = await TestIdentityProvider.start({
		clientId: 'bereik',
		clientSecret: 'a secret of the test, long enough',
		redirectUri: `${origin}/api/sign-on/back`
	});
	provider.add('ann', ['wall-managers']);
	const closed = {
		...{ BEREIK_OPEN: '0', BEREIK_TRUSTED_PROXIES: 'loopback', ORIGIN: origin },
		...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'bereik', OIDC_ROLES: 'wall-managers=manager' },
		OIDC_CLIENT_SECRET: 'a secret of the test, long enough'
	};
	[a, b] = await Promise.all([site.start('a', closed), site.start('b', closed)]);
	tables = await openPostgres(lasting.place);
	poster = new Poster(await site.createKey());
	admin = await logInAs(tables, 'admin');
	manager = await logInAs(tables, 'manager', 'Bo');
});

afterAll(async () => {
	if (!hasPostgres) return;
	// What a start that failed has not made, need not be ended.
	poster?.close();
	await tables?.close();
	await site?.remove();
	await provider?.goAway();
	killAllChildren();
	await removePlace?.();
});

/** A board that somebody follows on a server, and what it shows. */
async function board(browser: PeopleBrowser) {
	const stream = await followStream(browser);
	expect(stream.status).toBe(200);
	const follows = new FollowedCells();
	let taken = 0;
	return {
		...stream,
		get cells() {
			for (; taken < stream.reader.events.length; taken++) {
				const event = stream.reader.events[taken];
				if (event !== undefined) follows.take(event);
			}
			return follows.cells;
		},
		get id() {
			return follows.id;
		}
	};
}

describe('what is done on one server', () => {
	test('shows on the screens of the other within a second', async () => {
		const screen = await board(manager.at(b.url));
		await expect.poll(() => screen.cells['queue.orders.depth'] ?? 0, soon).toBe(0);
		const took: number[] = [];
		for (let no = 1; no <= 5; no++) {
			expect((await poster.post(a.url, [waiting(`frame-${no}`, 'orders')])).status).toBe(200);
			const postedAt = performance.now();
			await expect.poll(() => screen.cells['queue.orders.depth'], { timeout: 10_000, interval: 5 }).toBe(no);
			took.push(performance.now() - postedAt);
		}
		console.log(`shown on the other server after ${took.map(Math.round).join(', ')} ms`);
		// The middle one: a machine that does much else is late at times.
		expect(took.sort((one, other) => one - other)[2]).toBeLessThan(1_000);
	});

	test('holds as a setting there, and of two changes at once one is told of the other', async () => {
		const revision = async (): Promise<number> => Number((await admin.at(a.url).get('/api/settings')).body['revision']);
		const change = (at: Replica, patch: unknown, base: number) =>
			admin.at(at.url).ask('PATCH', '/api/settings', { patch, base });
		const base = await revision();
		expect((await change(a, { channels: { phone: { target: '25s' } } }, base)).status).toBe(200);
		const onB = async (): Promise<unknown> => (await admin.at(b.url).get('/api/settings')).body;
		await expect
			.poll(onB, soon)
			.toMatchObject({ revision: base + 1, settings: { channels: { phone: { target: '25s' } } } });
		const [one, other] = await Promise.all([
			change(a, { channels: { phone: { target: '35s' } } }, base + 1),
			change(b, { roster: '12h' }, base + 1)
		]);
		expect([one.status, other.status].sort()).toEqual([200, 409]);
		// Whoever was refused has seen the newest now, and nothing of the other's is lost.
		const again =
			one.status === 409
				? change(a, { channels: { phone: { target: '35s' } } }, base + 2)
				: change(b, { roster: '12h' }, base + 2);
		expect((await again).status).toBe(200);
		const both = { revision: base + 3, settings: { channels: { phone: { target: '35s' } }, roster: '12h' } };
		for (const replica of [a, b])
			await expect.poll(async () => (await admin.at(replica.url).get('/api/settings')).body, soon).toMatchObject(both);
	});

	test('is a message on the boards of the other, and is gone there when it is withdrawn', async () => {
		const screen = await board(manager.at(b.url));
		const { status, body } = await manager.at(a.url).post('/api/messages', { text: 'Storing bij de bank' });
		expect(status).toBe(201);
		await expect.poll(() => screen.cells['message.text'], soon).toBe('Storing bij de bank');
		// And from there it is taken away.
		expect((await manager.at(b.url).ask('DELETE', `/api/messages/${body['id']}`)).status).toBe(204);
		const onA = await board(manager.at(a.url));
		await expect.poll(() => onA.cells['message.text'], soon).toBe(null);
	});

	test('is an annotation on the years of the other', async () => {
		const added = { kind: 'launch', firstDay: '2026-01-05', text: 'Nieuwe centrale' };
		expect((await manager.at(a.url).post('/api/annotations', added)).status).toBe(201);
		const known = async (): Promise<string> => JSON.stringify((await manager.at(b.url).get('/api/annotations')).body);
		await expect.poll(known, soon).toContain('Nieuwe centrale');
		const { body } = await manager.at(b.url).get('/api/trends/year');
		expect(JSON.stringify(body['annotations'])).toContain('Nieuwe centrale');
	});

	test('is an import of its command line in the reports of the other', async () => {
		const file = join(temporaryFolder(), 'queue_log');
		const second = Math.floor(Date.now() / 1_000) - 3_600;
		const lines = [
			`${second}|imp-1|imported|NONE|ENTERQUEUE||0201|1`,
			`${second + 9}|imp-1|imported|NONE|ABANDON|1|1|9`
		];
		writeFileSync(file, `${lines.join('\n')}\n`);
		const args = ['import', file, '--format', 'asterisk-queue-log', '--source', 'old-pbx'];
		const { code, stderr } = await runBereik(args, a.log.environment);
		expect([code, stderr]).toEqual([0, expect.any(String)]);
		const counted = async (): Promise<string> =>
			JSON.stringify((await manager.at(b.url).get('/api/report?by=queue&output=json')).body);
		await expect.poll(counted, soon).toContain('imported');
	});
});

describe('whoever', () => {
	test('logs in on one server is in on the other at once, and out of both', async () => {
		const made = await admin
			.at(a.url)
			.post('/api/invitations', { email: 'bea@example.org', name: 'Bea', roles: ['manager'] });
		expect(made.status).toBe(200);
		const token = String(made.body['url']).split('/welcome#')[1];
		const password = 'purple tulips in rain';
		const accepting = new PeopleBrowser(b.url);
		expect(
			(await accepting.post('/api/welcome/accept', { token, name: 'Bea', email: 'bea@example.org', password })).status
		).toBe(204);
		const browser = new PeopleBrowser(a.url);
		expect((await browser.post('/api/login', { email: 'bea@example.org', password })).status).toBe(200);
		expect((await sentTo(browser, b.url).get('/api/me')).body).toMatchObject({ kind: 'person', name: 'Bea' });
		expect((await sentTo(browser, b.url).post('/api/logout')).status).toBe(204);
		expect((await browser.get('/api/live')).status).toBe(401);
	});

	test('leaves for the identity provider from one server comes back to the other, once', async () => {
		const behindProxy = {
			...{ 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' },
			'x-forwarded-host': new URL(origin).host
		};
		const browser = new PeopleBrowser(a.url, behindProxy);
		const away = placeOf(await browser.open('GET', '/api/sign-on/start'));
		provider.whoComes = 'ann';
		const back = await new ProviderVisitor().go(away.href);
		const copy = sentTo(browser, a.url, behindProxy);
		const returning = sentTo(browser, b.url, behindProxy);
		const answer = await returning.open('GET', back.pathname + back.search);
		expect([answer.status, answer.headers.get('location')]).toEqual([303, '/now']);
		expect((await sentTo(returning, a.url, behindProxy).get('/api/me')).body).toMatchObject({
			kind: 'person',
			roles: ['manager']
		});
		// The same way back, on the server where it began.
		const again = await copy.open('GET', back.pathname + back.search);
		expect(again.headers.get('location')).toMatch(/^\/login\?problem=/);
	});

	test('loses their rights on one server, person, screen or key, sees no more on the other within seconds', async () => {
		const leaver = await logInAs(tables, 'manager', 'Lea');
		const made = await admin.at(a.url).post('/api/keys', { source: 'wall', scopes: ['read'] });
		const key = made.body as { text: string; key: { id: string } }; // as the route answers
		const [display, television] = await pairedOn(a);
		const onB = [
			await followStream(leaver.at(b.url)),
			await followStream(sentTo(television, b.url)),
			await followStream(new PeopleBrowser(b.url, { authorization: `Bearer ${key.text}` }))
		];
		expect(onB.map(({ status }) => status)).toEqual([200, 200, 200]);
		// A server that does not look whether somebody still may goes on telling them.
		const deaf = await deafServer();
		const onDeaf = await followStream(leaver.at(deaf));
		expect(onDeaf.status).toBe(200);
		expect((await leaver.at(a.url).ask('DELETE', `/api/sessions/${leaver.sessionId}`)).status).toBe(204);
		expect((await manager.at(a.url).ask('DELETE', `/api/displays/${display}`)).status).toBe(204);
		expect((await admin.at(a.url).ask('DELETE', `/api/keys/${key.key.id}`)).status).toBe(204);
		const endedAt = performance.now();
		await expect.poll(() => onB.map((stream) => stream.isOver()), soon).toEqual([true, true, true]);
		console.log(`all of it closed on the other server after ${Math.round(performance.now() - endedAt)} ms`);
		await sleep(Math.max(0, endedAt + knownWithinMs - performance.now()));
		expect(onDeaf.isOver()).toBe(false);
		expect((await leaver.at(b.url).get('/api/live')).status).toBe(401);
	});

	test('pairs a screen on one server has it on the other, which tells it of changes made on the first', async () => {
		const [display, television] = await pairedOn(a);
		const stream = await followStream(sentTo(television, b.url));
		expect(stream.status).toBe(200);
		const revisions = (): unknown[] =>
			stream.reader.of('display').map((standing) => (standing as { revision: number }).revision); // of the contract
		await expect.poll(() => revisions().length, soon).toBeGreaterThan(0);
		// What it is told first is how it stands; the server looks every two seconds whether that changed.
		const before = Number(revisions().at(-1));
		await sleep(2_500);
		const settings = { ...wallSettings, theme: 'light' };
		expect((await manager.at(a.url).ask('PATCH', `/api/displays/${display}`, { settings })).status).toBe(204);
		await expect.poll(() => revisions().at(-1), soon).toBe(before + 1);
		expect((await sentTo(television, b.url).get('/api/display')).body).toMatchObject({ settings: { theme: 'light' } });
	});
});

/** Pairs a screen on a server: its id, and its browser. */
async function pairedOn(replica: Replica): Promise<readonly [id: string, browser: PeopleBrowser]> {
	const television = new PeopleBrowser(replica.url, { 'user-agent': 'Mozilla/5.0 (SMART-TV)' });
	const { body } = await television.post('/api/pairing?lang=nl');
	const made = await manager
		.at(replica.url)
		.post(`/api/pairing/${body['userCode']}`, { name: 'Noord 1', settings: wallSettings });
	expect(made.status).toBe(201);
	expect((await television.get('/api/pairing')).body).toMatchObject({ state: 'paired' });
	return [String(made.body['id']), television];
}

/** A server in this process that never looks whether whoever follows it still may. @returns its URL */
async function deafServer(): Promise<string> {
	const { environment } = await site.logOf('deaf');
	const server = await startServer(readConfiguration({ ...environment, BEREIK_OPEN: '0' }), {
		logger: createLogger('silent')
	});
	onTestFinished(() => server.stop());
	server.app.access.watch.stop();
	return `http://127.0.0.1:${server.web.port}`;
}

test('an erasure on one server takes the names out of the files and answers of the other', async () => {
	const customer = '+31201234567';
	const about = { contact: 'contact-gone', customer, queue: 'orders', channel: 'phone' };
	const { status } = await poster.post(a.url, [{ ...waiting('gone'), data: about }]);
	expect(status).toBe(200);
	const names = new Pseudonyms(loadPseudonymKey(join(dirname(b.log.file), 'bereik.key'), false));
	const marks = [names.of('contact', 'contact-gone'), names.of('customer', customer)];
	const holds = (replica: Replica): boolean =>
		['bereik.views.db', 'bereik.views.db-wal'].some((name) => {
			const file = join(dirname(replica.log.file), name);
			return existsSync(file) && marks.some((mark) => readFileSync(file).includes(mark));
		});
	// That they are in both files before is what shows that the look finds them.
	await expect.poll(() => [holds(a), holds(b)], { timeout: 30_000, interval: 100 }).toEqual([true, true]);
	const exported = async (replica: Replica) => {
		const { stdout } = await runBereik(['export-subject', `customer:${customer}`], replica.log.environment);
		return (JSON.parse(stdout) as { events: unknown[] }).events.length; // as the command writes
	};
	expect(await exported(b)).toBe(1);
	const { code, stdout, stderr } = await runBereik(['erase', `customer:${customer}`], a.log.environment);
	expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('1 events of 1 contacts stay'), '']);
	await expect.poll(() => [holds(a), holds(b)], { timeout: 10_000, interval: 50 }).toEqual([false, false]);
	expect(await exported(b)).toBe(0);
	const [rows] = await ask<{ rows: number }>(
		url,
		`select count(*)::int as rows from events where data like '%${marks[0]}%'`
	);
	expect(rows?.rows).toBe(0);
});

test('a screen goes on at the other server with what it has, and none is shown what it was before', async () => {
	const onA = await board(manager.at(a.url));
	const { outcomes } = await poster.post(
		a.url,
		Array.from({ length: 50 }, (_, no) => waiting(`moves-${no}`, 'moving'))
	);
	await expect.poll(() => onA.cells['queue.moving.depth'], soon).toBe(50);
	const last = onA.id ?? '';
	onA.leave();
	const meanwhile = await poster.post(
		b.url,
		Array.from({ length: 25 }, (_, no) => waiting(`moved-${no}`, 'moving'))
	);
	expect([outcomes.length, meanwhile.status]).toEqual([50, 200]);
	const browser = manager.at(b.url);
	const stream = await followStream(browser, 'board', last);
	await expect.poll(() => stream.reader.of('snapshot').length, soon).toBe(1);
	const first = stream.reader.of('snapshot')[0];
	const seen = Number(/\.(\d+)-/.exec(last)?.[1]);
	expect(first?.seq).toBeGreaterThanOrEqual(seen);
	const depths = (): unknown[] =>
		[first?.cells ?? {}, ...stream.reader.of('frame').map(({ set }) => set)].flatMap(
			(cells) => cells['queue.moving.depth'] ?? []
		);
	await expect.poll(() => depths().at(-1), soon).toBe(75);
	// Never fewer than it had shown before.
	expect(Math.min(...depths().map(Number))).toBeGreaterThanOrEqual(50);
	// One that was ahead of this server waits for it, two seconds at most.
	const ahead = last.replace(/\.(\d+)-/, (_, seq: string) => `.${Number(seq) + 100_000}-`);
	const startedAt = performance.now();
	const waited = await followStream(browser, 'board', ahead);
	expect(waited.status).toBe(200);
	expect(performance.now() - startedAt).toBeGreaterThan(1_900);
});

test('a server with another key for pseudonyms refuses to start, and a second one in the same folder', async () => {
	const stranger = await site.logOf('stranger');
	const keyFile = join(dirname(stranger.file), 'bereik.key');
	rmSync(keyFile);
	makeKeyFile(keyFile);
	const [refused, second] = [await site.attempt('stranger'), await site.attempt('a', { PORT: '0' })];
	expect(await refused.ended).toMatchObject({ code: 1 });
	expect(refused.stderr()).toContain(
		'is not the key with which the log is written: copy the key file of the other servers there'
	);
	expect(await second.ended).toMatchObject({ code: 1 });
	expect(second.stderr()).toMatch(/another|already|in use/);
	copyFileSync(join(dirname(a.log.file), 'bereik.key'), keyFile);
	const third = await site.start('stranger');
	third.child.kill('SIGTERM');
	expect(await third.child.ended).toEqual({ code: 0, signal: null });
});
