import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { type PersonRole, personRoles } from '#lib/domain/access/role.ts';
import type { CommentList } from '#lib/protocol/comments.ts';
import { closedAccess } from '#lib/server/access/access-configuration.ts';
import { cookieName } from '#lib/server/access/cookies.ts';
import { keyScopes } from '#lib/server/access/key-scope.ts';
import { makeReference, makeSecretToken } from '#lib/server/access/secret-token.ts';
import { displays, people } from '#lib/server/database/tables/access-tables.ts';
import type { LogDatabase } from '#lib/server/database/sqlite/open-log.ts';
import { createLogger } from '#lib/server/logger.ts';
import { testConfiguration } from '../support/open-application.ts';
import { plantSession } from '../support/planted-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'bereik-comments-'));
const minute = 60_000;
const day = 86_400_000;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const period = `from=${dayOf(Date.now() - 3 * day)}&to=${dayOf(Date.now() + 2 * day)}`;
let server: RunningServer;

/** A contact that was handled, and its answer. */
function story(id: string, queue: string, answeredAt: number, comment: string): object[] {
	const contact = `contact-${id}`;
	const event = (nth: number, type: string, at: number, data: object) => ({
		specversion: '1.0',
		id: `${id}-${nth}`,
		source: 'pbx',
		type,
		time: new Date(at).toISOString(),
		data: { contact, ...data }
	});
	const survey = { kind: 'csat', score: 4, scale: { min: 1, max: 5 }, comment };
	return [
		event(1, 'contact.queued', answeredAt - 9 * minute, { queue, channel: 'phone', customer: `+31${id}` }),
		event(2, 'contact.answered', answeredAt - 8 * minute, { agent: 'agent-1' }),
		event(3, 'contact.ended', answeredAt - 5 * minute, { agent: 'agent-1' }),
		event(4, 'survey.answered', answeredAt, survey)
	];
}

beforeAll(async () => {
	server = await startServer(
		{ ...testConfiguration(folder), access: closedAccess },
		{ logger: createLogger('silent') }
	);
	const { text } = await server.app.access.keys.create('pbx', ['bulk']);
	const now = Date.now();
	const events = [
		...Array.from({ length: 5 }, (_, nth) => story(`sales-${nth}`, 'sales', now - 60 * minute, `sales words ${nth}`)),
		...Array.from({ length: 5 }, (_, nth) => story(`help-${nth}`, 'help', now - 60 * minute, `help words ${nth}`)),
		...Array.from({ length: 4 }, (_, nth) => story(`tiny-${nth}`, 'tiny', now - 60 * minute, `tiny words ${nth}`)),
		story('sales-young', 'sales', now - 14 * minute, 'young words')
	].flat();
	const answer = await fetch(`${server.web.url}/api/events`, {
		method: 'POST',
		headers: { authorization: `Bearer ${text}`, 'content-type': 'application/cloudevents-batch+json' },
		body: JSON.stringify(events)
	});
	expect(answer.status).toBe(200);
});
afterAll(async () => {
	await server.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function ask(headers: Readonly<Record<string, string>>, query = period) {
	const response = await fetch(`${server.web.url}/api/comments?${query}`, { headers, redirect: 'manual' });
	const text = await response.text();
	return { status: response.status, text, headers: response.headers };
}

/** @param queues null = all are their own */
async function cookieOf(roles: readonly PersonRole[], queues: readonly string[] | null = null) {
	const { database } = server.app.access;
	const { cookie, personId } = await plantSession(database, roles, null);
	const kept = queues === null ? null : JSON.stringify(queues);
	await database.orm.update(people).set({ queues: kept }).where(eq(people.id, personId));
	return { cookie, personId };
}

async function displayCookie(): Promise<string> {
	const token = makeSecretToken();
	const now = Date.now();
	const shows = { team: 'x', board: 'now', secondsPerBoard: 15, language: 'nl', theme: 'dark' };
	const settings = JSON.stringify({ ...shows, diagonalInches: 55, readingMetres: 6 });
	const row = {
		id: makeReference('dsp'),
		name: 'wall',
		settings,
		tokenHash: token.hash,
		tokenIssuedAt: now,
		createdAt: now
	};
	await server.app.access.database.orm.insert(displays).values(row);
	return `${cookieName('display', false)}=${token.text}`;
}

async function recorded() {
	return server.app.access.audit.list({ action: 'comments.read', limit: 99 });
}

test('whoever is no manager reads none, and no reading is recorded', async () => {
	const others = personRoles.filter((role) => role !== 'manager');
	expect(others).toEqual(expect.arrayContaining(['admin', 'executive', 'auditor']));
	const askers: (readonly [who: string, headers: Readonly<Record<string, string>>, status: number])[] = [
		['nobody', {}, 401],
		['a screen', { cookie: await displayCookie() }, 403]
	];
	for (const role of others) askers.push([role, { cookie: (await cookieOf([role])).cookie }, 403]);
	askers.push(['all of them', { cookie: (await cookieOf(others)).cookie }, 403]);
	for (const scope of keyScopes) {
		const { text } = await server.app.access.keys.create(`of ${scope}`, [scope]);
		askers.push([`a key for ${scope}`, { authorization: `Bearer ${text}` }, 401]);
	}
	for (const [who, headers, status] of askers) {
		const answer = await ask(headers);
		expect([who, answer.status]).toEqual([who, status]);
		expect([who, answer.text.includes('words')]).toEqual([who, false]);
	}
	expect(await recorded()).toEqual([]);
});

test('a manager reads those of their own queues, and of no other, asked for or not', async () => {
	const { cookie, personId } = await cookieOf(['manager'], ['sales', 'tiny']);
	const all = await ask({ cookie });
	expect([all.status, all.headers.get('cache-control')]).toEqual([200, 'no-store']);
	const list = JSON.parse(all.text) as CommentList; // as the API answers
	expect(list.comments.map(({ queue, text }) => `${queue}: ${text}`).sort()).toEqual(
		[0, 1, 2, 3, 4].map((nth) => `sales: sales words ${nth}`)
	);
	expect(list.queues).toEqual([
		{ queue: 'sales', answers: 5, hidden: null },
		{ queue: 'tiny', answers: 4, hidden: 'too-few' }
	]);
	const other = await ask({ cookie }, `${period}&queue=help`);
	expect([other.status, other.text]).toEqual([
		403,
		JSON.stringify({ error: 'queue: is not one of yours', field: 'queue' })
	]);
	expect(JSON.parse((await ask({ cookie }, `${period}&queue=sales`)).text)).toMatchObject({ comments: list.comments });
	// How many were read and of which queue, never what or whose.
	const entries = (await recorded()).filter(({ actorId }) => actorId === personId);
	expect(entries.map(({ actorKind, details }) => [actorKind, details['queue'], details['comments']])).toEqual([
		['person', 'sales', 5],
		['person', null, 5]
	]);
	expect(JSON.stringify(entries)).not.toMatch(/words|contact|\+31/);
});

test('a manager of all queues reads all, but for a queue with fewer than five answers and what is younger than 15 minutes', async () => {
	const { cookie } = await cookieOf(['manager']);
	const { text } = await ask({ cookie });
	const list = JSON.parse(text) as CommentList; // as the API answers
	expect(list.comments).toHaveLength(10);
	expect(list.queues.map(({ queue, answers, hidden }) => [queue, answers, hidden])).toEqual([
		['help', 5, null],
		['sales', 5, null],
		['tiny', 4, 'too-few']
	]);
	expect(text).not.toMatch(/tiny words|young words/);
	// Nothing that leads to a customer or an agent, nor the minute.
	expect(text).not.toMatch(/contact|agent|\+31|T\d\d:/);
	for (const one of list.comments)
		expect(Object.keys(one).sort()).toEqual(['day', 'kind', 'queue', 'scale', 'score', 'text']);
	// The one that is young is there, and waits.
	expect((await server.app.comments.standing()).rows).toBe(15);
});

test('a period is whole days, and a wrong question is no reading', async () => {
	const { cookie } = await cookieOf(['manager']);
	const before = (await recorded()).length;
	const today = dayOf(Date.now());
	for (const query of [
		'',
		`from=${today}&to=${today}`,
		`from=${today}T10:00:00Z&to=2999-01-01`,
		`${period}&contact=contact-sales-1`,
		`from=2020-01-01&to=${today}`
	])
		expect([query, (await ask({ cookie }, query)).status]).toEqual([query, 400]);
	expect(await recorded()).toHaveLength(before);
});

test('what cannot be recorded is not read', async () => {
	const { cookie } = await cookieOf(['manager']);
	const { client } = server.app.access.database as LogDatabase; // a test's server keeps its log in a file
	client.exec("create trigger no_audit before insert on audit begin select raise(abort, 'no'); end");
	try {
		const answer = await ask({ cookie });
		expect([answer.status, answer.text.includes('words')]).toEqual([500, false]);
	} finally {
		client.exec('drop trigger no_audit');
	}
	expect((await ask({ cookie })).status).toBe(200);
});
