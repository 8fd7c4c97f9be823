import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { openHere, postgresTest, testPlace } from '../../../../tests/support/postgres.ts';
import { resealAll } from '../access/reseal.ts';
import { Seal } from '../access/seal.ts';
import type { OpenStore } from '../database/store.ts';
import { agreeOnKey, agreeOnSeal } from './key-agreement.ts';

const file = '/data/bereik.db';

async function openStore() {
	const tables = await openHere(await testPlace());
	return { tables, shared: {} as NonNullable<OpenStore['shared']> }; // only that there is one matters here
}

postgresTest('servers with the same key of pseudonyms agree; one with another is told which file to copy', async () => {
	const store = await openStore();
	const [key, other] = [randomBytes(32), randomBytes(32)];
	await agreeOnKey(store, key, file);
	await agreeOnKey(store, key, file);
	await expect(agreeOnKey(store, other, file)).rejects.toThrow(
		/^\/data\/bereik\.key is not the key .*copy the key file/
	);
	await agreeOnKey({ ...store, shared: null }, other, file);
});

postgresTest('servers that can open what the others seal agree, also while keys are replaced', async () => {
	const store = await openStore();
	const [old, fresh] = [randomBytes(32), randomBytes(32)];
	await agreeOnSeal(store, new Seal(old), file);
	await agreeOnSeal(store, new Seal(fresh, [old]), file);
	await expect(agreeOnSeal(store, new Seal(fresh), file)).rejects.toThrow(/bereik\.seal opens what the other servers/);
	await resealAll(store.tables, new Seal(fresh, [old]));
	await agreeOnSeal(store, new Seal(fresh), file);
	await expect(agreeOnSeal(store, new Seal(old), file)).rejects.toThrow(/APP_KEY/);
});
