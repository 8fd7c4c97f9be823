import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import { queued } from '../../../../tests/support/contact-events.ts';
import { ask, openHere, postgresTest as test, testDatabase, testPlace } from '../../../../tests/support/postgres.ts';
import { followFromStart } from '../../../../tests/support/postgres-tails.ts';
import { PostgresEventStore } from './postgres-event-store.ts';

/** Writers at once, and for how long. */
const writers = 6;
const seconds = process.env['BEREIK_LONG'] === '1' ? 60 : 3;

function upTo(count: number): number[] {
	return Array.from({ length: count }, (_, at) => at + 1);
}

/** A connection that is gone when the test is over. */
async function connect(url: string): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: url });
	client.on('error', () => undefined);
	await client.connect();
	onTestFinished(() => client.end());
	return client;
}

/** Reads a table whose sequence numbers its rows, as is mostly done: what is after the last one that was seen. */
async function followNaively(url: string, seen: Set<number>, signal: AbortSignal): Promise<void> {
	const client = await connect(url);
	let last = 0;
	while (!signal.aborted) {
		const { rows } = await client.query<{ id: number }>('select id from naive where id > $1 order by id', [last]);
		for (const { id } of rows) seen.add((last = Number(id)));
		await sleep(1);
	}
}

/** Writes rows in transactions that last a moment, as those of busy programs do. */
async function writeNaively(url: string, until: number): Promise<number> {
	const client = await connect(url);
	let written = 0;
	while (performance.now() < until) {
		await client.query('begin');
		await client.query('insert into naive default values');
		await sleep(Math.random() * 20);
		await client.query('commit');
		written++;
	}
	return written;
}

test('every event of six writers at once is told, in order, where a reader of what comes after the last number misses some', async () => {
	const place = await testPlace();
	await ask(place.url, 'create table naive (id bigserial primary key)');
	const { told, faults } = followFromStart(await openHere(place));
	const seen = new Set<number>();
	const over = new AbortController();
	const naive = followNaively(place.url, seen, over.signal);
	const until = performance.now() + seconds * 1000;
	let acknowledged = 0;
	const ours = Array.from({ length: writers }, async (_, writer) => {
		const store = new PostgresEventStore(await openHere(place));
		for (let at = 0; performance.now() < until; at++) {
			const { outcomes } = await store.append([queued(`${writer}-${at}`), queued(`${writer}-${at}-b`)], at);
			acknowledged += outcomes.length;
			await sleep(Math.random() * 20);
		}
	});
	const written = await Promise.all(Array.from({ length: writers }, () => writeNaively(place.url, until)));
	await Promise.all(ours);
	await expect.poll(() => told.length).toBe(acknowledged);
	await sleep(100);
	over.abort();
	await naive;
	expect(told.map(({ seq }) => seq)).toEqual(upTo(acknowledged));
	expect(faults).toEqual([]);
	// The canary: on the same server, at the same time.
	const rows = written.reduce((sum, count) => sum + count, 0);
	console.log(`${told.length} events, none missed; the naive reader missed ${rows - seen.size} of ${rows} rows`);
	expect(seen.size).toBeLessThan(rows);
}, 120_000);

test('a transaction that stays open elsewhere, and wrote something, does not hold the tail up', async () => {
	const place = await testPlace();
	await ask(
		place.url,
		'create table elsewhere (no int); create table marked (no bigserial primary key, xid xid8 default pg_current_xact_id())'
	);
	const busy = await connect(place.url);
	await busy.query('begin');
	await busy.query('insert into elsewhere values (1)');
	const { told, store } = followFromStart(await openHere(place));
	const events = Array.from({ length: 100 }, (_, at) => queued(`${at}`));
	await store.append(events, 1000);
	await ask(place.url, 'insert into marked (no) select generate_series(1, 100)');
	await expect.poll(() => told.length).toBe(100);
	// The canary: a reader that waits for every transaction before it sees none of as many rows.
	const held = 'select count(*)::int as rows from marked where xid < pg_snapshot_xmin(pg_current_snapshot())';
	expect(await ask(place.url, held)).toEqual([{ rows: 0 }]);
	await busy.query('commit');
	expect(await ask(place.url, held)).toEqual([{ rows: 100 }]);
});

test('two replicas that are sent the same 10,000 events at once, half of them twice, keep each once and answer alike', async () => {
	const database = await testDatabase();
	const stores = [new PostgresEventStore(database), new PostgresEventStore(await openHere(database.place))];
	const events = Array.from({ length: 10_000 }, (_, at) => queued(`${at}`));
	const sent = [...events, ...events.slice(0, 5000)];
	const answers = await Promise.all(
		stores.map(async (store, replica) => {
			const seqs = new Map<string, Set<number>>();
			const slices = Array.from({ length: 30 }, (_, at) => sent.slice(at * 500, at * 500 + 500));
			// One goes forward and one back, so that each is first somewhere.
			if (replica === 1) slices.reverse();
			let stored = 0;
			await Promise.all(
				slices.map(async (slice) => {
					const { outcomes } = await store.append(slice, 1000);
					for (const [at, { seq, status }] of outcomes.entries()) {
						const id = slice[at]?.id ?? '';
						seqs.set(id, (seqs.get(id) ?? new Set()).add(seq));
						if (status === 'stored') stored++;
						else expect(status).toBe('duplicate');
					}
				})
			);
			return { seqs, stored };
		})
	);
	expect(answers.reduce((sum, { stored }) => sum + stored, 0)).toBe(10_000);
	for (const { seqs } of answers) expect([...seqs.values()].filter(({ size }) => size !== 1)).toEqual([]);
	const [one, two] = answers.map(({ seqs }) => new Map([...seqs].map(([id, [seq]]) => [id, seq])));
	expect(new Map([...(one ?? [])].sort())).toEqual(new Map([...(two ?? [])].sort()));
	const rows = await database.pool.query<{ rows: number; ids: number; last: number }>(
		'select count(*)::int as rows, count(distinct id)::int as ids, max(seq) as last from events'
	);
	expect(rows.rows).toEqual([{ rows: 10_000, ids: 10_000, last: 10_000 }]);
});
