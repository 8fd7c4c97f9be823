import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgres } from '#lib/server/database/postgres/open-postgres.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { makeKeyFile } from '#lib/server/key-file.ts';
import { placeForLog, startServe } from '../support/bereik-process.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { ReplicaSite } from '../support/replica-site.ts';
import { median, type Measurement } from './measurement.ts';
import { ms, progress, underLoad } from './replica-load.ts';
import { fillYears } from './years-log.ts';

/** Contacts of the years: about four events each. */
const contacts = Number(process.env['BEREIK_BENCH_CONTACTS'] ?? 80_000);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const dayMs = 86_400_000;

/** Years of contacts in both kinds of store, the annual page of both, and starts with an empty folder. */
export async function benchYears(server: PostgresServer): Promise<Measurement[]> {
	progress(`filling two logs with ${contacts} contacts over five years`);
	await server.query('create database years');
	const place = { url: server.url('years'), listenUrl: null, pollOnly: false, allowLossy: false };
	const store = new PostgresEventStore(await openPostgres(place));
	const log = placeForLog();
	const file = new SqliteEventStore(openLog(log.file));
	const days = Math.round(5 * 365.25);
	const to = Date.now() - 2 * dayMs;
	await fillYears({ contacts, from: to - days * dayMs, days }, async (events, at) => {
		await store.append(events, at);
		await file.append(events, at);
	});
	const { seq: events } = await store.head();
	await store.close();
	await file.close();
	const site = new ReplicaSite(place);
	try {
		makeKeyFile(join(dirname(log.file), 'bereik.key'));
		const [replica, alone] = [await site.start('a'), await startServe(log)];
		for (const { url } of [replica, alone]) await untilHistory(url, events);
		const pages = await annualPages(replica.url, alone.url);
		alone.child.kill('SIGTERM');
		await alone.child.ended;
		// It leaves its checkpoint behind for the others.
		replica.child.kill('SIGTERM');
		await replica.child.ended;
		return [...pages, await starts(server, site, events)];
	} finally {
		await site.remove();
		log.remove();
	}
}

async function untilHistory(url: string, events: number): Promise<void> {
	progress(`making contacts and sums of ${events} events`);
	for (;;) {
		const health = (await (await fetch(`${url}/api/health/ready`)).json()) as {
			status: string;
			history?: { behind: number };
		}; // as the route answers
		if (health.status === 'ready' && health.history?.behind === 0) return;
		await sleep(200);
	}
}

/** Cold is a queue and channel that nobody asked for before; warm, the same again. */
async function annualPages(replica: string, alone: string): Promise<Measurement[]> {
	const questions = [
		'',
		...Array.from({ length: 6 }, (_, no) => `?queue=queue-${no}`),
		...Array.from({ length: 8 }, (_, no) => `?topic=topic-${no}`)
	];
	const times = new Map<string, { cold: number[]; warm: number[] }>(
		[replica, alone].map((url) => [url, { cold: [], warm: [] }])
	);
	for (const [no, question] of questions.entries())
		for (const url of no % 2 === 0 ? [replica, alone] : [alone, replica]) {
			const of = times.get(url);
			of?.cold.push(await timed(`${url}/api/trends/year${question}`));
			of?.warm.push(await timed(`${url}/api/trends/year${question}`));
		}
	const [own, other] = [times.get(replica), times.get(alone)];
	const [first] = own?.cold ?? [];
	const cold = median(own?.cold ?? []);
	const warm = median(own?.warm ?? []);
	return [
		{
			what: `annual page over HTTP, log of ${contacts} contacts in Postgres`,
			figure: `${ms(cold)} cold (the first ${ms(first ?? Number.NaN)}), ${ms(warm)} again`,
			anchor: `a log in a file, in turn: ${ms(median(other?.cold ?? []))} cold, ${ms(median(other?.warm ?? []))} again; ${underLoad()}`,
			aim: '≤ 100 ms cold, ≤ 5 ms again',
			met: cold <= 100 && warm <= 5
		}
	];
}

async function timed(url: string): Promise<number> {
	const startedAt = performance.now();
	const response = await fetch(url);
	await response.arrayBuffer();
	if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
	return performance.now() - startedAt;
}

/** A server with an empty folder, with and without the checkpoint that the others left in the database, in turns. */
async function starts(server: PostgresServer, site: ReplicaSite, events: number): Promise<Measurement> {
	const [row] = await server.query<{ rows: number }>(
		'select count(*)::int as rows from shared_checkpoints',
		[],
		'years'
	);
	if (row?.rows !== 1) throw new Error('no checkpoint was left in the database');
	await server.query('create table kept_checkpoints as select * from shared_checkpoints', [], 'years');
	const took = { with: [] as number[], without: [] as number[] };
	for (let round = 0; round < rounds; round++)
		for (const kind of ['without', 'with'] as const) {
			progress(`a start ${kind} a checkpoint in the database`);
			await server.query('delete from shared_checkpoints', [], 'years');
			if (kind === 'with')
				await server.query('insert into shared_checkpoints select * from kept_checkpoints', [], 'years');
			const startedAt = performance.now();
			const replica = await site.start(`${kind}${round}`);
			await untilReady(replica.url);
			took[kind].push(performance.now() - startedAt);
			replica.child.kill('SIGKILL');
			await replica.child.ended;
			rmSync(join(site.folder, replica.name), { recursive: true, force: true });
		}
	const [withMs, withoutMs] = [median(took.with), median(took.without)];
	return {
		what: `a server with an empty folder on ${events} events, ready`,
		figure: `${(withMs / 1000).toFixed(2)} s with the checkpoint in the database`,
		anchor: `${(withoutMs / 1000).toFixed(2)} s without; the start of the process included; ${underLoad()}`,
		aim: '≤ 3 s',
		met: withMs <= 3_000
	};
}

async function untilReady(url: string): Promise<void> {
	while ((await fetch(`${url}/api/health/ready`)).status !== 200) await sleep(20);
}
