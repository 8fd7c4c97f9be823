import { readdirSync, readFileSync, statSync } from 'node:fs';
import { randomStream } from '#lib/domain/statistics/random.ts';
import { createKey, placeForLog, type ServedBereik, startServe } from '../support/bereik-process.ts';
import { FoldOfLog, firstDifference } from './fold-of-log.ts';
import { type Follower, type ScreenCounts, SeenFigures, SoakScreen } from './soak-screens.ts';
import { sendEvents } from './soak-senders.ts';

/** How a server and its screens stand at an instant. */
export type SoakSample = Readonly<{
	atMs: number;
	rssBytes: number;
	/** What the server's own objects take, garbage included; null where it does not tell. */
	heapBytes: number | null;
	/** Open descriptors; null where the system does not tell. */
	descriptors: number | null;
	walBytes: number;
	/** Delay of the server's event loop, 99th percentile since the sample before. */
	loopP99Ms: number | null;
	frames: number;
	cuts: number;
	resumed: number;
	snapshots: number;
	refusedStreams: number;
	events: number;
	refusedEvents: number;
	contacts: number;
	/** Screens that have ever had figures which are not those of the log at their place. */
	differing: number;
}>;

export type SoakOptions = Readonly<{
	minutes: number;
	everyMs: number;
	screens: number;
	eventsPerSecond: number;
	bytesPerLine: number;
	seed: number;
	/** What each screen does with what it gets. */
	follower?: (no: number) => Follower | undefined;
	onSample?: (sample: SoakSample) => void;
}>;

export type Soak = Readonly<{
	samples: readonly SoakSample[];
	/** Acknowledged and not in the log. */
	lostEvents: number;
	/** How often a screen's figures were held against a fold of the log made beside the server. */
	folds: number;
	/** What was first found to be wrong, in words. */
	firstDifference: string | null;
}>;

const views = ['now', 'board', 'phone'] as const;

/** Runs `bereik serve` as a process of its own under load, with screens whose lines break, and looks at it now and then. */
export async function soakServer(options: SoakOptions): Promise<Soak> {
	const log = placeForLog();
	const random = randomStream(options.seed, 'soak');
	const counts: ScreenCounts = { frames: 0, snapshots: 0, resumed: 0, cuts: 0, refused: 0, differing: new Set() };
	const seen = new SeenFigures();
	const screens: SoakScreen[] = [];
	let fold: FoldOfLog | null = null;
	let server: ServedBereik | null = null;
	try {
		const key = await createKey(log, 'pbx', 'bulk');
		server = await startServe(log);
		fold = new FoldOfLog(log.file, log.environment);
		const before = await fold.head();
		const senders = sendEvents(server.url, key, options.eventsPerSecond);
		const { url } = server;
		for (let no = 0; no < options.screens; no++) {
			const follower = options.follower?.(no);
			const view = views[no % views.length] ?? 'now';
			const own = { url, view, counts, seen, random, bytesPerLine: options.bytesPerLine };
			screens.push(new SoakScreen({ ...own, ...(follower && { follower }) }));
		}
		const samples: SoakSample[] = [];
		let folds = 0;
		let difference: string | null = null;
		const look = async (): Promise<void> => {
			for (const screen of screens) screen.compare();
			const found = await compareWithFold(screens, seen, fold as FoldOfLog, counts); // made above
			folds += found.folds;
			difference ??= found.difference;
			const weight = await weigh(server as ServedBereik, log.file); // started above
			const { frames, cuts, resumed, snapshots, refused, differing } = counts;
			const { acknowledged, refused: refusedEvents, contacts } = senders.sent;
			const ofScreens = { frames, cuts, resumed, snapshots, refusedStreams: refused, differing: differing.size };
			const sample = { atMs: Date.now(), ...weight, ...ofScreens, events: acknowledged, refusedEvents, contacts };
			samples.push(sample);
			options.onSample?.(sample);
		};
		const until = performance.now() + options.minutes * 60_000;
		while (performance.now() < until) {
			await pause(Math.min(options.everyMs, until - performance.now()));
			await look();
		}
		await senders.stop();
		// What is the last word, everybody has: with nothing left to send, all come to the same.
		await pause(1_500);
		await look();
		const lostEvents = Math.max(0, senders.sent.acknowledged - ((await fold.head()) - before));
		return { samples, lostEvents, folds, firstDifference: difference };
	} finally {
		for (const screen of screens) screen.leave();
		fold?.close();
		server?.child.kill('SIGKILL');
		await server?.child.ended;
		log.remove();
	}
}

/** Holds the screens of *Now* against a fold of the log up to where each of them is. */
async function compareWithFold(
	screens: readonly SoakScreen[],
	seen: SeenFigures,
	fold: FoldOfLog,
	counts: ScreenCounts
): Promise<{ folds: number; difference: string | null }> {
	// As they are at one instant: reading the log takes a while.
	const held = screens
		.filter(({ view, id }) => view === 'now' && id !== null)
		.map((screen) => ({ screen, id: screen.id ?? '', cells: screen.cells }))
		.map((one) => ({ ...one, seq: Number(/^[^.]+\.[^.]+\.(\d+)-/.exec(one.id)?.[1]), at: seen.nowOf(`now ${one.id}`) }))
		.sort((one, other) => one.seq - other.seq || (one.at ?? 0) - (other.at ?? 0));
	let folds = 0;
	let difference: string | null = null;
	for (const { screen, cells, seq, at } of held) {
		if (at === null) continue;
		const expected = await fold.cellsAt(seq, at);
		if (expected === null) continue;
		folds++;
		const wrong = firstDifference(expected, cells);
		if (wrong === null) continue;
		counts.differing.add(screen);
		difference ??= `at event ${seq}, ${wrong}`;
	}
	return { folds, difference };
}

async function weigh(
	{ child, url }: ServedBereik,
	file: string
): Promise<Pick<SoakSample, 'rssBytes' | 'heapBytes' | 'descriptors' | 'walBytes' | 'loopP99Ms'>> {
	const metrics = await fetch(`${url}/metrics`).then((response) => (response.ok ? response.text() : ''));
	const figure = (name: string): number | null => {
		const found = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1];
		return found === undefined ? null : Number(found);
	};
	const seconds = figure('nodejs_eventloop_lag_p99_seconds');
	return {
		rssBytes: rssOf(child.pid) ?? figure('process_resident_memory_bytes') ?? NaN,
		heapBytes: figure('nodejs_heap_size_used_bytes'),
		descriptors: descriptorsOf(child.pid),
		walBytes: statSync(`${file}-wal`).size,
		loopP99Ms: seconds === null ? null : seconds * 1_000
	};
}

function rssOf(pid: number): number | null {
	try {
		return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1_024;
	} catch {
		return null;
	}
}

function descriptorsOf(pid: number): number | null {
	try {
		return readdirSync(`/proc/${pid}/fd`).length;
	} catch {
		return null;
	}
}

/** Slope by least squares over what is left after the first third, a ms. */
export function slopeOf(samples: readonly SoakSample[], of: (sample: SoakSample) => number): number {
	const settled = samples.slice(Math.floor(samples.length / 3));
	const mean = (figure: (sample: SoakSample) => number): number =>
		settled.reduce((sum, sample) => sum + figure(sample), 0) / settled.length;
	const [meanAt, meanOf] = [mean(({ atMs }) => atMs), mean(of)];
	let [covariance, variance] = [0, 0];
	for (const sample of settled) {
		covariance += (sample.atMs - meanAt) * (of(sample) - meanOf);
		variance += (sample.atMs - meanAt) ** 2;
	}
	return variance === 0 ? 0 : covariance / variance;
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => void setTimeout(resolve, Math.max(0, ms)));
}
