import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { asTable } from './measurement.ts';
import { type FanOut, ratiosOf } from './stream-ratios.ts';

// The product's stream against others, in turn within one run: a new server of ours for each round, so that its memory is that
// of this round. The others and the client are programs beside this repository; BEREIK_SHARED says where.
const shared = process.env['BEREIK_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const source = join(shared, 'bench');
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const sizes = (process.env['BENCH_STREAMS'] ?? '5000,2000,10000').split(',').map(Number);
/** Seconds at one frame a second, and flat out. */
const [slowSeconds, flatOutSeconds] = ['5', '3'];
/** As many descriptors as the largest round needs. */
const descriptors = 20_000;

if (!existsSync(join(source, 'fanout.mjs'))) {
	console.error(`SKIPPED: ${source} is absent (set BEREIK_SHARED to the folder that has bench/)`);
	process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'bereik-bench-stream-'));
try {
	cpSync(source, folder, { recursive: true });
	spawnSync('chmod', ['-R', 'u+w', folder]);
	const peers = findPeers();
	let isFirst = true;
	for (let round = 0; round < rounds; round++)
		for (const size of sizes) {
			// How the cost grows is held against the limit alone.
			await measure(size === sizes[0] ? peers : ['climit'], size, isFirst);
			isFirst = false;
		}
	const results = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as FanOut[]; // as fanout.mjs writes it
	const measurements = ratiosOf(results, sizes);
	console.log(`\n${asTable(measurements)}`);
	process.exitCode = measurements.some(({ met }) => met === false) ? 1 : 0;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/** Those that can be had here; of each other it is said why not. */
function findPeers(): string[] {
	const peers = ['http-raw'];
	const has = (command: string): boolean => spawnSync('which', [command]).status === 0;
	for (const needed of ['taskset', 'gcc', 'bash'])
		if (!has(needed)) throw new Error(`${needed} is needed and is not installed`);
	peers.unshift('climit');
	if (existsSync('/usr/lib/nginx/modules/ngx_nchan_module.so') && has('/usr/sbin/nginx')) peers.push('nchan');
	else console.error('SKIPPED: nchan, because it is not installed (apt-get install nginx libnginx-mod-nchan)');
	console.error('installing the others …');
	const install = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'];
	const installed = spawnSync('npm', install, { cwd: folder, encoding: 'utf8', timeout: 300_000 });
	for (const [peer, name] of [
		['better-sse', 'better-sse'],
		['socketio', 'socket.io']
	] as const) {
		if (existsSync(join(folder, 'node_modules', name))) peers.push(peer);
		else
			console.error(`SKIPPED: ${peer}, because it cannot be installed: ${installed.stderr.trim().split('\n').at(-1)}`);
	}
	return peers;
}

/** One round of all of them with so many streams. */
async function measure(peers: readonly string[], size: number, isFirst: boolean): Promise<void> {
	console.error(`measuring ${size} streams …`);
	const entry = join(import.meta.dirname, 'serve-stream.ts');
	const server = pinned(['taskset', '-c', '0', process.execPath, entry]);
	try {
		const own = await ownOf(server);
		const args = ['--peers', [...peers, own].join(','), '--n', `${size}`, '--rounds', '1', '--out', 'results.json'];
		const times = ['--slow', slowSeconds, '--sus', flatOutSeconds, ...(isFirst ? [] : ['--append', '1'])];
		const script = join(folder, 'fanout.mjs');
		const run = pinned([process.execPath, script, ...args, ...times]);
		run.stdout?.on('data', (text: Buffer) => void process.stderr.write(text));
		await new Promise((resolve) => run.once('exit', resolve));
	} finally {
		server.kill('SIGTERM');
		await new Promise((resolve) => server.once('exit', resolve));
	}
}

/** Starts a program that may open as many descriptors as it takes. */
function pinned(command: readonly string[]): ChildProcess {
	const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
	const line = `ulimit -n ${descriptors} || exit 3; exec ${quoted}`;
	return spawn('bash', ['-c', line], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function ownOf(server: ChildProcess): Promise<string> {
	if (server.stdout === null) throw new Error('the server says nothing');
	for await (const line of createInterface(server.stdout)) {
		const { port, pid, publish } = JSON.parse(line) as { port: number; pid: number; publish: string }; // of serve-stream.ts
		// The view is the one that is streamed where none is asked for: no address with `=` gets through the client's options.
		return `own:${port}:/api/stream:${publish}:${pid}`;
	}
	throw new Error('the server did not start; are the pages built?');
}
