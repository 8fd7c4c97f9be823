import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import { randomStream } from '#lib/domain/statistics/random.ts';
import type { PostgresPlace } from '#lib/server/configuration.ts';
import { killAllChildren, packageRoot, startChild } from '../support/child-processes.ts';
import { ask, openHere, postgresTest as test, testPlace } from '../support/postgres.ts';
import { withSteps } from '../support/postgres-steps.ts';
import { seed } from '../support/seed.ts';

const rounds = process.env['BEREIK_LONG'] === '1' ? 50 : 5;
/** When it is killed, counted from when it said that it begins. */
const lastKillAfterMs = 150;
const random = randomStream(seed, 'kill of a migration');

afterEach(killAllChildren);

/** Steps that take a moment, so that a kill finds some of them done. */
const slowSteps = Array.from(
	{ length: 10 },
	(_, at) => `create table slow_${at} (no int);\n--> statement-breakpoint\nselect pg_sleep(0.02)`
);

async function emptyPlace(): Promise<PostgresPlace> {
	const place = await testPlace();
	await ask(place.url, 'drop schema public cascade; create schema public');
	return place;
}

/** Has a process begin to make the schema and kills it. @returns how many tables are there, once its connection is gone */
async function killMidway({ url }: PostgresPlace, folder: string, ...careless: string[]): Promise<number> {
	const program = join(packageRoot, 'tests/support/migrate-process.ts');
	const child = startChild(process.execPath, [program, url, folder, ...careless]);
	await child.heard(/due/);
	await sleep(random() * lastKillAfterMs);
	child.kill('SIGKILL');
	await child.ended;
	const others =
		"select count(*)::int as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
	await expect.poll(() => ask(url, others)).toEqual([{ others: 0 }]);
	const [row] = await ask<{ tables: number }>(
		url,
		"select count(*)::int as tables from pg_tables where schemaname = 'public'"
	);
	return row?.tables ?? 0;
}

async function tablesOfWhole(folder: string): Promise<number> {
	const place = await emptyPlace();
	await (await openHere(place, { migrations: folder })).close();
	const [row] = await ask<{ tables: number }>(
		place.url,
		"select count(*)::int as tables from pg_tables where schemaname = 'public'"
	);
	return row?.tables ?? 0;
}

test('a replica that is killed while it changes the schema leaves none of it or all, and the next one completes it', async () => {
	const folder = withSteps(...slowSteps);
	const whole = await tablesOfWhole(folder);
	let begun = 0;
	for (let round = 0; round < rounds; round++) {
		const place = await emptyPlace();
		const tables = await killMidway(place, folder);
		expect([0, whole]).toContain(tables);
		if (tables === 0) begun++;
		const { migrated } = await openHere(place, { migrations: folder });
		expect(migrated.applied > 0).toBe(tables === 0);
	}
	expect(begun).toBeGreaterThan(0);
}, 600_000);

test('one that makes the schema statement by statement is found out', async () => {
	const folder = withSteps(...slowSteps);
	const whole = await tablesOfWhole(folder);
	const left: number[] = [];
	for (let round = 0; round < 5; round++) left.push(await killMidway(await emptyPlace(), folder, 'careless'));
	expect(left.filter((tables) => tables > 0 && tables < whole)).not.toEqual([]);
}, 120_000);
