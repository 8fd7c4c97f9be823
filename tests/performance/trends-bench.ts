import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBereik } from '../support/bereik-process.ts';
import { median, type Measurement } from './measurement.ts';
import { taken } from './processor-time.ts';
import { type FilledLog, fillLog, project, type Projected } from './years-projection.ts';
import { askFindings, askPage, askReport, type Answered, type Asked, monthsByChannel } from './years-questions.ts';
import { type MonthCounts, openPeers } from './years-peers.ts';

const dayMs = 86_400_000;
const from = Date.UTC(2021, 0, 1);
const days = Math.round(5 * 365.25);
const wanted = Number(process.env['BEREIK_BENCH_CONTACTS'] ?? 200_000);
/** What five million contacts in five years come to: sums are kept the faster the more contacts share a cell. */
const usualADay = 2_740;
const peerRounds = 5;
/** More would take minutes from rows. */
const reportsUpTo = 500_000;

type Made = Asked & Readonly<{ log: FilledLog; made: Projected }>;

/**
 * Five years of contacts (`BEREIK_BENCH_CONTACTS`, 200,000 where it is not said) and a quarter as many: what filling the log, making contacts and
 * sums of it and asking about years takes; side by side with the same question asked of raw rows, in SQLite and in peers that are not
 * part of this repository.
 */
export async function benchTrends(): Promise<Measurement[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-trends-'));
	const open: FilledLog[] = [];
	const make = async (name: string, contacts: number, over = days): Promise<Made> => {
		progress(`filling a log with ${contacts} contacts over ${over} days`);
		const log = await fillLog(folder, name, { contacts, from, days: over });
		open.push(log);
		progress(`making contacts and sums of ${log.events} events`);
		const made = await project(log);
		return { log, made, views: made.views, store: log.store, at: from + (over + 2) * dayMs };
	};
	try {
		const quarter = await make('quarter', Math.round(wanted / 4));
		const whole = await make('whole', wanted);
		const isUsual = wanted / days >= usualADay / 2;
		const usual = isUsual ? null : await make('usual', 100_000, Math.round(100_000 / usualADay));
		const measurements = [
			filled(whole.log),
			...projected(whole, wanted),
			...(usual === null ? [] : projected(usual, 100_000)),
			...pages(await askPage(quarter), await askPage(whole)),
			await findings(whole),
			...(wanted > reportsUpTo ? [] : await reports(whole)),
			...(await rawRows(whole, folder))
		];
		for (const { store } of open.splice(0)) await store.close();
		return [...measurements, await rebuilt(whole)];
	} finally {
		for (const { store } of open) await store.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function filled({ events, bytes, wallMs, processorMs }: FilledLog): Measurement {
	return {
		what: `log of ${wanted} contacts, ${events} events`,
		figure: `${seconds(wallMs)}, ${rate(events, wallMs)}, ${megabytes(bytes)}`,
		anchor: `${rate(events, processorMs)} of processor`,
		aim: '–',
		met: null
	};
}

function projected({ log: { events }, made }: Made, contacts: number): Measurement[] {
	const { bytes, projectorMs, foldMs, wallMs } = made;
	const ratio = foldMs / projectorMs;
	const density = contacts === wanted ? Math.round(contacts / days) : usualADay;
	return [
		{
			what: `contacts and sums of ${events} events, ${density} contacts a day`,
			figure: `${rate(events, projectorMs)} of processor (${seconds(wallMs)} by the clock), ${megabytes(bytes)}`,
			anchor: `a live fold of the same log in turn ${rate(events, foldMs)}; ratio ${ratio.toFixed(2)}`,
			aim: '≥ 0.5',
			met: ratio >= 0.5
		}
	];
}

function pages(quarter: ReadonlyMap<string, Answered>, whole: ReadonlyMap<string, Answered>): Measurement[] {
	return [...whole].map(([name, { firstMs, coldMs, coldProcessorMs, cachedMs }]) => {
		const fewer = quarter.get(name);
		const growth = coldProcessorMs / (fewer?.coldProcessorMs ?? Number.NaN);
		return {
			what: `trends: ${name}`,
			figure: `${ms(coldMs)} cold (${ms(coldProcessorMs)} of processor, the first time ${ms(firstMs)}), ${cachedMs.toFixed(2)} ms again`,
			anchor: `with a quarter of the contacts ${ms(fewer?.coldMs ?? Number.NaN)} (${ms(fewer?.coldProcessorMs ?? Number.NaN)}): × ${growth.toFixed(2)}`,
			aim: '≤ 100 ms cold, ≤ 5 ms again',
			met: coldMs <= 100 && cachedMs <= 5
		};
	});
}

async function findings(whole: Made): Promise<Measurement> {
	const times: number[] = [];
	for (let round = 0; round < 3; round++) times.push((await askFindings(whole)).ms);
	return {
		what: 'breaks in the series, ready',
		figure: `${ms(median(times))} (${times.map(ms).join(', ')})`,
		anchor: 'the start of the thread included',
		aim: '≤ 1 s',
		met: median(times) <= 1000
	};
}

async function reports(whole: Made): Promise<Measurement[]> {
	const measurements: Measurement[] = [];
	for (const question of [
		{ by: 'month' },
		{ by: 'week' },
		{ by: 'day' },
		{ by: 'topic' },
		{ by: 'month', queue: 'queue-1' },
		{ by: 'month', compare: 'same-period-last-year' }
	]) {
		const { sumsMs, rowsMs, rows } = await askReport(whole, question);
		measurements.push({
			what: `report ${Object.values(question).join(' ')}`,
			figure: `${ms(sumsMs)} of processor`,
			anchor: `${ms(rowsMs)} from rows, the same ${rows} rows`,
			aim: '≤ 100 ms',
			met: sumsMs <= 100
		});
	}
	return measurements;
}

/** Months by channel, of trends and of raw rows in turn; all have to count the same. */
async function rawRows(whole: Made, folder: string): Promise<Measurement[]> {
	progress('loading raw rows into the others');
	const peers = await openPeers(whole.views, folder);
	try {
		const asking: readonly (readonly [string, () => Promise<MonthCounts>])[] = [
			['these sums', () => ownCounts(whole)],
			...peers.map((peer) => [peer.name, () => peer.ask()] as const)
		];
		const times = new Map<string, number[]>();
		const expected = countsText(await ownCounts(whole));
		for (let round = 0; round < peerRounds; round++)
			for (const [name, ask] of asking) {
				const { result, wallMs } = await taken(ask);
				if (countsText(result) !== expected) throw new Error(`${name} counts other months by channel`);
				times.set(name, [...(times.get(name) ?? []), wallMs]);
			}
		const own = median(times.get('these sums') ?? []);
		return [...times].map(([name, all]) => ({
			what: `months by channel of ${wanted} contacts: ${name}`,
			figure: ms(median(all)),
			anchor: name === 'these sums' ? 'nothing remembered' : `raw rows; × ${(median(all) / own).toFixed(1)}`,
			aim: '–',
			met: null
		}));
	} finally {
		for (const peer of peers) await peer.close();
	}
}

async function ownCounts(whole: Made): Promise<MonthCounts> {
	const { points } = await monthsByChannel(whole);
	return new Map(points.map(({ bucket, part, contacts }) => [`${bucket} ${part}`, contacts ?? 0]));
}

/** Months without a contact are in the series, and not among groups of rows. */
function countsText(counts: MonthCounts): string {
	return JSON.stringify([...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The command, its start included. */
async function rebuilt({ log: { file, events } }: Made): Promise<Measurement> {
	progress('rebuilding');
	const { result, wallMs } = await taken(() => runBereik(['rebuild'], { DATABASE_URL: `file:${file}` }));
	if (result.code !== 0) throw new Error(`rebuild ended with ${result.code}: ${result.stderr}`);
	return {
		what: `bereik rebuild of ${events} events`,
		figure: `${seconds(wallMs)}, ${rate(events, wallMs)}`,
		anchor: result.stdout.trim(),
		aim: '–',
		met: null
	};
}

function progress(what: string): void {
	console.error(`${what} (load ${loadavg()[0]?.toFixed(1)})`);
}

function rate(events: number, inMs: number): string {
	return `${Math.round(events / (inMs / 1000))} events/s`;
}

function ms(value: number): string {
	return `${value.toFixed(1)} ms`;
}

function seconds(value: number): string {
	return `${(value / 1000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(0)} MB`;
}
