import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { people } from '#lib/server/database/tables/access-tables.ts';
import { createLogger } from '#lib/server/logger.ts';
import { eq } from 'drizzle-orm';
import { LogWriter } from '../support/log-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { type BrowserAnswer, PeopleBrowser } from '../support/people-browser.ts';
import { plantSession } from '../support/planted-session.ts';
import { FollowedCells, StreamReader } from '../support/stream-events.ts';

/*
 * One site with a settings file, asked by people of every role.
 */

const folder = mkdtempSync(join(tmpdir(), 'bereik-settings-'));
const site = join(folder, 'site');
const file = join(site, 'bereik.config.yaml');
const fileText = `
channels: { phone: { target: 20s } }
queues: [{ id: orders, names: Orders }, { id: fax }]
`;
let server: RunningServer;
let admin: PeopleBrowser;
let manager: PeopleBrowser;
let auditor: PeopleBrowser;
let executive: PeopleBrowser;

async function start(): Promise<void> {
	const configuration = { ...testConfiguration(folder), access: closedAccess, settingsPlace: { folder: site } };
	server = await startServer(configuration, {
		logger: createLogger('silent'),
		settingsPace: { pollMs: 50, quietMs: 10 }
	});
	admin = await personOf('admin');
	manager = await personOf('manager');
	auditor = await personOf('auditor');
	executive = await personOf('executive');
}

async function personOf(role: PersonRole): Promise<PeopleBrowser> {
	const { database } = server.app.access;
	const { cookie, personId } = await plantSession(database, [role], null);
	if (role === 'manager')
		await database.orm.update(people).set({ queues: '["orders"]' }).where(eq(people.id, personId));
	const browser = new PeopleBrowser(`http://127.0.0.1:${server.web.port}`);
	const [name = '', value = ''] = cookie.split('=');
	browser.cookies.set(name, value);
	return browser;
}

beforeAll(async () => {
	mkdirSync(site);
	writeFileSync(file, fileText);
	await start();
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

let revision = 0;
beforeEach(async () => {
	revision = Number((await admin.get('/api/settings')).body['revision']);
});

function change(by: PeopleBrowser, patch: unknown, base = revision): Promise<BrowserAnswer> {
	return by.ask('PATCH', '/api/settings', { patch, base });
}

test('shows what holds, where each value comes from, and what may be changed, to those who may read settings', async () => {
	const { status, body } = await auditor.get('/api/settings');
	expect(status).toBe(200);
	expect(body).toMatchObject({
		fileProblem: null,
		settings: { channels: { phone: { target: '20s', targetShare: '80%' } }, queues: [{ id: 'orders' }, { id: 'fax' }] },
		may: { all: false, own: false }
	});
	expect(body['origins']).toMatchObject({
		'channels.phone.target': { from: 'file' },
		'channels.phone.targetShare': { from: 'default' }
	});
	expect((await executive.get('/api/settings')).status).toBe(403);
	expect((await new PeopleBrowser(`http://127.0.0.1:${server.web.port}`).get('/api/settings')).status).toBe(401);
});

test('every role changes what is theirs and nothing else', async () => {
	const patch = { channels: { phone: { target: '25s' } } };
	for (const reader of [auditor, executive]) expect((await change(reader, patch)).status).toBe(403);
	expect(await change(manager, patch)).toMatchObject({
		status: 403,
		body: { field: 'channels.phone.target', error: expect.stringContaining('your role may not change this') }
	});
	const norms = (queue: string): unknown => ({ queues: [{ id: queue, norms: { queueDepth: 7 } }] });
	expect(await change(manager, norms('fax'))).toMatchObject({
		status: 403,
		body: { field: 'queues[fax].norms.queueDepth' }
	});
	expect((await change(manager, { queues: [{ id: 'orders', names: { nl: 'Mijn' } }] })).status).toBe(403);
	// All of a request is refused with the part that is not theirs.
	expect((await change(manager, { ...patch, exceptionalHours: [] })).status).toBe(403);
	expect(server.app.settings.channels.phone.targetMs).toBe(20_000);
	const first = await change(manager, norms('orders'));
	expect(first).toMatchObject({
		status: 200,
		body: { revision: revision + 1, may: { own: true, queues: ['orders'] } }
	});
	const days = { exceptionalHours: [{ date: '2026-12-24', hours: ['08:00-16:00'] }] };
	expect((await change(manager, days, revision + 1)).status).toBe(200);
	expect((await change(admin, patch, revision + 2)).status).toBe(200);
	expect(server.app.settings).toMatchObject({
		channels: { phone: { targetMs: 25_000 } },
		queues: [{ norm: { queueDepth: 7 } }, {}],
		opening: { exceptions: [{ date: '2026-12-24' }] }
	});
	const { body } = await auditor.get('/api/settings');
	expect(body['origins']).toMatchObject({
		'channels.phone.target': { from: 'browser', by: { kind: 'person', name: 'Ada' }, at: expect.any(Number) },
		'queues[orders].norms.queueDepth': { from: 'browser' }
	});
});

test('who has not seen the newest is told it, and nothing is changed', async () => {
	const stale = await change(admin, { roster: '5h' }, revision - 1);
	expect(stale).toMatchObject({ status: 409, body: { field: 'base', now: { revision, settings: { roster: '24h' } } } });
	expect(server.app.settings.rosterMs).toBe(24 * 3_600_000);
});

test('a patch that cannot hold is refused with field and reason', async () => {
	const refusal = async (patch: unknown) => {
		const { status, body } = await change(admin, patch);
		return [status, body['field'], body['error']];
	};
	expect(await refusal({ roster: 'soon' })).toEqual([
		422,
		'roster',
		expect.stringContaining('roster: must be a duration')
	]);
	expect(await refusal({ queues: [{ id: 'fax', mergedInto: 'gone' }] })).toEqual([
		422,
		'queues[fax].mergedInto',
		expect.stringContaining('there is no queue gone')
	]);
	const { body: told } = await admin.ask('PATCH', '/api/settings', { patch: { roster: 'soon' }, base: revision });
	expect(told['reason']).toEqual({ key: 'duration', values: { got: '"soon"' } });
	expect((await refusal({ nonsense: 1 }))[1]).toBe('nonsense');
	expect((await admin.ask('PATCH', '/api/settings', { patch: [], base: revision })).status).toBe(400);
	expect((await admin.ask('PATCH', '/api/settings', { patch: {}, base: 'x' })).body).toMatchObject({ field: 'base' });
	expect((await admin.get('/api/settings')).body).toMatchObject({ revision });
});

test('a change is in the audit with old and new values, and in the list of changes as one of a definition', async () => {
	const { body } = await auditor.get('/api/audit?action=settings&limit=1');
	expect(body['entries']).toMatchObject([
		{
			actorName: 'Ada',
			action: 'settings.changed',
			details: { changes: [{ path: 'channels.phone.target', old: '20s', new: '25s' }] }
		}
	]);
	expect(body['next']).toEqual(expect.any(Number));
	const older = await auditor.get(`/api/audit?action=settings&limit=50&before=${String(body['next'])}`);
	expect(older.body).toMatchObject({ entries: [{}, {}], next: null });
	expect((await manager.get('/api/audit')).status).toBe(403);
	const { changes } = (await manager.get('/api/settings/changes')).body as {
		changes: readonly Record<string, unknown>[];
	};
	expect(changes.map(({ paths, isDefinition }) => [paths, isDefinition])).toEqual([
		[['queues[orders].norms.queueDepth'], false],
		[['exceptionalHours'], false],
		[['channels.phone.target'], true]
	]);
	expect((await manager.get('/api/settings/changes?to=2020-01-01T00:00:00Z')).body).toEqual({ changes: [] });
	expect((await manager.get('/api/settings/changes?from=soon')).body).toMatchObject({ field: 'from' });
	const report = await manager.get('/api/report?by=total');
	expect(report.body['notes']).toMatchObject([
		{ kind: 'settings_changed', effect: 'recomputed', paths: ['channels.phone.target'] }
	]);
});

test('the audit comes as a file for a spreadsheet that takes no text for a formula, and that is recorded', async () => {
	const response = await auditor.open('GET', '/api/audit?output=csv&language=en');
	expect(response.headers.get('content-type')).toContain('text/csv');
	const text = await response.text();
	expect(text).toContain('no,at,actor,actor_id,actor_name,action,subject,details,actor_roles,subject_name');
	expect(text).toContain('settings.changed');
	await admin.ask('PATCH', '/api/settings', { patch: { site: { name: '=1+1' } }, base: revision });
	expect((await auditor.get('/api/audit?action=audit')).body['entries']).toMatchObject([{ action: 'audit.exported' }]);
	for (const row of (await (await auditor.open('GET', '/api/audit?output=csv')).text()).split('\r\n'))
		for (const cell of row.split(';')) expect(cell).not.toMatch(/^"?[=+@\t]/);
});

test('a change, and a message, reach an open stream within five seconds; the message goes with its time', async () => {
	const now = Date.now();
	const events = new LogWriter()
		.queued(0, 'c1', 'orders')
		.events.map((event) => ({ ...event, time: now, id: `live-${event.id}` }));
	expect((await server.app.log.append(events)).committed).toBe(true);
	const ending = new AbortController();
	const response = await manager.open('GET', '/api/stream?view=board', undefined, ending.signal);
	const reader = new StreamReader();
	const shown = new FollowedCells();
	let taken = 0;
	const following = (async () => {
		for await (const bytes of response.body ?? []) {
			reader.take(bytes);
			for (; taken < reader.events.length; taken++) {
				const event = reader.events[taken];
				if (event !== undefined) shown.take(event);
			}
		}
	})().catch(() => {});
	const cell = (key: string) => expect.poll(() => shown.cells[key], { timeout: 5_000 });
	await cell('queue.orders.norm.queue_depth').toBe(7);
	expect(shown.cells['message.text']).toBeNull();
	expect((await change(admin, { queues: [{ id: 'orders', norms: { queueDepth: 3 } }] })).status).toBe(200);
	await cell('queue.orders.norm.queue_depth').toBe(3);
	const posted = await manager.post('/api/messages', { text: ' Storing <b>kassa</b> ', until: now + 3_600_000 });
	expect(posted.status).toBe(201);
	await cell('message.text').toBe('Storing <b>kassa</b>');
	expect(shown.cells).toMatchObject({ 'message.until': now + 3_600_000, 'message.about': null });
	const newer = await manager.post('/api/messages', {
		text: 'Over orders',
		queues: ['orders'],
		until: Date.now() + 1_500
	});
	expect(newer.status).toBe(201);
	await cell('message.about').toBe('Orders');
	// Its time is over: the one before it is shown again.
	await cell('message.text').toBe('Storing <b>kassa</b>');
	expect((await manager.ask('DELETE', `/api/messages/${String(posted.body['id'])}`)).status).toBe(204);
	await cell('message.text').toBeNull();
	ending.abort();
	await following;
});

test('messages are one line of at most 120 characters, for at most a week, by those who may write them', async () => {
	const refused = async (body: unknown): Promise<unknown> => {
		const answer = await manager.post('/api/messages', body);
		return [answer.status, answer.body['field']];
	};
	const now = Date.now();
	expect(await refused({ text: ' ' })).toEqual([400, 'text']);
	expect(await refused({ text: 'a\nb' })).toEqual([400, 'text']);
	expect(await refused({ text: 'a\u202Eb' })).toEqual([400, 'text']);
	expect(await refused({ text: 'é'.repeat(121) })).toEqual([400, 'text']);
	expect(await refused({ text: 'a', until: now - 1 })).toEqual([422, 'until']);
	expect(await refused({ text: 'a', until: now + 8 * 86_400_000 })).toEqual([422, 'until']);
	expect(await refused({ text: 'a', from: now + 40 * 86_400_000 })).toEqual([422, 'from']);
	expect(await refused({ text: 'a', colour: 'red' })).toEqual([400, 'colour']);
	for (const reader of [auditor, executive])
		expect((await reader.post('/api/messages', { text: 'a' })).status).toBe(403);
	expect((await executive.get('/api/messages')).status).toBe(403);
	expect((await manager.ask('DELETE', '/api/messages/m_none')).status).toBe(404);
	const { messages } = (await auditor.get('/api/messages')).body as { messages: readonly Record<string, unknown>[] };
	expect(messages.map(({ text, state, byName }) => [text, state, byName])).toEqual([
		['Over orders', 'ended', 'Ada'],
		['Storing <b>kassa</b>', 'withdrawn', 'Ada']
	]);
});

test('what was set in the browser, and the messages, hold after a restart with the file beneath', async () => {
	expect((await manager.post('/api/messages', { text: 'Blijft staan' })).status).toBe(201);
	const before = (await admin.get('/api/settings')).body;
	await server.stop();
	writeFileSync(file, `${fileText}roster: 30h\n`);
	await start();
	const { body } = await admin.get('/api/settings');
	expect(body['settings']).toEqual({ ...(before['settings'] as object), roster: '30h' });
	expect(server.app.settings.channels.phone.targetMs).toBe(25_000);
	const listed = (await admin.get('/api/messages')).body['messages'];
	expect(listed).toMatchObject([{ text: 'Blijft staan', state: 'shown' }, {}, {}]);
	expect((await change(admin, { channels: { phone: { target: null } } }, Number(body['revision']))).status).toBe(200);
	expect(server.app.settings.channels.phone.targetMs).toBe(20_000);
});
