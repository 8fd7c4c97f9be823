import { expect, onTestFinished, vi } from 'vitest';
import { postgresTest } from '../../../../tests/support/postgres.ts';
import { twoReplicas, withOwnTurns } from '../../../../tests/support/two-replicas.ts';
import type { Tables } from '../database/tables/tables.ts';
import { AccessWatch } from './access-watch.ts';
import { StoredApiKeys } from './api-key-store.ts';
import { ApiKeys } from './api-keys.ts';
import { Seal } from './seal.ts';
import { WebhookSecrets } from './webhook-secrets.ts';

const now = 1_763_800_000_000;
const clock = { now: () => now };
const seal = new Seal(Buffer.alloc(32, 7));
const keysOn = (tables: Tables): ApiKeys => new ApiKeys(new StoredApiKeys(tables), clock);
const secretsOn = (tables: Tables): WebhookSecrets => new WebhookSecrets({ database: tables, seal, now: () => now });

/** Makes one on both servers at once, again and again; how many there are. */
async function madeAtOnce(
	make: (tables: Tables, nth: number) => Promise<unknown>,
	turnsOf: (tables: Tables) => Tables
) {
	const replicas = (await twoReplicas()).map(turnsOf);
	const made = await Promise.allSettled(Array.from({ length: 8 }, (_, nth) => make(replicas[nth % 2] as Tables, nth))); // there are two
	return made.filter(({ status }) => status === 'fulfilled').length;
}

/** As a server does that waits for nobody. */
const slowly = <Made>(tables: Tables, make: (tables: Tables) => Promise<Made>): Promise<Made> =>
	make(withOwnTurns(tables));

postgresTest(
	'two keys and two secrets of a source are good at once, on however many servers they are made',
	async () => {
		const key = (tables: Tables) => keysOn(tables).create('pbx', ['intake']);
		const secret = (tables: Tables) => secretsOn(tables).create('pbx');
		const shared = (tables: Tables): Tables => tables;
		expect([await madeAtOnce(key, shared), await madeAtOnce(secret, shared)]).toEqual([2, 2]);
		// Who is too late depends on moments: tried until it happens once.
		await expect
			.poll(() => madeAtOnce((tables) => slowly(tables, key), shared), { interval: 0, timeout: 20_000 })
			.toBeGreaterThan(2);
	}
);

postgresTest(
	'a key is known to every server as soon as it is made, and refused within seconds when it is revoked on one',
	async () => {
		const [here, there] = (await twoReplicas()).map(keysOn);
		if (here === undefined || there === undefined) throw new Error('there are two');
		const machine = vi.spyOn(performance, 'now').mockReturnValue(0);
		onTestFinished(() => machine.mockRestore());
		const { text, key } = await here.create('pbx', ['intake']);
		expect(await there.verify(text)).not.toBeNull();
		const ended: string[] = [];
		const nobody = { areGood: async () => new Set<string>() };
		const checks = { keys: there, displays: nobody, sessions: { rightsOf: async () => new Map<string, string>() } };
		const watch = new AccessWatch(checks, () => {});
		watch.follow({ kind: 'key', key: { id: key.id, source: 'pbx', scopes: ['read'] } }, () => void ended.push(key.id));
		expect(await here.revoke(key.id)).toBe(true);
		expect([await here.revoke(key.id), await there.revoke(key.id)]).toEqual([false, false]);
		expect(await here.verify(text)).toBeNull();
		// What is open ends at the next look, whatever is remembered; a request may pass for three seconds.
		await watch.look();
		expect(ended).toEqual([key.id]);
		machine.mockReturnValue(3_001);
		expect(await there.verify(text)).toBeNull();
	}
);

postgresTest(
	'a secret that was made on another server fits within half a second, and one that was revoked fits nothing',
	async () => {
		const [here, there] = (await twoReplicas()).map(secretsOn);
		if (here === undefined || there === undefined) throw new Error('there are two');
		const machine = vi.spyOn(performance, 'now').mockReturnValue(0);
		onTestFinished(() => machine.mockRestore());
		expect(await there.goodFor('pbx')).toEqual([]);
		const { secret } = await here.create('pbx');
		machine.mockReturnValue(600);
		// What is remembered does not know it, which is why whoever finds none that fits looks again.
		expect(await there.goodFor('pbx')).toEqual([]);
		expect((await there.goodAnew('pbx')).map(({ id }) => id)).toEqual([secret.id]);
		await here.revoke(secret.id);
		machine.mockReturnValue(3_700);
		expect(await there.goodFor('pbx')).toEqual([]);
	}
);

postgresTest('of when a key was last used on several servers the latest is kept', async () => {
	const [here, there] = await twoReplicas();
	const store = new StoredApiKeys(here);
	const { key } = await keysOn(here).create('pbx', ['intake']);
	await store.noteUse(key.id, now + 3_600_000);
	await new StoredApiKeys(there).noteUse(key.id, now);
	expect((await store.find(key.id))?.lastUsedAt).toBe(now + 3_600_000);
});
