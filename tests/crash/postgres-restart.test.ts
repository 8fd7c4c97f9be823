import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { openHere, placeAt, postgresTest as test, startPostgres } from '../support/postgres.ts';
import { PostgresIngest } from '../support/postgres-ingest.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { followFromStart } from '../support/postgres-tails.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
const restarts = isLong ? 3 : 1;
const pauseMs = isLong ? 10_000 : 700;
/** How soon after the server is up again appends are taken. */
const readyMs = 5000;

/** What is wrong with the log after all, in words. */
async function faultsOf(server: PostgresServer, acknowledged: ReadonlyMap<string, number>): Promise<string[]> {
	const rows = await server.query<{ id: string; seq: string }>('select id, seq from events order by seq');
	const faults: string[] = [];
	const seqs = new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
	const lost = [...acknowledged].filter(([id, seq]) => seqs.get(id) !== seq);
	if (lost.length > 0) faults.push(`${lost.length} of ${acknowledged.size} acknowledged events are lost or elsewhere`);
	if (seqs.size !== rows.length) faults.push('an event is there twice');
	if (rows.some(({ seq }, at) => Number(seq) !== at + 1)) faults.push('there is a gap');
	return faults;
}

test('nothing acknowledged is lost when Postgres crashes and starts again under two replicas, and both tell all of it', async () => {
	const server = await startPostgres();
	const replicas = [
		followFromStart(await openHere(placeAt(server.url()))),
		followFromStart(await openHere(placeAt(server.url())))
	];
	const ingest = new PostgresIngest(
		replicas.map(({ store }) => store),
		3,
		20
	);
	const readyAfterMs: number[] = [];
	for (let round = 0; round < restarts; round++) {
		await sleep(pauseMs);
		await server.restart();
		const upAt = performance.now();
		await expect.poll(() => ingest.took.some(({ at }) => at > upAt), { timeout: 20_000, interval: 10 }).toBe(true);
		readyAfterMs.push(performance.now() - upAt);
	}
	await sleep(pauseMs);
	await ingest.finish();
	console.log(
		`${restarts} restarts, ${ingest.acknowledged.size} acknowledged, ready after ${readyAfterMs.map(Math.round).join(', ')} ms`
	);
	expect(await faultsOf(server, ingest.acknowledged)).toEqual([]);
	expect(Math.max(...readyAfterMs)).toBeLessThan(readyMs);
	const rows = await server.query<{ rows: number }>('select count(*)::int as rows from events');
	for (const { told, faults, resets } of replicas) {
		await expect.poll(() => told.length, { timeout: 20_000 }).toBe(rows[0]?.rows);
		expect(told.findIndex(({ seq }, at) => seq !== at + 1)).toBe(-1);
		expect([...faults, ...resets]).toEqual([]);
	}
}, 120_000);

test('a server that answers before it has written is found out', async () => {
	const server = await startPostgres({ synchronous_commit: 'off', wal_writer_delay: '10s' });
	const database = await openHere(placeAt(server.url(), { allowLossy: true }));
	const ingest = new PostgresIngest([new PostgresEventStore(database)], 2, 5);
	await sleep(1000);
	const known = new Map(ingest.acknowledged);
	await server.stop();
	const finished = ingest.finish();
	await server.start();
	const rows = await server.query<{ id: string }>('select id from events');
	const ids = new Set(rows.map(({ id }) => id));
	expect([...known.keys()].filter((id) => !ids.has(id))).not.toEqual([]);
	await finished;
}, 60_000);

test('a server that freezes is told of as away, nothing is acknowledged meanwhile, and it goes on with it', async () => {
	const server = await startPostgres();
	const { store, tail, told } = followFromStart(await openHere(placeAt(server.url())));
	const ingest = new PostgresIngest([store], 2, 5);
	await expect.poll(() => ingest.acknowledged.size).toBeGreaterThan(0);
	server.signalAll('SIGSTOP');
	await sleep(100);
	const before = ingest.acknowledged.size;
	const frozenAt = performance.now();
	await expect.poll(() => ingest.refused, { timeout: 20_000 }).toBeGreaterThan(0);
	expect(performance.now() - frozenAt).toBeLessThan(15_000);
	expect(ingest.acknowledged.size).toBe(before);
	await expect.poll(() => tail.standing.state, { timeout: 20_000 }).toBe('away');
	server.signalAll('SIGCONT');
	await expect.poll(() => ingest.acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(before);
	await ingest.finish();
	expect(await faultsOf(server, ingest.acknowledged)).toEqual([]);
	await expect.poll(() => told.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(ingest.acknowledged.size);
	expect(tail.standing.state).toBe('following');
}, 120_000);
