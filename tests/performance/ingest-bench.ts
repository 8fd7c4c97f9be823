import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createKey, placeForLog, startServe } from '../support/bereik-process.ts';
import { packageRoot } from '../support/child-processes.ts';
import type { Measurement } from './measurement.ts';

/** Where the peers to measure against are kept, outside the repository. */
const peers = join(process.env['BEREIK_SHARED'] ?? join(packageRoot, '..', 'shared'), 'bench');
const secondsEach = process.env['BENCH_SECONDS'] ?? '1.5';
const rounds = process.env['BENCH_ROUNDS'] ?? '3';

type Row = Readonly<{ eventsPerSecond: number; p99Ms: number }>;

/** Durable acknowledge over HTTP against a bare server that does the same with nothing around it, in one interleaved run. */
export async function benchIngest(): Promise<Measurement[]> {
	if (!existsSync(join(peers, 'ingest-http.mjs'))) {
		console.error(`SKIPPED ingest: there are no peers to measure against in ${peers}`);
		return [];
	}
	const folder = mkdtempSync(join(tmpdir(), 'bereik-peers-'));
	const log = placeForLog();
	try {
		cpSync(peers, folder, { recursive: true });
		// The peers bring a driver for the machine's own Node.
		const environment = { ...process.env, PATH: machinePath() };
		execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], {
			cwd: folder,
			env: environment,
			stdio: 'ignore'
		});
		const key = await createKey(log, 'bench', 'bulk');
		const { child, url } = await startServe(log);
		const own = `--own=${new URL(url).port}:/api/events:${child.pid}`;
		const rows = await run(folder, [secondsEach, rounds, own], {
			...environment,
			BENCH_KEY: key,
			BENCH_SOURCE: 'bench'
		});
		return measurements(rows);
	} finally {
		log.remove();
		rmSync(folder, { recursive: true, force: true });
	}
}

function measurements(rows: ReadonlyMap<string, Row>): Measurement[] {
	const result: Measurement[] = [];
	for (const batch of ['1000', '100']) {
		const own = rows.get(`own ${batch}`);
		const durable = rows.get(`durable ${batch}`);
		if (own === undefined || durable === undefined) throw new Error(`the peers gave no row for batches of ${batch}`);
		const ratio = own.eventsPerSecond / durable.eventsPerSecond;
		result.push({
			what: `durable acknowledge, batches of ${batch}`,
			figure: `${Math.round(own.eventsPerSecond)} events/s`,
			anchor: `bare server ${Math.round(durable.eventsPerSecond)} events/s; ratio ${ratio.toFixed(2)}`,
			aim: '≥ 0.6',
			met: ratio >= 0.6
		});
	}
	const single = rows.get('own 1');
	const bare = rows.get('durable 1');
	if (single !== undefined && bare !== undefined) {
		result.push({
			what: 'durable acknowledge one by one, 64 connections',
			figure: `p99 ${single.p99Ms.toFixed(1)} ms, ${Math.round(single.eventsPerSecond)} events/s`,
			anchor: `bare server p99 ${bare.p99Ms.toFixed(1)} ms, ${Math.round(bare.eventsPerSecond)} events/s`,
			aim: 'p99 ≤ 50 ms',
			met: single.p99Ms <= 50
		});
	}
	return result;
}

function run(
	folder: string,
	args: readonly string[],
	environment: NodeJS.ProcessEnv
): Promise<ReadonlyMap<string, Row>> {
	return new Promise((resolve, reject) => {
		const child = spawn('node', ['ingest-http.mjs', ...args], {
			cwd: folder,
			env: environment,
			stdio: ['ignore', 'pipe', 'inherit']
		});
		let text = '';
		child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
		child.once('error', reject);
		child.once('exit', (code) =>
			code === 0 ? resolve(readTable(text)) : reject(new Error(`the peers ended with ${code}`))
		);
	});
}

function readTable(text: string): ReadonlyMap<string, Row> {
	const rows = new Map<string, Row>();
	for (const line of text.split('\n')) {
		const cells = line.split('|').map((cell) => cell.trim());
		const [, server, batch, eventsPerSecond, , , , , p99Ms] = cells;
		if (server === undefined || batch === undefined || !/^\d+$/.test(batch)) continue;
		rows.set(`${server} ${batch}`, { eventsPerSecond: Number(eventsPerSecond), p99Ms: Number(p99Ms) });
	}
	return rows;
}

function machinePath(): string {
	return (process.env['PATH'] ?? '')
		.split(delimiter)
		.filter((folder) => !folder.includes('node_modules'))
		.join(delimiter);
}
