import { describe, expect } from 'vitest';
import {
	ask,
	openHere,
	placeAt,
	postgresTest as test,
	startPostgres,
	testPlace
} from '../../../../../tests/support/postgres.ts';
import { followFromStart } from '../../../../../tests/support/postgres-tails.ts';
import { withSteps } from '../../../../../tests/support/postgres-steps.ts';
import { isStoreFailure } from '../../event-log/event-store.ts';
import { PostgresEventStore } from '../../event-log/postgres-event-store.ts';
import { queued } from '../../../../../tests/support/contact-events.ts';
import { openPostgres } from './open-postgres.ts';

/** An empty database: not even a schema. */
async function emptyPlace() {
	const place = await testPlace();
	await ask(place.url, 'drop schema public cascade; create schema public');
	return place;
}

describe('settings', () => {
	test.each([
		['fsync', 'fsync is off'],
		['full_page_writes', 'full_page_writes is off'],
		['synchronous_commit', 'synchronous_commit is off']
	])('are refused where %s is off, unless that is allowed, and then it is said', async (name, reason) => {
		const lossless = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
		const server = await startPostgres({ ...lossless, [name]: 'off' });
		const url = server.url();
		await expect(openPostgres(placeAt(url))).rejects.toThrow(reason);
		await expect(openPostgres(placeAt(url))).rejects.toMatchObject({ name: 'PostgresUnfit' });
		expect(await server.query("select to_regclass('events') as events")).toEqual([{ events: null }]);
		const warnings: string[] = [];
		await openHere(placeAt(url, { allowLossy: true }), { onWarning: (warning) => warnings.push(warning) });
		expect(warnings).toEqual([expect.stringContaining(reason)]);
	});

	test('that lose nothing are taken without a word', async () => {
		const server = await startPostgres();
		const warnings: string[] = [];
		await openHere(placeAt(server.url()), { onWarning: (warning) => warnings.push(warning) });
		expect(warnings).toEqual([]);
	});

	test.each([
		[
			"default_transaction_isolation = 'repeatable read'",
			/default_transaction_isolation is repeatable read: alter role/
		],
		['default_transaction_read_only = on', /default_transaction_read_only is on/]
	])('of a role with %s are refused, allowed or not', async (setting, reason) => {
		const place = await testPlace();
		const database = new URL(place.url).pathname.slice(1);
		await ask(place.url, `alter database ${database} set ${setting}`);
		await expect(openPostgres(place)).rejects.toThrow(reason);
	});

	test('that are the role’s, behind a pooler, are asked of it', async () => {
		const place = await testPlace();
		const warnings: string[] = [];
		const pooled = { ...place, pollOnly: true };
		await openHere(pooled, { onWarning: (warning) => warnings.push(warning) });
		expect(warnings.filter((warning) => warning.includes('through a pooler'))).toHaveLength(3);
		const database = new URL(place.url).pathname.slice(1);
		for (const name of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])
			await ask(place.url, `alter database ${database} set ${name} = '4s'`);
		warnings.length = 0;
		await openHere(pooled, { onWarning: (warning) => warnings.push(warning) });
		expect(warnings.filter((warning) => warning.includes('through a pooler'))).toEqual([]);
	});

	test('of every connection bound how long a statement, a lock and an idle transaction may last', async () => {
		const { pool } = await openHere(await testPlace());
		const { rows } = await pool.query(
			"select current_setting('statement_timeout') as s, current_setting('lock_timeout') as l, current_setting('idle_in_transaction_session_timeout') as i"
		);
		expect(rows).toEqual([{ s: '5s', l: '3s', i: '5s' }]);
	});
});

test('names the place without its password when it cannot be reached', async () => {
	const nowhere = placeAt('postgres://bereik:secret@127.0.0.1:1/bereik');
	await expect(openPostgres(nowhere)).rejects.toThrow(
		/^postgres:\/\/127\.0\.0\.1:1\/bereik cannot be opened: .*ECONNREFUSED/
	);
	await expect(openPostgres(nowhere)).rejects.not.toThrow('secret');
});

describe('the schema', () => {
	test('is made once by several replicas that start at once, and all have the same epoch', async () => {
		const place = await emptyPlace();
		const due: number[] = [];
		const opened = await Promise.all(
			Array.from({ length: 4 }, () => openHere(place, { onMigration: (steps) => due.push(steps) }))
		);
		expect(due).toHaveLength(1);
		expect(new Set(opened.map(({ epoch }) => epoch)).size).toBe(1);
		expect(opened.filter(({ migrated }) => migrated.applied > 0)).toHaveLength(1);
	});

	test('stays as it was when a step fails, and the next start brings it up to date', async () => {
		const place = await emptyPlace();
		const failing = withSteps('create table half (no int);\n--> statement-breakpoint\nselect 1 / 0');
		await expect(openPostgres(place, { migrations: failing })).rejects.toThrow(/nothing was changed: division by zero/);
		expect(await ask(place.url, "select to_regclass('half') as half, to_regclass('events') as events")).toEqual([
			{ half: null, events: null }
		]);
		const { migrated } = await openHere(place);
		expect(migrated.applied).toBeGreaterThan(0);
	});

	test('of a later version is taken by this one while that allows it, and refused when it does not', async () => {
		const place = await testPlace();
		await openHere(place, { migrations: withSteps('alter table events add column more text') });
		const store = new PostgresEventStore(await openHere(place));
		expect((await store.append([queued('a')], 1000)).outcomes).toEqual([{ status: 'stored', seq: 1 }]);
		await ask(place.url, 'update cluster set oldest_compatible = (select max(no) from schema_steps)');
		await expect(openPostgres(place)).rejects.toThrow(
			/a later version of the product has changed the schema \(to step \d+\)/
		);
	});
});

/** Whether the log takes an event now. */
async function takes(store: PostgresEventStore, id: string): Promise<boolean> {
	try {
		await store.append([queued(id)], 1000);
		return true;
	} catch (error) {
		if (!isStoreFailure(error)) throw error;
		return false;
	}
}

describe('the epoch', () => {
	test('stays while the server is the same', async () => {
		const place = await testPlace();
		const { epoch } = await openHere(place);
		expect((await openHere(place)).epoch).toBe(epoch);
	});

	test.each(['system_identifier', 'timeline'])(
		'changes once, for all replicas, when the %s is another',
		async (mark) => {
			const place = await testPlace();
			const { epoch } = await openHere(place);
			await ask(place.url, `update cluster set ${mark} = '00000000'`);
			const opened = await Promise.all([openHere(place), openHere(place), openHere(place)]);
			expect(new Set(opened.map((database) => database.epoch)).size).toBe(1);
			expect(opened[0]?.epoch).not.toBe(epoch);
			expect((await openHere(place)).epoch).toBe(opened[0]?.epoch);
		}
	);

	test('changes with the first append after a promotion, before any position is given out', async () => {
		const place = await testPlace();
		const store = new PostgresEventStore(await openHere(place));
		await store.append([queued('a')], 1000);
		const { epoch } = store;
		await ask(place.url, "update cluster set timeline = '0000000A'");
		await Promise.all([store.append([queued('b')], 1000), store.append([queued('c')], 1000)]);
		const after = store.epoch;
		expect(after).not.toBe(epoch);
		await store.append([queued('d')], 1000);
		expect(store.epoch).toBe(after);
	});

	test('changes after a real failover, of which a replica that runs on hears, and a standby is refused until then', async () => {
		const server = await startPostgres();
		const place = placeAt(server.url());
		const { store, told, resets, tail } = followFromStart(await openHere(place));
		await store.append([queued('a')], 1000);
		await expect.poll(() => told.length).toBe(1);
		const { epoch } = store;
		await server.startAsStandby();
		await expect(openPostgres(place)).rejects.toThrow(/it is a standby, or still recovers/);
		await expect(store.append([queued('b')], 1000)).rejects.toMatchObject({ failure: 'away' });
		await expect.poll(() => tail.standing.isListening, { timeout: 20_000 }).toBe(false);
		await server.promote();
		await expect.poll(() => takes(store, 'b'), { timeout: 20_000, interval: 100 }).toBe(true);
		expect(store.epoch).not.toBe(epoch);
		await expect.poll(() => resets, { timeout: 20_000 }).toEqual([store.epoch]);
		expect(told).toHaveLength(1);
		expect((await openHere(place)).epoch).toBe(store.epoch);
	});
});
