import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';
import { type Replica, ReplicaSite } from '../support/replica-site.ts';
import { median, type Measurement, percentile } from './measurement.ts';
import { CountingStreams, ms, PacedLoad, processorMsOf, progress, underLoad } from './replica-load.ts';
import { benchYears } from './replicas-years.ts';

/** How long each load lasts, s; the aims are for 60. */
const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const streamCount = Number(process.env['BENCH_STREAMS'] ?? 500);
/** Which parts, of `load`, `delivery` and `years`. */
const parts = (process.env['BENCH_PARTS'] ?? 'load,delivery,years').split(',');

/** Servers on one durable Postgres: what is acknowledged and how fast, what a delivery costs with two of them, years, and a start. */
export async function benchReplicas(): Promise<Measurement[]> {
	const missing = await whyNoPostgres();
	if (missing !== null || !existsSync('/proc/self/stat')) {
		console.error(`SKIPPED replicas: ${missing ?? 'what processes take is read from /proc, which is not here'}`);
		return [];
	}
	const server = await PostgresServer.start(mkdtempSync(join(tmpdir(), 'bereik-bench-')), { shared_buffers: '256MB' });
	try {
		const measurements: Measurement[] = [];
		if (parts.includes('load')) measurements.push(...(await load(server)));
		if (parts.includes('delivery')) measurements.push(...(await delivery(server)));
		if (parts.includes('years')) measurements.push(...(await benchYears(server)));
		return measurements;
	} finally {
		await server.remove();
	}
}

type Site = Readonly<{ site: ReplicaSite; replicas: readonly Replica[]; key: string; url: string }>;

async function openSite(server: PostgresServer, database: string, ...names: string[]): Promise<Site> {
	await server.query(`create database ${database}`);
	const url = server.url(database);
	const site = new ReplicaSite({ url, listenUrl: null, pollOnly: false, allowLossy: false });
	const replicas = await site.startAll(...names);
	return { site, replicas, key: await site.createKey(), url };
}

function urlsOf({ replicas }: Site): string[] {
	return replicas.map(({ url }) => url);
}

/** A steady load and a burst, with streams on both servers. */
async function load(server: PostgresServer): Promise<Measurement[]> {
	const site = await openSite(server, 'load', 'a', 'b');
	try {
		const streams = await CountingStreams.open(urlsOf(site), streamCount / 2);
		const warming = await new PacedLoad(site.key, urlsOf(site), 'warming').run(1_000, 5, 10);
		const steady = await measured(server, site, 'steady', 1_000, 10);
		const burst = await measured(server, site, 'burst', 5_000, 50);
		const health = await Promise.all(urlsOf(site).map(async (url) => (await fetch(`${url}/api/health/ready`)).status));
		streams.close();
		if (warming.acknowledged === 0 || health.some((status) => status !== 200)) throw new Error('a server is not ready');
		return [...steady, ...burst];
	} finally {
		await site.site.remove();
	}
}

async function measured(
	server: PostgresServer,
	site: Site,
	name: string,
	perSecond: number,
	batch: number
): Promise<Measurement[]> {
	progress(`${perSecond} events/s for ${seconds} s with ${streamCount} streams on two servers`);
	const { acknowledged, refused, latenciesMs, seqs } = await new PacedLoad(site.key, urlsOf(site), name).run(
		perSecond,
		seconds,
		batch
	);
	const rows = await server.query<{ id: string; seq: string }>(
		`select id, seq from events where id like '${name}-%'`,
		[],
		'load'
	);
	const kept = new Map(rows.map((row) => [row.id, Number(row.seq)]));
	const lost = [...seqs].filter(([id, seq]) => kept.get(id) !== seq).length;
	const p99 = percentile(latenciesMs, 0.99);
	const refusals = Object.entries(refused).map(([status, count]) => `${count} × ${status}`);
	return [
		{
			what: `${perSecond} events/s for ${seconds} s, requests of ${batch}, two servers, ${streamCount} streams: acknowledged after`,
			figure: `p50 ${ms(percentile(latenciesMs, 0.5))}, p99 ${ms(p99)}, most ${ms(Math.max(...latenciesMs))}`,
			anchor: `from when each was due; ${underLoad()}`,
			aim: name === 'steady' ? 'p99 ≤ 100 ms' : '–',
			met: name === 'steady' ? p99 <= 100 : null
		},
		{
			what: `the same: acknowledged, refused, lost`,
			figure: `${acknowledged} of ${perSecond * seconds}, ${refusals.length === 0 ? 'none' : refusals.join(', ')}, ${lost}`,
			anchor: 'every position held against the database',
			aim: 'all, none, 0',
			met: acknowledged === perSecond * seconds && lost === 0
		}
	];
}

/** What processors and screens came to in one phase. */
type Phase = Readonly<{ processorMs: number; frames: number }>;

/** One server with all streams against two with half of them each, in turns, with the same events; and both without streams. */
async function delivery(server: PostgresServer): Promise<Measurement[]> {
	const [one, two] = [await openSite(server, 'one', 'a'), await openSite(server, 'two', 'a', 'b')];
	const phaseSeconds = Math.max(5, Math.round(seconds / 4));
	const perSecond = 500;
	let no = 0;
	const phase = async (site: Site, streams: number): Promise<Phase> => {
		const open = await CountingStreams.open(urlsOf(site), streams / site.replicas.length);
		await sleep(500);
		const took = (): number => site.replicas.reduce((sum, { child }) => sum + processorMsOf(child.pid), 0);
		const [before, framesBefore] = [took(), open.frames];
		await new PacedLoad(site.key, urlsOf(site), `phase${no++}`).run(perSecond, phaseSeconds, 10);
		const result = { processorMs: took() - before, frames: open.frames - framesBefore };
		open.close();
		await sleep(300);
		return result;
	};
	try {
		for (const site of [one, two]) await phase(site, streamCount);
		const phases: Phases = { one: [], two: [], twoFull: [], oneLeast: [], twoLeast: [] };
		for (let round = 0; round < rounds; round++) {
			progress(`deliveries, round ${round + 1} of ${rounds}`);
			const turns = [
				async () => void phases.one.push(await phase(one, streamCount)),
				async () => void phases.two.push(await phase(two, streamCount)),
				async () => void phases.twoFull.push(await phase(two, 2 * streamCount)),
				async () => void phases.oneLeast.push(await phase(one, 1)),
				async () => void phases.twoLeast.push(await phase(two, 2))
			];
			for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
		}
		return deliveryFigures(phases, phaseSeconds, perSecond);
	} finally {
		await one.site.remove();
		await two.site.remove();
	}
}

/** `two`: two servers with half of the streams each; `twoFull`: with all of them each; `Least`: one stream a server. */
type Phases = Record<'one' | 'two' | 'twoFull' | 'oneLeast' | 'twoLeast', Phase[]>;

function deliveryFigures(phases: Phases, phaseSeconds: number, perSecond: number): Measurement[] {
	const whole = (all: readonly Phase[]) => median(all.map(({ processorMs, frames }) => (1000 * processorMs) / frames));
	// What a stream more costs: beside one stream a server, for which it makes its frames as well.
	const more = (all: readonly Phase[], least: readonly Phase[]) =>
		median(
			all.map(({ processorMs, frames }, round) => {
				const beside = least[round] ?? { processorMs: Number.NaN, frames: 0 };
				return (1000 * (processorMs - beside.processorMs)) / (frames - beside.frames);
			})
		);
	const compare = (what: string, two: number, one: number, note: string): Measurement => ({
		what,
		figure: `${two.toFixed(1)} µs`,
		anchor: `one server ${one.toFixed(1)} µs; ratio ${(two / one).toFixed(2)}${note}`,
		aim: '≤ 1.1',
		met: two / one <= 1.1
	});
	const one = whole(phases.one);
	const frames = [phases.one, phases.two, phases.twoFull].map((all) => median(all.map((each) => each.frames)));
	const share = (all: readonly Phase[]) =>
		`${(median(all.map(({ processorMs }) => processorMs)) / (phaseSeconds * 10)).toFixed(1)} % of a core`;
	return [
		compare(
			`processor of all servers for each frame written, two servers with ${streamCount / 2} streams each, ${perSecond} events/s`,
			whole(phases.two),
			one,
			` with all ${streamCount}; ${frames.join(', ')} frames in ${phaseSeconds} s`
		),
		compare(
			`the same, two servers with ${streamCount} streams each`,
			whole(phases.twoFull),
			one,
			`; every server follows, folds and makes its frames`
		),
		compare(
			`what a delivery itself takes: beyond one stream a server, two servers with ${streamCount / 2} each`,
			more(phases.two, phases.twoLeast),
			more(phases.one, phases.oneLeast),
			''
		),
		{
			what: `taking in, following, folding ${perSecond} events/s and making frames for one stream a server: both servers together`,
			figure: share(phases.twoLeast),
			anchor: `one server ${share(phases.oneLeast)}; ${underLoad()}`,
			aim: '–',
			met: null
		}
	];
}
