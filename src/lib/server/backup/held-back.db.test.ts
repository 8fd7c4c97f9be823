import { describe, expect, test } from 'vitest';
import { bothStores } from '../../../../tests/support/both-stores.ts';
import { wallSettings } from '../../../../tests/support/open-displays.ts';
import { postgresTest } from '../../../../tests/support/postgres.ts';
import { twoReplicas } from '../../../../tests/support/two-replicas.ts';
import { StoredApiKeys } from '../access/api-key-store.ts';
import { ApiKeys } from '../access/api-keys.ts';
import { Seal } from '../access/seal.ts';
import { WebhookSecrets } from '../access/webhook-secrets.ts';
import { AuditTrail } from '../audit/audit-trail.ts';
import { heldBack, pairings } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { Displays } from '../displays/displays.ts';
import { Pairings } from '../displays/pairings.ts';
import { Invitations } from '../people/invitations.ts';
import { People } from '../people/people.ts';
import { Sessions } from '../people/sessions.ts';
import { HeldBackDesk, revokedIn, shutAll } from './held-back.ts';

const command = { kind: 'command-line' } as const;
const readNow = (): number => 1_000;

/** One of each that has a way in, and what they come in with. */
async function siteOn(tables: Tables) {
	const audit = new AuditTrail(tables, readNow);
	const displays = new Displays(tables, readNow, audit, { warn: () => {} });
	const keys = new ApiKeys(new StoredApiKeys(tables), { now: readNow });
	const secrets = new WebhookSecrets({ database: tables, seal: new Seal(Buffer.alloc(32, 1)), now: readNow });
	const people = new People(tables, readNow);
	const sessions = new Sessions(tables, readNow);
	const invitations = new Invitations(tables, readNow);
	const display = (await displays.create({ name: 'Hall', settings: wallSettings }, command)) ?? '';
	const token = (await displays.issueToken(display)) ?? '';
	const key = await keys.create('pbx', ['intake']);
	const { secret } = await secrets.create('chat');
	const personId = await people.add({
		...{ name: 'Ann', email: 'ann@example.org', roles: ['manager'], queues: null, passwordHash: 'x' }
	});
	const session = await sessions.start({ personId, roles: [], method: 'password', address: null, userAgent: null });
	const about = { personId: null, email: 'bob@example.org', name: 'Bob', roles: ['manager'], queues: null } as const;
	const link = await invitations.make({ ...about, createdBy: null, lifeMs: 60_000 });
	await new Pairings(tables, readNow, displays, audit).begin(null, { address: null, userAgent: null, language: 'nl' });
	const ids = { display, key: key.key.id, secret: secret.id, person: personId };
	const desk = new HeldBackDesk(tables, audit);
	return {
		...{ audit, displays, people, ids, desk },
		async whoComesIn(): Promise<readonly string[]> {
			const ways: readonly (readonly [string, unknown])[] = [
				['display', await displays.verify(token)],
				['key', (await keys.areGood([key.key.id])).size > 0 ? true : null],
				['secret', (await secrets.goodAnew('chat'))[0] ?? null],
				['person', ((await people.find(personId))?.disabledAt ?? null) === null ? true : null],
				['session', await sessions.verify(session.token)],
				['link', await invitations.find(link.token)],
				['pairing', (await tables.orm.select().from(pairings))[0] ?? null]
			];
			return ways.flatMap(([name, found]) => (found === null ? [] : [name]));
		}
	};
}

const everything = ['display', 'key', 'secret', 'person', 'session', 'link', 'pairing'];

describe.each(bothStores)('after a restore, on $dialect', ({ openTables }) => {
	test('nobody comes in before somebody confirms it, and then those who were confirmed', async () => {
		const tables = await openTables();
		const site = await siteOn(tables);
		expect(await site.whoComesIn()).toEqual(everything);
		expect(await shutAll(tables, 2_000, null)).toEqual({
			...{ displays: 1, keys: 1, webhookSecrets: 1, people: 1, sessions: 1, invitations: 1 }
		});
		// Secrets are remembered for half a second.
		await new Promise((resolve) => setTimeout(resolve, 510));
		expect(await site.whoComesIn()).toEqual([]);
		const { display, key, secret, person } = site.ids;
		const held = await site.desk.list();
		expect(held.map(({ id, kind, name, since }) => [kind, id, name, since])).toEqual([
			['display', display, 'Hall', 2_000],
			['key', key, 'pbx', 2_000],
			['person', person, 'Ann', 2_000],
			['webhook-secret', secret, 'chat', 2_000]
		]);
		expect((await site.desk.confirm(command, [display, person, 'd_none'])).map(({ id }) => id)).toEqual([
			display,
			person
		]);
		expect(await site.whoComesIn()).toEqual(['display', 'person']);
		expect((await site.desk.list()).map(({ id }) => id)).toEqual([key, secret]);
		const entries = await site.audit.list({ limit: 10 });
		expect(entries.map(({ action, subject }) => [action, subject])).toEqual([
			['person.confirmed', person],
			['display.confirmed', display]
		]);
	});

	test('what is known to have been revoked stays so, whatever is confirmed', async () => {
		const tables = await openTables();
		const site = await siteOn(tables);
		const before = await revokedIn(tables.orm);
		expect(before.displays.size).toBe(0);
		await shutAll(tables, 2_000, { ...before, displays: new Set([site.ids.display]) });
		await site.desk.confirm(command, Object.values(site.ids));
		expect((await site.whoComesIn()).includes('display')).toBe(false);
		// A second restore, and what the first one shut was revoked by nobody.
		await shutAll(tables, 3_000, await revokedIn(tables.orm));
		expect((await revokedIn(tables.orm)).people.size).toBe(0);
		expect((await site.desk.list()).map(({ kind }) => kind)).toEqual(['key', 'person', 'webhook-secret']);
	});

	test('somebody who is shut out meanwhile is not let in by the confirmation', async () => {
		const tables = await openTables();
		const site = await siteOn(tables);
		await shutAll(tables, 2_000, null);
		await site.people.change(site.ids.person, { disabledAt: 2_500 });
		expect(await site.desk.confirm(command, [site.ids.person])).toEqual([]);
		expect((await site.people.find(site.ids.person))?.disabledAt).toBe(2_500);
	});

	test('all of it is shut or nothing', async () => {
		const tables = await openTables();
		const site = await siteOn(tables);
		const broken: Tables = {
			...tables,
			transaction: (steps) =>
				tables.transaction(function* (orm) {
					yield* steps(orm);
					throw new Error('killed');
				})
		};
		await expect(shutAll(broken, 2_000, null)).rejects.toThrow('killed');
		expect(await site.whoComesIn()).toEqual(everything);
		expect(await tables.orm.select().from(heldBack)).toEqual([]);
	});
});

postgresTest('what two confirm at once on two servers is opened, and recorded, once', async () => {
	const [here, there] = await twoReplicas();
	const site = await siteOn(here);
	await shutAll(here, 2_000, null);
	const desks = [here, there].map((tables) => new HeldBackDesk(tables, new AuditTrail(tables, readNow)));
	const opened = await Promise.all(desks.map((desk) => desk.confirm(command, Object.values(site.ids))));
	expect(opened.flat()).toHaveLength(4);
	expect(await site.audit.list({ limit: 10 })).toHaveLength(4);
});
