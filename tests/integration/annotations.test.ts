import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Annotation } from '#lib/domain/annotations/annotation.ts';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import { createLogger } from '#lib/server/logger.ts';
import { testConfiguration } from '../support/open-application.ts';
import { PeopleBrowser } from '../support/people-browser.ts';
import { printedCommand } from '../support/printed-command.ts';
import { plantSession } from '../support/planted-session.ts';

/*
 * What happened in the years, written down by people on the page and by command, with and without a server.
 */

const folder = mkdtempSync(join(tmpdir(), 'bereik-annotations-'));
let server: RunningServer;
let manager: PeopleBrowser;
let executive: PeopleBrowser;
let managerId: string;

async function start(): Promise<void> {
	const configuration = { ...testConfiguration(folder), access: closedAccess };
	server = await startServer(configuration, { logger: createLogger('silent') });
}

async function personOf(role: PersonRole): Promise<[PeopleBrowser, string]> {
	const { cookie, personId } = await plantSession(server.app.access.database, [role], null);
	const browser = new PeopleBrowser(`http://127.0.0.1:${server.web.port}`);
	const [name = '', value = ''] = cookie.split('=');
	browser.cookies.set(name, value);
	return [browser, personId];
}

beforeAll(async () => {
	vi.stubEnv('DATABASE_URL', `file:${join(folder, 'bereik.db')}`);
	await start();
	const data = { contact: 'c', queue: 'orders', channel: 'phone' } as const;
	await takeIn(server.app, [{ source: 'pbx', id: '1', time: Date.now(), type: 'contact.queued', data }], false);
	[manager, managerId] = await personOf('manager');
	[executive] = await personOf('executive');
});

afterAll(async () => {
	vi.unstubAllEnvs();
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function listed(query = ''): Promise<readonly Annotation[]> {
	const { status, body } = await executive.get(`/api/annotations${query}`);
	expect(status).toBe(200);
	return (body as { annotations: readonly Annotation[] }).annotations;
}

const launch = { kind: 'launch', firstDay: '2018-09-03', text: 'Proef met LiveChat' };

test('a manager writes something down, everybody who sees the years reads it, and it is taken away again', async () => {
	const added = await manager.post('/api/annotations', launch);
	const stored = {
		...launch,
		id: 'a1',
		lastDay: '2018-09-03',
		text: { nl: launch.text, en: launch.text },
		by: managerId
	};
	expect(added).toMatchObject({ status: 201, body: stored });
	const shops = { kind: 'closure', firstDay: '2020-03-16', lastDay: '2020-05-31', text: { nl: 'Dicht', en: 'Shut' } };
	expect((await manager.post('/api/annotations', shops)).body).toMatchObject({ id: 'a2', text: shops.text });
	expect(await listed()).toMatchObject([{ ...stored, byName: 'Ada' }, { id: 'a2' }]);
	expect(await listed('?from=2020-05-31')).toMatchObject([{ id: 'a2' }]);
	expect(await listed('?from=2018-09-04&to=2020-03-15')).toEqual([]);
	expect(server.app.annotations.annotationsBetween(null, '2018-12-31')).toMatchObject([{ id: 'a1' }]);
	expect((await manager.ask('DELETE', '/api/annotations/a2')).status).toBe(204);
	expect((await manager.ask('DELETE', '/api/annotations/a2')).status).toBe(404);
	expect(await listed()).toMatchObject([{ id: 'a1' }]);
	const entries = await server.app.access.audit.list({ action: 'annotation.', limit: 10 });
	expect(entries.map(({ action, subject, actorId, details }) => [action, subject, actorId, details])).toEqual([
		['annotation.removed', 'a2', managerId, {}],
		['annotation.added', 'a2', managerId, { annotation: 'closure', from: '2020-03-16', to: '2020-05-31' }],
		['annotation.added', 'a1', managerId, { annotation: 'launch', from: '2018-09-03', to: '2018-09-03' }]
	]);
});

test('what is no annotation is refused by field and reason, and nothing of it is kept', async () => {
	const refused = async (body: unknown): Promise<unknown> => {
		const { status, body: answer } = await manager.post('/api/annotations', body);
		return [status, answer['error']];
	};
	const today = new Date().getUTCFullYear();
	expect(await refused({ ...launch, kind: 'party' })).toEqual([400, expect.stringMatching(/^kind: must be one of/)]);
	expect(await refused({ ...launch, firstDay: '2021-02-29' })).toEqual([400, 'firstDay: must be a date, YYYY-MM-DD']);
	expect(await refused({ ...launch, firstDay: '1989-12-31' })).toEqual([
		400,
		'firstDay: must not be before 1990-01-01'
	]);
	expect(await refused({ ...launch, lastDay: '2018-09-02' })).toEqual([422, 'lastDay: must not be before the first']);
	expect(await refused({ ...launch, lastDay: `${today + 3}-12-31` })).toEqual([
		422,
		'lastDay: must be within two years'
	]);
	expect(await refused({ ...launch, firstDay: '2010-01-01', lastDay: '2018-01-01' })).toEqual([
		422,
		'lastDay: must be within five years of the first'
	]);
	expect(await refused({ ...launch, text: 'é'.repeat(161) })).toEqual([400, 'text: longer than 160 characters']);
	expect(await refused({ ...launch, text: { nl: 'a', en: 'a\u202Eb' } })).toEqual([
		400,
		expect.stringContaining('must be one line without hidden characters')
	]);
	for (const text of ['', '  '])
		expect(await refused({ ...launch, text })).toEqual([400, 'text: shorter than 1 characters']);
	for (const text of [5, null, { nl: 'a' }])
		expect(await refused({ ...launch, text })).toEqual([400, expect.stringMatching(/^text/)]);
	expect(await refused({ ...launch, text: 'Vraag jan@voorbeeld.nl' })).toEqual([
		400,
		'text: must name nobody, and has an e-mail address'
	]);
	expect(await refused({ ...launch, text: 'Bel 06-12345678' })).toEqual([
		400,
		'text: must name nobody, and has a telephone number'
	]);
	expect(await refused({ ...launch, colour: 'red' })).toEqual([400, 'colour: is not known here']);
	expect(await listed()).toHaveLength(1);
	// Years and amounts are no telephone numbers.
	const plain = { ...launch, text: '2020-10-12 t/m 2021-01-31: 1.200.000 kaarten, -3 % (200 000 000)' };
	const { status, body } = await manager.post('/api/annotations', plain);
	expect(status).toBe(201);
	expect((await manager.ask('DELETE', `/api/annotations/${String(body['id'])}`)).status).toBe(204);
	expect((await executive.get('/api/annotations?from=gisteren')).status).toBe(400);
	expect((await executive.get('/api/annotations?since=2020-01-01')).body['error']).toBe('since: is not known here');
});

test('who only looks at the years writes nothing down', async () => {
	expect((await executive.post('/api/annotations', launch)).status).toBe(403);
	expect((await executive.ask('DELETE', '/api/annotations/a1')).status).toBe(403);
	expect(await listed()).toHaveLength(1);
});

test('the command line writes, lists and removes, through the server and without one, and all of it outlasts a restart', async () => {
	const add = ['annotation', 'add', 'Storm', '--kind', 'incident', '--from', '2022-02-18', '--to', '2022-02-19'];
	const through = await printedCommand([...add, '--english', 'Gale']);
	expect([through.code, through.stdout.trim()]).toEqual([0, 'a6']);
	expect(await listed('?from=2022-01-01')).toMatchObject([{ id: 'a6', text: { nl: 'Storm', en: 'Gale' }, by: null }]);
	await server.stop();
	const alone = await printedCommand(['annotation', 'add', 'Beurs', '--kind', 'other', '--from', '2024-01-08']);
	expect([alone.code, alone.stdout.trim()]).toEqual([0, 'a7']);
	expect((await printedCommand(['annotation', 'remove', 'a1'])).code).toBe(0);
	expect(await printedCommand(['annotation', 'remove', 'a1'])).toMatchObject({
		code: 1,
		stderr: 'there is no annotation with the id a1\n'
	});
	expect(await printedCommand([...add.slice(0, 5), '--from', 'maart'])).toMatchObject({
		code: 2,
		stderr: '--from: must be a date, YYYY-MM-DD\n'
	});
	const list = await printedCommand(['annotation', 'list', '--to', '2022-12-31']);
	expect(list.stdout).toMatch(/a6 +2022-02-18 +2022-02-19 +incident +Storm \/ Gale/);
	expect(list.stdout).not.toContain('Beurs');
	const verified = await printedCommand(['verify']);
	expect([verified.code, verified.stderr]).toEqual([0, expect.any(String)]);
	await start();
	expect(server.app.annotations.annotationsBetween(null, null).map(({ id }) => id)).toEqual(['a6', 'a7']);
	expect(server.app.annotations.revision).toBe(8);
});
