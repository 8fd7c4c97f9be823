import fc from 'fast-check';
import { expect } from 'vitest';
import { postgresTest, testDatabase } from '../../../../tests/support/postgres.ts';
import { twoReplicas, withOwnTurns } from '../../../../tests/support/two-replicas.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { Tables } from '../database/tables/tables.ts';
import { LoginThrottle, type Throttle } from './login-throttle.ts';
import { openPeople } from './open-people.ts';
import { Passwords } from './passwords.ts';
import { People, type PersonChange } from './people.ts';
import { PeopleAdministration } from './people-administration.ts';
import { type NewSession, Sessions, type StartedSession } from './sessions.ts';
import { SharedLoginThrottle } from './shared-login-throttle.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const command = { kind: 'command-line' } as const;
const place = { address: '10.0.0.1', userAgent: 'Browser' };
const password = 'purple tulips in rain';
const another = 'vier fietsen op zolder';
/** As a hash of Argon2id looks, at the lowest cost. */
const hashOf = (text: string): string => `$argon2id$v=19$m=8,t=1,p=1$${Buffer.from(text).toString('base64url')}$x`;
const hasher = {
	hash: async (text: string) => hashOf(text),
	verify: async (hashed: string, text: string) => hashed === hashOf(text)
};

type Site = ReturnType<typeof siteOn>;

/** What one server has to do with people. */
function siteOn(tables: Tables, sessions = new Sessions(tables, () => now), hashing = hasher, memoryCost = 8) {
	const audit = new AuditTrail(tables, () => now);
	const passwords = new Passwords({ memoryCost, timeCost: 1, parallelism: 1 }, async () => hashing);
	const desk = openPeople(tables, sessions, audit, { end: () => {} }, () => now, passwords);
	return { ...desk, sessions, audit };
}

async function person({ people }: Pick<Site, 'people'>, name: string, roles: readonly ('admin' | 'manager')[]) {
	const email = `${name}@example.org`;
	return people.add({ name, email, roles, queues: null, passwordHash: hashOf(password) });
}

/** Looks first, and writes then. */
class HastyPeople extends People {
	override async changeUnlessLast(id: string, changes: PersonChange): Promise<boolean> {
		const others = (await this.list()).filter((one) => one.id !== id && one.disabledAt === null);
		if (!others.some(({ roles }) => roles.includes('admin'))) return false;
		await new Promise((resolve) => setTimeout(resolve, 100));
		await this.change(id, changes);
		return true;
	}
}

/** Two administrators shut each other out on two servers at once; how many are left. */
async function administratorsLeft(makePeople: (tables: Tables) => People): Promise<number> {
	// Each with turns of its own: a server that was frozen in its turn and wakes has lost it.
	const sites = (await twoReplicas()).map((tables) => {
		const site = siteOn(withOwnTurns(tables));
		const people = makePeople(tables);
		const parts = { ...site, people, invitations: { revokeOf: async () => {} } as never, watch: { end: () => {} } };
		return { ...site, administration: new PeopleAdministration({ ...parts, now: () => now }) };
	});
	const [one, two] = sites;
	if (one === undefined || two === undefined) throw new Error('there are two');
	const ids = [await person(one, 'ann', ['admin']), await person(one, 'bob', ['admin'])] as const;
	await Promise.all([
		one.administration.change(command, ids[0], { disabled: true }),
		two.administration.change(command, ids[1], { roles: ['manager'] })
	]);
	const left = (await one.people.list()).filter(
		({ roles, disabledAt }) => roles.includes('admin') && disabledAt === null
	);
	return left.length;
}

postgresTest('of two administrators who shut each other out on two servers one stays', async () => {
	for (let round = 0; round < 5; round++)
		expect(await administratorsLeft((tables) => new People(tables, () => now))).toBe(1);
	// Whoever looks first and writes then leaves nobody.
	expect(await administratorsLeft((tables) => new HastyPeople(tables, () => now))).toBe(0);
});

postgresTest('a link is good once, on whichever servers it is used at the same time', async () => {
	const [one, two] = (await twoReplicas()).map((tables) => siteOn(tables));
	if (one === undefined || two === undefined) throw new Error('there are two');
	const first = await one.administration.inviteFirst();
	const accept = (site: Site, name: string) =>
		site.signIn.accept({ token: first?.token ?? '', password, name, email: `${name}@example.org` }, place, null);
	const both = await Promise.all([accept(one, 'ann'), accept(two, 'bob')]);
	expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
	expect(await one.people.list()).toHaveLength(1);
});

/** Somebody comes in on a slow server while the password is changed on another; whether they are in afterwards. */
async function comesInBehindAChange(turnsOf: (tables: Tables) => Tables): Promise<boolean> {
	const [here, there] = await twoReplicas();
	class SlowSessions extends Sessions {
		override async start(given: NewSession): Promise<StartedSession> {
			await new Promise((resolve) => setTimeout(resolve, 300));
			return super.start(given);
		}
	}
	const site = siteOn(turnsOf(here));
	const slow = siteOn(turnsOf(there), new SlowSessions(there, () => now));
	const id = await person(site, 'ann', ['manager']);
	const own = await site.signIn.logIn('ann@example.org', password, place, null);
	if (own.kind !== 'in') throw new Error('she does not come in');
	const thief = slow.signIn.logIn('ann@example.org', password, { ...place, address: '10.0.0.9' }, null);
	await new Promise((resolve) => setTimeout(resolve, 100));
	const principal = await site.sessions.verify(own.session.token);
	if (principal === null) throw new Error('she is not in');
	const changed = await site.ownPassword.change(principal, { current: password, password: another }, '10.0.0.1');
	expect(changed).toMatchObject({ kind: 'in' });
	const came = await thief;
	expect((await site.sessions.list(id)).length).toBeGreaterThan(0);
	return came.kind === 'in' && (await site.sessions.verify(came.session.token)) !== null;
}

postgresTest(
	'who knows the old password is out when it is changed on another server, however slow this one is',
	async () => {
		expect(await comesInBehindAChange((tables) => tables)).toBe(false);
		expect(await comesInBehindAChange(withOwnTurns)).toBe(true);
	}
);

/** A password is hashed anew on one server while it is changed on another; the hash that is kept in the end. */
async function hashAfter(makePeople: (tables: Tables) => People): Promise<string | null> {
	const [here, there] = await twoReplicas();
	let goOn = (): void => {};
	let isHashing = (): void => {};
	const hashing = new Promise<void>((resolve) => (isHashing = resolve));
	const slowHasher = {
		...hasher,
		async hash(text: string) {
			isHashing();
			await new Promise<void>((resolve) => (goOn = resolve));
			return `${hashOf(text)} anew`;
		}
	};
	const people = makePeople(there);
	const slow = siteOn(there, undefined, slowHasher, 16);
	slow.people.replaceHash = (...given) => people.replaceHash(...given);
	const id = await person(slow, 'ann', ['manager']);
	const coming = slow.signIn.logIn('ann@example.org', password, place, null);
	await hashing;
	await siteOn(here).people.change(id, { passwordHash: hashOf(another) });
	goOn();
	await coming;
	return (await slow.people.find(id))?.passwordHash ?? null;
}

postgresTest(
	'a password that is only hashed anew does not take the place of one that was chosen meanwhile',
	async () => {
		expect(await hashAfter((tables) => new People(tables, () => now))).toBe(hashOf(another));
		class Overwriting extends People {
			override async replaceHash(id: string, _before: string, passwordHash: string): Promise<boolean> {
				await this.change(id, { passwordHash });
				return true;
			}
		}
		expect(await hashAfter((tables) => new Overwriting(tables, () => now))).toBe(`${hashOf(password)} anew`);
	}
);

async function lookedAt(throttles: readonly Throttle[]): Promise<number> {
	const attempts = throttles.flatMap((one) => Array.from({ length: 12 }, async () => one.begin('ann@x', '10.0.0.1')));
	return (await Promise.all(attempts)).filter((attempt) => typeof attempt !== 'number').length;
}

postgresTest('an account is tried five times from an address, whatever servers the attempts come to', async () => {
	const shared = (await twoReplicas()).map((tables) => new SharedLoginThrottle(tables, () => now));
	expect(await lookedAt(shared)).toBe(5);
	expect(await lookedAt([new LoginThrottle(() => now), new LoginThrottle(() => now)])).toBe(10);
});

const attempt = fc.record({
	account: fc.constantFrom('ann', 'bob'),
	address: fc.constantFrom('10.0.0.1', '10.0.0.2', '127.0.0.1', null),
	afterMs: fc.constantFrom(0, 1, 60_000, 15 * 60_000),
	then: fc.constantFrom('failed', 'failed', 'failed', 'succeeded', 'withdrawn')
});

postgresTest('several servers count as one that is alone does', async () => {
	const tables = await testDatabase();
	let site = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(attempt, { minLength: 8, maxLength: 40 }), async (attempts) => {
			let at = now;
			site++;
			const alone = new LoginThrottle(() => at);
			const shared = new SharedLoginThrottle(tables, () => at);
			for (const { account, address, afterMs, then } of attempts) {
				at += afterMs;
				// Accounts of their own, and addresses that are: only those that are not known are the same in each round.
				const own = address?.startsWith('10.') === true ? address.replace('10.0', `10.${site}`) : address;
				if (own === null) continue;
				const name = `${account} ${site}`;
				const [expected, found] = [alone.begin(name, own), await shared.begin(name, own)];
				if (typeof expected === 'number' || typeof found === 'number') {
					expect(found).toBe(expected);
					continue;
				}
				expect(found.isLast).toBe(expected.isLast);
				if (then === 'failed') continue;
				expected[then]();
				await found[then]();
			}
		}),
		{ numRuns: 12 }
	);
});

postgresTest('all whose address is not known have one guess each once a thousand of them failed', async () => {
	const tables = await testDatabase();
	const shared = new SharedLoginThrottle(tables, () => now);
	const results: unknown[] = [];
	for (let no = 0; no < 1_000; no++) results.push(await shared.begin(`account ${no}`, null));
	expect(results.filter((one) => typeof one === 'number')).toEqual([]);
	const guesses = [await shared.begin('ann', null), await shared.begin('ann', null)];
	expect(guesses.map((one) => typeof one)).toEqual(['object', 'number']);
});
