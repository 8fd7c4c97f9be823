import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { openLog } from '../database/sqlite/open-log.ts';
import type { Tables } from '../database/tables/tables.ts';
import { People } from './people.ts';
import { sessionLife } from './session-life.ts';
import { plainUserAgent, Sessions, type StartedSession } from './sessions.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-11-23T09:00:00Z');

type Site = Readonly<{
	people: People;
	sessions: Sessions;
	at(ms: number): void;
	now(): number;
	/** Adds somebody who is logged in. */
	join(name: string, roles: readonly PersonRole[]): Promise<{ personId: string; session: StartedSession }>;
	logIn(personId: string, roles: readonly PersonRole[]): Promise<StartedSession>;
}>;

function openFile() {
	const database = openLog(join(temporaryFolder(), 'bereik.db'));
	onTestFinished(() => database.close());
	return { ...siteOn(database), database };
}

function siteOn(database: Tables): Site {
	let now = start;
	const people = new People(database, () => now);
	const sessions = new Sessions(database, () => now);
	const logIn: Site['logIn'] = (personId, roles) =>
		sessions.start({ personId, roles, method: 'password', address: '10.0.0.1', userAgent: 'Browser' });
	return {
		people,
		sessions,
		at: (ms) => (now = start + ms),
		now: () => now,
		logIn,
		async join(name, roles) {
			const email = `${name}@example.org`;
			const personId = await people.add({ name, email, roles, queues: null, passwordHash: 'hash' });
			return { personId, session: await logIn(personId, roles) };
		}
	};
}

test('lasts as long as the strictest of the roles held', () => {
	expect(sessionLife(['manager'])).toEqual({ idleMs: 12 * hour, absoluteMs: 7 * day });
	expect(sessionLife(['executive'])).toEqual(sessionLife(['auditor']));
	expect(sessionLife(['admin'])).toEqual({ idleMs: 30 * minute, absoluteMs: 12 * hour });
	expect(sessionLife(['manager', 'admin', 'executive'])).toEqual(sessionLife(['admin']));
});

describe.each(bothStores)('a session on $dialect', ({ openTables }) => {
	const openSite = async () => siteOn(await openTables());

	test('ends when it is not used for as long as it may', async () => {
		const { sessions, join: add, at } = await openSite();
		const { session } = await add('ann', ['admin']);
		at(29 * minute);
		expect(await sessions.verify(session.token)).not.toBeNull();
		at(58 * minute);
		expect(await sessions.verify(session.token)).not.toBeNull();
		at(88 * minute);
		expect(await sessions.verify(session.token)).toBeNull();
		expect((await sessions.rightsOf([session.sessionId])).size).toBe(0);
	});

	test('ends at last, however much it is used', async () => {
		const { sessions, join: add, at } = await openSite();
		const { session } = await add('ann', ['admin']);
		expect(session.lifeSeconds).toBe(12 * 3600);
		for (let ms = 0; ms < 12 * hour; ms += 20 * minute) {
			at(ms);
			expect(await sessions.verify(session.token)).not.toBeNull();
		}
		at(12 * hour);
		expect(await sessions.verify(session.token)).toBeNull();
	});

	test('gets another token when its person shows again who they are', async () => {
		const { sessions, join: add, at } = await openSite();
		const { session } = await add('ann', ['admin']);
		at(10 * minute);
		const next = await sessions.stepUp(session.sessionId);
		expect(next).toMatchObject({ sessionId: session.sessionId, lifeSeconds: 12 * 3600 - 600 });
		expect(await sessions.verify(session.token)).toBeNull();
		expect(await sessions.verify(next?.token ?? '')).toMatchObject({ steppedUpAt: start + 10 * minute });
		await sessions.end(session.sessionId);
		expect(await sessions.stepUp(session.sessionId)).toBeNull();
	});

	test('opens nothing once it has ended, or its person may not come in', async () => {
		const { sessions, people, join: add, logIn } = await openSite();
		const { session, personId } = await add('ann', ['manager']);
		const other = await logIn(personId, ['manager']);
		expect(await sessions.end(session.sessionId)).toBe(true);
		expect(await sessions.end(session.sessionId)).toBe(false);
		expect(await sessions.verify(session.token)).toBeNull();
		expect(await sessions.verify(other.token)).not.toBeNull();
		await people.change(personId, { disabledAt: start });
		expect(await sessions.verify(other.token)).toBeNull();
		expect(await sessions.rightsOf([session.sessionId, other.sessionId])).toEqual(new Map());
		expect(await sessions.personOf(other.sessionId)).toBeNull();
		for (const text of ['', 'x', session.sessionId, `${other.token} `]) expect(await sessions.verify(text)).toBeNull();
	});

	test('has all of a person ended, or of everybody', async () => {
		const { sessions, join: add, logIn } = await openSite();
		const ann = await add('ann', ['manager']);
		const again = await logIn(ann.personId, ['manager']);
		const bob = await add('bob', ['manager']);
		expect(new Set(await sessions.endAll(ann.personId))).toEqual(new Set([ann.session.sessionId, again.sessionId]));
		expect(await sessions.verify(bob.session.token)).not.toBeNull();
		expect(await sessions.endAll(null)).toEqual([bob.session.sessionId]);
		expect(await sessions.verify(bob.session.token)).toBeNull();
	});

	test('says what somebody may do now, not what they might when they logged in', async () => {
		const { sessions, people, join: add } = await openSite();
		const { session, personId } = await add('ann', ['manager', 'executive']);
		expect(await sessions.verify(session.token)).toMatchObject({ roles: ['executive', 'manager'], queues: null });
		await people.change(personId, { roles: ['auditor'], queues: ['sales'] });
		expect(await sessions.verify(session.token)).toMatchObject({ roles: ['auditor'], queues: ['sales'] });
	});

	test('lists those of a person that are good, the newest first, with when each ends unused', async () => {
		const { sessions, join: add, logIn, at } = await openSite();
		const { session, personId } = await add('ann', ['admin']);
		await add('bob', ['admin']);
		at(20 * minute);
		const next = await logIn(personId, ['admin']);
		const list = await sessions.list(personId);
		expect(list.map(({ id }) => id)).toEqual([next.sessionId, session.sessionId]);
		expect(list.map(({ expiresAt }) => expiresAt - start)).toEqual([50 * minute, 30 * minute]);
		at(40 * minute);
		expect((await sessions.list(personId)).map(({ id }) => id)).toEqual([next.sessionId]);
	});

	test('lets the oldest of a person give way to a fifty-first', async () => {
		const { sessions, join: add, logIn, at } = await openSite();
		const { session, personId } = await add('ann', ['manager']);
		for (let nth = 1; nth <= 50; nth++) {
			at(nth);
			await logIn(personId, ['manager']);
		}
		expect(await sessions.list(personId)).toHaveLength(50);
		expect(await sessions.verify(session.token)).toBeNull();
	});

	test('keeps 200 characters of what a browser calls itself, and none that cannot be seen', () => {
		expect(plainUserAgent(null)).toBeNull();
		expect(plainUserAgent('Mozilla\r\nset-cookie: a\u0000\u202E\u2028')).toBe('Mozillaset-cookie: a');
		expect([...(plainUserAgent('🦊'.repeat(300)) ?? '')]).toHaveLength(200);
	});
});

test('is looked up with one query and written to once a minute at most', async () => {
	const { database, join: add, at, now } = openFile();
	const { session } = await add('ann', ['manager']);
	const asked: string[] = [];
	const prepare = database.client.prepare.bind(database.client);
	database.client.prepare = ((text: string) => {
		const statement = prepare(text);
		for (const way of ['all', 'run', 'get'] as const) {
			const own = statement[way].bind(statement);
			statement[way] = (...values: unknown[]) => {
				asked.push(text.slice(0, 6));
				return own(...values) as never;
			};
		}
		return statement;
	}) as typeof database.client.prepare; // the same, with a look at what is asked
	const sessions = new Sessions(database, now);
	const over = async (ms: number): Promise<readonly string[]> => {
		asked.length = 0;
		at(ms);
		expect(await sessions.verify(session.token)).not.toBeNull();
		return [...asked];
	};
	expect(await over(1_000)).toEqual(['select']);
	expect(await over(59_999)).toEqual(['select']);
	expect(await over(60_000)).toEqual(['select', 'update']);
	expect(await over(100_000)).toEqual(['select']);
	const plan = prepare(
		'explain query plan select * from sessions inner join people on people.id = person_id where token_hash = ?'
	);
	const steps = plan.all(Buffer.alloc(32)) as { detail: string }[]; // as SQLite describes them
	expect(steps.map(({ detail }) => detail)).not.toContainEqual(expect.stringMatching(/^SCAN/));
	expect(steps).not.toEqual([]);
});

test('keeps no token, only its hash', async () => {
	const { database, join: add } = openFile();
	const { session } = await add('ann', ['manager']);
	expect(session.token).toMatch(/^[\w-]{43}$/);
	const rows = database.client.prepare('select * from sessions').all();
	expect(JSON.stringify(rows)).not.toContain(session.token);
	const [row] = rows as { token_hash: Buffer }[]; // the column of the schema
	expect(row?.token_hash).toHaveLength(32);
});

test('is erased with address and browser when it ended long ago', async () => {
	const { database, sessions, join: add, logIn } = openFile();
	const { session, personId } = await add('ann', ['manager']);
	const good = await logIn(personId, ['manager']);
	await sessions.end(session.sessionId);
	expect(await sessions.eraseEndedBefore(start)).toBe(0);
	expect(await sessions.eraseEndedBefore(start + 1)).toBe(1);
	expect(database.client.prepare('select id from sessions').all()).toEqual([{ id: good.sessionId }]);
	expect(await sessions.eraseEndedBefore(start + 8 * day)).toBe(1);
});
