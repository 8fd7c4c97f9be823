import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { openPostgres } from '#lib/server/database/postgres/open-postgres.ts';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { toKeptEvent } from '#lib/server/event-log/stored-form.ts';
import { queued } from '../support/contact-events.ts';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';
import { median, type Measurement } from './measurement.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 15);
const batchesEach = 20;

type Insert = (events: readonly NewEvent[]) => Promise<unknown>;

/** Appends through the store against a bare insert of the same rows into the same kind of table, in turns on one server. */
export async function benchAppendPostgres(): Promise<Measurement[]> {
	const missing = await whyNoPostgres();
	if (missing !== null) {
		console.error(`SKIPPED append-postgres: ${missing}`);
		return [];
	}
	const server = await PostgresServer.start(mkdtempSync(join(tmpdir(), 'bereik-bench-')), { shared_buffers: '256MB' });
	try {
		const place = { url: server.url(), listenUrl: null, pollOnly: false, allowLossy: false };
		const database = await openPostgres(place);
		await database.pool.query('create table raw_events (like events including all)');
		const store = new PostgresEventStore(database);
		const raw = rawInsert(database.pool);
		const result: Measurement[] = [];
		for (const batch of [100, 1000]) {
			const ours = (events: readonly NewEvent[]) => store.append(events, Date.now());
			result.push(await compare(batch, ours, raw));
		}
		await database.close();
		return result;
	} finally {
		await server.remove();
	}
}

async function compare(batch: number, ours: Insert, raw: Insert): Promise<Measurement> {
	const [own, bare]: number[][] = [[], []];
	for (let round = 0; round < rounds; round++) {
		// By turns first, so that neither always follows on the other's checkpoint.
		const order = round % 2 === 0 ? ([own, bare] as const) : ([bare, own] as const);
		for (const rates of order) rates?.push(await eventsPerSecond(batch, round, rates === own ? ours : raw));
	}
	const ownRate = median(own ?? []);
	const bareRate = median(bare ?? []);
	return {
		what: `append to Postgres, batches of ${batch}`,
		figure: `${Math.round(ownRate)} events/s`,
		anchor: `bare insert from unnest ${Math.round(bareRate)} events/s; ratio ${(ownRate / bareRate).toFixed(2)}`,
		aim: '≥ 0.5',
		met: ownRate / bareRate >= 0.5
	};
}

async function eventsPerSecond(batch: number, round: number, insert: Insert): Promise<number> {
	const batches = Array.from({ length: batchesEach }, (_, no) =>
		Array.from({ length: batch }, (_, at) => queued(`${batch}-${round}-${no}-${at}-8d1b2c`))
	);
	const startedAt = performance.now();
	for (const events of batches) await insert(events);
	return (batch * batchesEach * 1000) / (performance.now() - startedAt);
}

/** What any program would do that gives the positions itself and asks nothing. */
function rawInsert(pool: pg.Pool): Insert {
	let seq = 0;
	const text = `insert into raw_events (seq, source_no, id, type, time, received_at, data, supersedes, backfill, batch)
		select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::text[],
			$9::bigint[], $10::bigint[])`;
	return (events) => {
		const kept = events.map(toKeptEvent);
		const values = [
			kept.map(() => ++seq),
			kept.map(() => 1),
			kept.map(({ id }) => id),
			kept.map(({ type }) => type),
			kept.map(({ time }) => time),
			kept.map(() => Date.now()),
			kept.map(({ data }) => data),
			kept.map(({ supersedes }) => supersedes),
			kept.map(({ backfill }) => backfill),
			kept.map(() => null)
		];
		return pool.query({ name: 'raw', text, values });
	};
}
