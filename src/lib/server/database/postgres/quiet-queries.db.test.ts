import { inspect } from 'node:util';
import { expect } from 'vitest';
import { postgresTest, startPostgres, openHere, placeAt, testDatabase } from '../../../../../tests/support/postgres.ts';
import { isStoreFailure } from '../../event-log/event-store.ts';
import { people } from '../tables/access-tables.ts';
import { take } from '../tables/tables.ts';

const ann = { email: 'ann@example.org', name: 'Ann', roles: 'admin', createdAt: 1, passwordHash: 'argon2-canary' };
const secrets = /ann@example|canary/;

async function failureOf(work: () => PromiseLike<unknown>): Promise<unknown> {
	try {
		await work();
	} catch (error) {
		return error;
	}
	throw new Error('it did not fail');
}

postgresTest('a query that fails says nothing of what it was asked with, nor of the row that was there', async () => {
	const { orm, transaction, pool } = await testDatabase();
	await orm.insert(people).values({ ...ann, id: 'p1' });
	const again = () => orm.insert(people).values({ ...ann, id: 'p2' });
	const inSteps = () =>
		transaction(function* (step) {
			yield* take(step.insert(people).values({ ...ann, id: 'p2' }));
		});
	for (const work of [again, inSteps]) {
		const error = await failureOf(work);
		expect(error).toMatchObject({ code: '23505', constraint: 'people_email_unique' });
		expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(secrets);
	}
	// What the server tells the driver is not as discreet.
	const values = ['p2', ann.email];
	const told = await failureOf(() =>
		pool.query("insert into people (id, email, name, roles, created_at) values ($1, $2, '', '', 1)", values)
	);
	expect(inspect(told)).toMatch(secrets);
});

postgresTest('what somebody throws in a transaction comes out as it is, and nothing of it is done', async () => {
	const { orm, transaction } = await testDatabase();
	const error = await failureOf(() =>
		transaction(function* (step) {
			yield* take(step.insert(people).values({ ...ann, id: 'p1' }));
			throw new Error('not so');
		})
	);
	expect(error).toEqual(new Error('not so'));
	expect(await orm.select().from(people)).toEqual([]);
});

postgresTest(
	'a database that is away is a store that is away, in and outside a transaction',
	{ timeout: 60_000 },
	async () => {
		const server = await startPostgres();
		const { orm, transaction } = await openHere(placeAt(server.url()));
		await server.stop();
		const select = () => orm.select().from(people);
		for (const work of [
			select,
			() =>
				transaction(function* () {
					yield* take(select());
				})
		]) {
			const error = await failureOf(work);
			expect(isStoreFailure(error) && error.failure).toBe('away');
		}
		await server.start();
		expect(await select()).toEqual([]);
	}
);
