import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsTogetherAlone } from '#lib/cli/log-alone.ts';
import { placeForLog, startBereik, startServe, type OwnLog } from '../support/bereik-process.ts';
import { writeExportMapping, writeSimulatedExport } from '../support/simulated-export.ts';
import { median, type Measurement } from './measurement.ts';
import { rawInsert } from './raw-insert.ts';

const rows = Number(process.env['BENCH_ROWS'] ?? 300_000);
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3);
const servedRows = 100_000;
const memoryAim = 200e6;

/** What one run of the command line came to; `peakBytes` is null where the system does not tell. */
type Run = Readonly<{ ms: number; peakBytes: number | null; stored: number; duplicates: number }>;

/**
 * A table of contacts of the simulated desk (`BENCH_ROWS=1000000` for a million) through `bereik import`, its start and its end included, against the bare
 * insertion of the very same events; the same file once more; a third of it, for the memory; and a part of it through a
 * running server, for what its event loop notices.
 */
export async function benchImport(): Promise<Measurement[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-import-'));
	try {
		const files = {
			whole: join(folder, 'whole.csv'),
			third: join(folder, 'third.csv'),
			part: join(folder, 'part.csv')
		};
		const mapping = join(folder, 'mapping.json');
		writeExportMapping(mapping);
		await writeSimulatedExport(files.whole, rows);
		await writeSimulatedExport(files.third, Math.ceil(rows / 3));
		await writeSimulatedExport(files.part, servedRows);
		const first: Run[] = [];
		const again: Run[] = [];
		const rawMs: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const log = placeForLog();
			first.push(await importOnce(log, files.whole, mapping));
			const raw = rawInsert(log.file, join(folder, `raw-${round}.db`), eventsTogetherAlone);
			rawMs.push(raw.ms);
			again.push(await importOnce(log, files.whole, mapping));
			log.remove();
			for (const end of ['', '-wal', '-shm', '.lock']) rmSync(join(folder, `raw-${round}.db${end}`), { force: true });
		}
		const log = placeForLog();
		const third = await importOnce(log, files.third, mapping);
		log.remove();
		return [...measured(first, again, rawMs, third), await served(files.part, mapping)];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function measured(
	first: readonly Run[],
	again: readonly Run[],
	rawMs: readonly number[],
	third: Run
): readonly Measurement[] {
	const events = first[0]?.stored ?? 0;
	if (events === 0 || again.some(({ stored, duplicates }) => stored !== 0 || duplicates !== events))
		throw new Error(`${events} events were stored, and then ${JSON.stringify(again)}`);
	const ms = median(first.map((run) => run.ms));
	const raw = median(rawMs);
	// Each round has its own ratio: what slows a shared machine slows both halves of a round.
	const ratio = median(first.map((run, round) => (rawMs[round] ?? Number.NaN) / run.ms));
	const peak = Math.max(...[...first, ...again].map(({ peakBytes }) => peakBytes ?? Number.NaN));
	const perSecond = (count: number, tookMs: number): string => Math.round(count / (tookMs / 1000)).toLocaleString('en');
	return [
		{
			what: `import of a table of ${rows.toLocaleString('en')} rows, ${events.toLocaleString('en')} events`,
			figure: `${perSecond(rows, ms)} rows/s, ${perSecond(events, ms)} events/s`,
			anchor: `bare insertion ${perSecond(events, raw)} events/s; ratio ${ratio.toFixed(2)}`,
			aim: '≥ 0.4',
			met: ratio >= 0.4
		},
		{
			what: 'the same table once more: nothing is new',
			figure: `${perSecond(rows, median(again.map((run) => run.ms)))} rows/s`,
			anchor: `the first time ${perSecond(rows, ms)} rows/s`,
			aim: '–',
			met: null
		},
		{
			what: 'peak memory of an import',
			figure: `${megabytes(peak)} MB`,
			anchor: `a third of the table ${megabytes(third.peakBytes ?? Number.NaN)} MB`,
			aim: '≤ 200 MB',
			met: Number.isNaN(peak) ? null : peak <= memoryAim
		}
	];
}

/** An import through a running server: how late its event loop comes while it commits, and how long it is until it answers. */
async function served(file: string, mapping: string): Promise<Measurement> {
	const log = placeForLog();
	const { child, url } = await startServe(log);
	try {
		const answersMs: number[] = [];
		let isOver = false;
		const asking = (async () => {
			while (!isOver) {
				const startedAt = performance.now();
				await (await fetch(`${url}/api/health/ready`)).arrayBuffer();
				answersMs.push(performance.now() - startedAt);
				await sleep(10);
			}
		})();
		const { ms } = await importOnce(log, file, mapping);
		isOver = true;
		await asking;
		answersMs.sort((a, b) => a - b);
		const at = (share: number): string => (answersMs[Math.floor((answersMs.length - 1) * share)] ?? 0).toFixed(0);
		return {
			what: `a server that answers while ${servedRows.toLocaleString('en')} rows are imported through it`,
			figure: `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`,
			anchor: `${answersMs.length} answers in ${(ms / 1000).toFixed(1)} s`,
			aim: 'p99 ≤ 250 ms',
			met: Number(at(0.99)) <= 250
		};
	} finally {
		child.kill('SIGTERM');
		await child.ended;
		log.remove();
	}
}

async function importOnce(log: OwnLog, file: string, mapping: string): Promise<Run> {
	const startedAt = performance.now();
	const child = startBereik(['import', file, '--mapping', mapping], log.environment);
	let peakBytes: number | null = null;
	const watch = setInterval(() => (peakBytes = peakOf(child.pid) ?? peakBytes), 20);
	const { code } = await child.ended;
	const ms = performance.now() - startedAt;
	clearInterval(watch);
	const [, stored, duplicates] = /^(\d+) events stored, (\d+) were there already/m.exec(child.stdout()) ?? [];
	if (code !== 0 || stored === undefined) throw new Error(`the import ended with ${code}: ${child.stderr()}`);
	return { ms, peakBytes, stored: Number(stored), duplicates: Number(duplicates) };
}

/** The most memory a process has had so far; null where the system does not tell, or it is gone. */
function peakOf(pid: number): number | null {
	const status = `/proc/${pid}/status`;
	if (!existsSync(status)) return null;
	try {
		const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8')) ?? [];
		return kibibytes === undefined ? null : Number(kibibytes) * 1024;
	} catch {
		return null; // gone between the two
	}
}

function megabytes(bytes: number): string {
	return Number.isNaN(bytes) ? 'unknown' : String(Math.round(bytes / 1e6));
}
