import { expect, onTestFinished } from 'vitest';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { Poster, waiting } from '../support/http-senders.ts';
import { ask, postgresTest as test, testPlace } from '../support/postgres.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { ScreenCrowd } from '../support/screen-crowd.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const rounds = isLong ? 20 : 3;
const eventsEach = 100;
/** Within which everything posted meanwhile has to be seen, ms. */
const limitMs = 1_500;

/** Ends every connection that listens to a database. @returns how many there were */
async function endListeners(url: string): Promise<number> {
	const rows = await ask(
		url,
		"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
	);
	return rows.length;
}

/** Hears of new events and reads what it hears of; asks nothing by itself and never connects again. */
async function followByEarAlone(url: string): Promise<readonly number[]> {
	const heard: number[] = [];
	const client = new pg.Client({ connectionString: url });
	client.on('error', () => undefined);
	client.on('notification', ({ payload }) => void heard.push(Number(payload)));
	await client.connect();
	await client.query('listen bereik_log');
	onTestFinished(() => client.end().catch(() => undefined)); // it was ended
	return heard;
}

test('what is posted while the connections that listen are killed is seen on the other server within one and a half seconds', async () => {
	const place = await testPlace();
	const site = new ReplicaSite(place);
	onTestFinished(() => site.remove());
	const [a, b] = await site.startAll('a', 'b');
	const poster = new Poster(await site.createKey());
	onTestFinished(() => poster.close());
	const crowd = new ScreenCrowd(() => b?.url ?? '', 3);
	const byEar = await followByEarAlone(place.url);
	const took: number[] = [];
	for (let round = 0; round < rounds; round++) {
		// Each server and, the first time, the one that only hears.
		await expect.poll(() => endListeners(place.url), { interval: 100 }).toBeGreaterThanOrEqual(2);
		const startedAt = performance.now();
		const answers = await Promise.all(
			Array.from({ length: eventsEach }, (_, at) => poster.post(a?.url ?? '', [waiting(`${round}-${at}`)]))
		);
		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
		const last = Math.max(...answers.map(({ outcomes }) => outcomes[0]?.seq ?? 0));
		const postedAt = performance.now();
		await expect.poll(() => crowd.at(last), { timeout: 20_000, interval: 5 }).toBe(3);
		took.push(performance.now() - postedAt);
		console.log(`posted in ${Math.round(postedAt - startedAt)} ms, seen ${Math.round(took.at(-1) ?? 0)} ms after`);
		await sleep(isLong ? 2_000 : 200);
	}
	expect(Math.max(...took)).toBeLessThan(limitMs);
	expect(crowd.faults).toEqual([]);
	const [log] = await ask<{ epoch: string }>(place.url, 'select epoch from log_head');
	expect(await crowd.wrongFigures((text) => ask(place.url, text) as never, log?.epoch ?? '')).toEqual([]);
	// Whoever only listens has heard nothing of it.
	expect(byEar).toEqual([]);
}, 120_000);
