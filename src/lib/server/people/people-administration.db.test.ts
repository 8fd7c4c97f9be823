import { beforeEach, describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { invitations, sessions as sessionTable } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { openPeople, type PeopleDesk } from './open-people.ts';
import type { Outcome } from './outcome.ts';
import { Passwords } from './passwords.ts';
import type { Invitation } from './person-schema.ts';
import { Sessions } from './sessions.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-23T09:00:00Z');
const line = { kind: 'command-line' } as const;
const place = { address: '10.0.0.1', userAgent: 'Browser' };
const password = 'purple tulips in rain';
const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };
const bob: Invitation = { email: 'bob@example.org', name: 'Bob', roles: ['manager'], queues: ['sales'] };

let now = start;
let database: Tables;
let sessions: Sessions;
let audit: AuditTrail;
let desk: PeopleDesk;
let ended: string[] = [];

describe.each(bothStores)('people on $dialect', ({ openTables }) => {
	beforeEach(async () => {
		now = start;
		ended = [];
		database = await openTables();
		sessions = new Sessions(database, () => now);
		audit = new AuditTrail(database, () => now);
		desk = openDesk();
	});

	function openDesk(cost = cheap): PeopleDesk {
		const watch = { end: (_: string, id: string) => void ended.push(id) };
		return openPeople(database, sessions, audit, watch, () => now, new Passwords(cost));
	}

	function made<Value>(outcome: Outcome<Value>): Value {
		if (!outcome.ok) throw new Error(JSON.stringify(outcome.reason));
		return outcome.value;
	}

	/** Lets somebody in by a link; gives their id. */
	async function accept(token: string, name: string, email: string): Promise<string> {
		made(await desk.signIn.accept({ token, name, email, password }, place, null));
		const person = await desk.people.findByEmail(email);
		if (person === null) throw new Error('nobody came');
		return person.id;
	}

	async function first(): Promise<string> {
		const link = await desk.administration.inviteFirst();
		if (link === null) throw new Error('there is somebody already');
		return accept(link.token, 'Ann', 'ann@example.org');
	}

	test('lets the first administrator in for a day, by the newest link alone', async () => {
		const one = await desk.administration.inviteFirst();
		const two = await desk.administration.inviteFirst();
		expect(two?.expiresAt).toBe(start + day);
		expect(await desk.signIn.welcome(one?.token ?? '')).toBeNull();
		expect(await desk.signIn.welcome(two?.token ?? '')).toMatchObject({ roles: ['admin'], email: null });
		now = start + day;
		expect(await desk.signIn.welcome(two?.token ?? '')).toBeNull();
	});

	test('ends the first link when somebody came in another way', async () => {
		const link = await desk.administration.inviteFirst();
		const { token } = made(await desk.administration.invite(line, { ...bob, roles: ['admin'] }));
		await accept(token, 'Bob', bob.email);
		expect(await desk.signIn.welcome(link?.token ?? '')).toBeNull();
		expect(await desk.administration.inviteFirst()).toBeNull();
	});

	test('lets one person in by a link that two use at once', async () => {
		const link = await desk.administration.inviteFirst();
		const token = link?.token ?? '';
		const both = await Promise.all(
			['ann', 'eve'].map((name) =>
				desk.signIn.accept({ token, name, email: `${name}@example.org`, password }, place, null)
			)
		);
		expect(both.filter(({ ok }) => ok)).toHaveLength(1);
		expect(await desk.people.list()).toHaveLength(1);
	});

	test('invites for 7 days, and takes an invitation back', async () => {
		const { token, expiresAt } = made(await desk.administration.invite(line, bob));
		expect(expiresAt).toBe(start + 7 * day);
		const { invitations } = await desk.administration.list();
		expect(invitations).toMatchObject([{ ...bob, createdAt: start, expiresAt }]);
		const id = invitations[0]?.id ?? '';
		expect(await desk.administration.revokeInvitation(line, id)).toBe(true);
		expect(await desk.administration.revokeInvitation(line, id)).toBe(false);
		expect(await desk.signIn.welcome(token)).toBeNull();
		const again = made(await desk.administration.invite(line, bob));
		now = start + 7 * day;
		expect(await desk.signIn.welcome(again.token)).toBeNull();
	});

	test('makes one account of two invitations of one address', async () => {
		const one = made(await desk.administration.invite(line, bob));
		const two = made(await desk.administration.invite(line, bob));
		expect(await desk.signIn.welcome(one.token)).toBeNull();
		const id = await accept(two.token, 'Bob', bob.email);
		expect(await desk.people.find(id)).toMatchObject({ roles: ['manager'], queues: ['sales'], createdAt: start });
		expect(await desk.administration.invite(line, bob)).toMatchObject({ ok: false, status: 409, field: 'email' });
		const { people } = await desk.administration.list();
		expect(people).toMatchObject([{ id, method: 'password', lastLoginAt: start }]);
		expect(JSON.stringify(people)).not.toContain('argon2');
	});

	test('ends what somebody has open when their roles or queues change, and not when their name does', async () => {
		const id = await first();
		const other = await accept(made(await desk.administration.invite(line, bob)).token, 'Bob', bob.email);
		const [session] = await sessions.list(other);
		made(await desk.administration.change(line, other, { name: 'Robert' }));
		expect([ended, await sessions.list(other)]).toEqual([[], [session]]);
		made(await desk.administration.change(line, other, { queues: ['sales'], roles: ['manager'], disabled: false }));
		expect(ended).toEqual([]);
		made(await desk.administration.change(line, other, { queues: null }));
		expect([ended, await sessions.list(other)]).toEqual([[session?.id], []]);
		expect(await sessions.list(id)).toHaveLength(1);
		expect(await desk.people.find(other)).toMatchObject({ name: 'Robert', roles: ['manager'], queues: null });
	});

	test('lets two administrators not disable each other at once', async () => {
		const one = await first();
		const two = await accept(
			made(await desk.administration.invite(line, { ...bob, roles: ['admin'] })).token,
			'Bob',
			bob.email
		);
		const both = await Promise.all([
			desk.administration.change({ kind: 'person', id: one }, two, { disabled: true }),
			desk.administration.change({ kind: 'person', id: two }, one, { disabled: true })
		]);
		expect(both.map(({ ok }) => ok)).toEqual([true, false]);
		expect(await desk.administration.change(line, one, { roles: ['auditor'] })).toMatchObject({ status: 409 });
		made(await desk.administration.change(line, two, { disabled: false }));
		made(await desk.administration.change(line, one, { roles: ['auditor'] }));
	});

	test('lets nobody in by a link for a new password once they are disabled', async () => {
		await first();
		const id = await accept(made(await desk.administration.invite(line, bob)).token, 'Bob', bob.email);
		const { token, expiresAt } = made(await desk.administration.newPasswordLink(line, id));
		expect(expiresAt).toBe(start + day);
		made(await desk.administration.change(line, id, { disabled: true }));
		expect(await desk.signIn.welcome(token)).toBeNull();
		expect(await desk.administration.newPasswordLink(line, id)).toMatchObject({ ok: false, status: 409 });
		expect(await desk.administration.newPasswordLink(line, 'p_none')).toMatchObject({ ok: false, status: 404 });
	});

	test('keeps name and address of whoever sets a new password, and ends what they had open', async () => {
		const id = await first();
		const { token } = made(await desk.administration.newPasswordLink(line, id));
		const eve = { token, name: 'Eve', email: 'eve@example.org', password: 'zonnebloem kapstok 81' };
		const session = made(await desk.signIn.accept(eve, place, null));
		expect(await desk.people.list()).toMatchObject([{ id, name: 'Ann', email: 'ann@example.org' }]);
		expect((await sessions.list(id)).map((one) => one.id)).toEqual([session.sessionId]);
		expect(ended).toHaveLength(1);
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
	});

	test('makes a hash anew at login when hashes have become dearer', async () => {
		const id = await first();
		const before = await desk.people.find(id);
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toMatchObject({ kind: 'in' });
		expect((await desk.people.find(id))?.passwordHash).toBe(before?.passwordHash);
		desk = openDesk({ memoryCost: 128, timeCost: 2, parallelism: 1 });
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toMatchObject({ kind: 'in' });
		expect((await desk.people.find(id))?.passwordHash).toMatch(/\$m=128,t=2,p=1\$/);
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toMatchObject({ kind: 'in' });
	});

	test('makes whoever guesses at a step-up wait, too', async () => {
		const id = await first();
		const [session] = await sessions.list(id);
		const principal = {
			kind: 'person',
			personId: id,
			sessionId: session?.id ?? '',
			roles: ['admin'],
			queues: null,
			steppedUpAt: null
		} as const;
		for (let nth = 0; nth < 5; nth++)
			expect(await desk.signIn.stepUp(principal, 'not the password', '10.0.0.9')).toEqual({ kind: 'wrong' });
		expect(await desk.signIn.stepUp(principal, password, '10.0.0.9')).toMatchObject({ kind: 'wait', waitMs: 900_000 });
		expect(await desk.signIn.logIn('ann@example.org', password, { ...place, address: '10.0.0.9' }, null)).toMatchObject(
			{
				kind: 'wait'
			}
		);
		expect(await desk.signIn.stepUp(principal, password, '10.0.0.1')).toMatchObject({ kind: 'in' });
	});

	test('does the same work for an unknown address, a wrong password and somebody who is disabled', async () => {
		const id = await first();
		const checked: number[] = [];
		const hasher = {
			hash: async () => '$argon2id$v=19$m=64,t=1,p=1$c2FsdA$aGFzaA',
			verify: async (hashed: string) => {
				checked.push(Number(/m=(\d+)/.exec(hashed)?.[1]));
				return hashed.endsWith('aGFzaA');
			}
		};
		const watch = { end: () => {} };
		desk = openPeople(database, sessions, audit, watch, () => now, new Passwords(cheap, async () => hasher));
		expect(await desk.signIn.logIn('nobody@example.org', password, place, null)).toEqual({ kind: 'wrong' });
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
		await desk.people.change(id, { disabledAt: now, passwordHash: await hasher.hash() });
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
		expect(checked).toEqual([64, 64, 64]);
		const failed = await audit.list({ limit: 3 });
		expect(failed.map(({ action, subject }) => [action, subject])).toEqual([
			['person.login-failed', id],
			['person.login-failed', id],
			['person.login-failed', null]
		]);
	});

	test('refuses whoever was disabled, or has another password, while theirs was being checked', async () => {
		const id = await first();
		let meanwhile = async (): Promise<void> => {};
		const hasher = {
			hash: async () => '',
			verify: async () => {
				await meanwhile();
				return true;
			}
		};
		desk = openPeople(
			database,
			sessions,
			audit,
			{ end: () => {} },
			() => now,
			new Passwords(cheap, async () => hasher)
		);
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toMatchObject({ kind: 'in' });
		meanwhile = () => desk.people.change(id, { passwordHash: '$argon2id$v=19$m=64,t=1,p=1$other$other' });
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
		meanwhile = () => desk.people.change(id, { disabledAt: now });
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
	});

	test('lets nobody in who has no password', async () => {
		const id = await first();
		await desk.people.change(id, { passwordHash: null });
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
	});

	test('erases links and sessions 30 days after their end', async () => {
		await first();
		made(await desk.administration.invite(line, bob));
		now = start + 31 * day + 1;
		await desk.administration.tidy();
		expect(await database.orm.select().from(sessionTable)).toEqual([]);
		expect(await database.orm.select({ name: invitations.name }).from(invitations)).toEqual([{ name: 'Bob' }]);
		now = start + 38 * day;
		await desk.administration.tidy();
		expect(await database.orm.select().from(invitations)).toEqual([]);
	});

	test('says nothing of what is kept of a person when the store fails', async () => {
		const id = await first();
		const { people } = desk;
		const again = { name: 'Ann', email: 'ann@example.org', roles: [], queues: null, passwordHash: '$argon2id$canary' };
		const error: unknown = await people.add(again).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(Error);
		const said =
			JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error instanceof Error && error.stack);
		expect(said).not.toMatch(/ann@example|canary/);
		expect(id).toMatch(/^p_/);
	});

	/** From the next time on, what is done by this name fails, once. */
	function failOnce<Part extends object>(part: Part, name: keyof Part & string): void {
		Object.defineProperty(part, name, {
			configurable: true,
			value: async () => {
				delete part[name];
				throw new Error(`${name}: the disk is full`);
			}
		});
	}

	test('gives a link back where nobody was made of it, and never once somebody was', async () => {
		await first();
		const { token } = made(await desk.administration.invite(line, bob));
		const coming = { token, name: 'Bob', email: bob.email, password };
		failOnce(desk.people, 'add');
		await expect(desk.signIn.accept(coming, place, null)).rejects.toThrow('add: the disk is full');
		expect(await desk.signIn.welcome(token)).toMatchObject({ email: bob.email });
		failOnce(audit, 'record');
		await expect(desk.signIn.accept(coming, place, null)).rejects.toThrow('record: the disk is full');
		expect(await desk.people.findByEmail(bob.email)).toMatchObject({ name: 'Bob' });
		expect(await desk.signIn.welcome(token)).toBeNull();
		expect(await desk.signIn.accept({ ...coming, password: 'somebody else knows it' }, place, null)).toMatchObject({
			ok: false,
			status: 404
		});
		expect(await desk.signIn.logIn(bob.email, password, place, null)).toMatchObject({ kind: 'in' });
	});

	test('a link for a new password that set one is of no use again, and ends the sessions, where that could not be recorded', async () => {
		const ann = await first();
		const { token } = made(await desk.administration.newPasswordLink(line, ann));
		const coming = { token, password: 'yellow daffodils in snow' };
		failOnce(desk.people, 'change');
		await expect(desk.signIn.accept(coming, place, null)).rejects.toThrow('change: the disk is full');
		expect(await desk.signIn.welcome(token)).toMatchObject({ personId: ann });
		expect(ended).toEqual([]);
		failOnce(audit, 'record');
		await expect(desk.signIn.accept(coming, place, null)).rejects.toThrow('record: the disk is full');
		expect(await desk.signIn.welcome(token)).toBeNull();
		expect(ended).toHaveLength(1);
		expect(await desk.signIn.logIn('ann@example.org', password, place, null)).toEqual({ kind: 'wrong' });
		expect(await desk.signIn.logIn('ann@example.org', coming.password, place, null)).toMatchObject({ kind: 'in' });
	});
});
