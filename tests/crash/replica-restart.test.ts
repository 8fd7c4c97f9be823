import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { SteadySenders } from '../support/http-senders.ts';
import { placeAt, postgresTest as test, startPostgres } from '../support/postgres.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { ScreenCrowd } from '../support/screen-crowd.ts';
import { faultsOfLog } from '../support/shared-log-audit.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const restarts = isLong ? 3 : 1;
const pauseMs = isLong ? 10_000 : 1_000;
/** How soon after the database is up again events are taken, ms. */
const readyMs = 5_000;

async function twoServers(database: PostgresServer, allowLossy: boolean) {
	const site = new ReplicaSite(placeAt(database.url(), { allowLossy }));
	onTestFinished(() => site.remove());
	const replicas = await site.startAll('a', 'b');
	const key = await site.createKey();
	const urls = replicas.flatMap(({ url }) => [url, url]);
	const senders = new SteadySenders(key, urls, { batch: 10, everyMs: 20 });
	await expect.poll(() => senders.acknowledged.size).toBeGreaterThan(0);
	const query = <Row extends object>(text: string) =>
		database.query<Row & Record<string, unknown>>(text) as Promise<Row[]>; // as asked for
	return { replicas, senders, query };
}

test('when the database crashes under two servers their senders are told to come again, nothing is lost, and both go on as one', async () => {
	const database = await startPostgres();
	const { replicas, senders, query } = await twoServers(database, false);
	const readyAfterMs: number[] = [];
	const shownAfterMs: number[] = [];
	const crowds = replicas.map(({ url }) => new ScreenCrowd(() => url, 2));
	for (let round = 0; round < restarts; round++) {
		await sleep(pauseMs);
		await database.stop();
		const [downAt, refusedBefore] = [performance.now(), senders.refusals.length];
		await expect.poll(() => senders.refusals.length, { interval: 5 }).toBeGreaterThan(refusedBefore);
		await sleep(Math.max(0, downAt + 500 - performance.now()));
		for (const { url } of replicas) expect((await fetch(`${url}/api/health/live`)).status).toBe(200);
		await database.start();
		const upAt = performance.now();
		await expect
			.poll(() => senders.took.some(({ answeredAt }) => answeredAt > upAt), { timeout: 20_000, interval: 10 })
			.toBe(true);
		readyAfterMs.push(performance.now() - upAt);
		// What was taken then is soon on the screens of both.
		const since = Math.max(...senders.acknowledged.values());
		await expect
			.poll(() => crowds.every((crowd) => crowd.at(since) === 2), { timeout: 20_000, interval: 10 })
			.toBe(true);
		shownAfterMs.push(performance.now() - upAt);
	}
	await sleep(pauseMs);
	await senders.finish();
	const statuses = [...new Set(senders.refusals.map(({ status }) => status))];
	console.log(
		`${restarts} crashes of the database: ${senders.acknowledged.size} acknowledged, ${senders.refusals.length} refused (${statuses.join(', ')}), ` +
			`taken again after ${readyAfterMs.map(Math.round).join(', ')} ms, shown by both after ${shownAfterMs.map(Math.round).join(', ')} ms`
	);
	expect(statuses).toEqual([503]);
	expect(senders.refusals.filter(({ retryAfter }) => retryAfter === null)).toEqual([]);
	expect(Math.max(...readyAfterMs)).toBeLessThan(readyMs);
	expect(Math.max(...shownAfterMs)).toBeLessThan(readyMs);
	expect(await faultsOfLog(query, senders.acknowledged)).toEqual([]);
	expect(senders.moved).toEqual([]);
	const [log] = await query<{ epoch: string }>('select epoch from log_head');
	for (const crowd of crowds) {
		expect(crowd.faults).toEqual([]);
		expect(await crowd.wrongFigures(query, log?.epoch ?? '')).toEqual([]);
	}
	const [head] = await query<{ seq: number }>('select seq::int as seq from log_head');
	for (const { url } of replicas) {
		const ready = async (): Promise<unknown> => (await fetch(`${url}/api/health/ready`)).json();
		await expect.poll(ready).toMatchObject({ status: 'ready', seq: head?.seq, behind: 0 });
	}
	const at = new Date().toISOString();
	const answers = await Promise.all(
		replicas.map(async ({ url }) => (await fetch(`${url}/api/live?asOf=seq:${head?.seq}&at=${at}`)).text())
	);
	for (const answer of answers)
		expect(JSON.parse(answer)).toMatchObject({ seq: head?.seq, values: { queue_depth: senders.acknowledged.size } });
	expect(answers[1]).toBe(answers[0]);
}, 180_000);

test('a database that answers before it has written is found out', async () => {
	const database = await startPostgres({ synchronous_commit: 'off', wal_writer_delay: '10s' });
	const { senders, query } = await twoServers(database, true);
	await sleep(1_000);
	const known = new Map(senders.acknowledged);
	await database.restart();
	// What was acknowledged nobody sends again. Their key may be lost as well, so that they would be refused for ever.
	await senders.giveUp();
	expect(await faultsOfLog(query, known)).toEqual([expect.stringMatching(/^\d+ of \d+ acknowledged events are lost/)]);
}, 120_000);
