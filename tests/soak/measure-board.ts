import type { CDPSession, Page } from '@playwright/test';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { createLogger } from '#lib/server/logger.ts';
import { findBrowser, launchBrowser } from '../browser/support/page-host.ts';
import { queued } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';

/** What a board weighs in its browser at an instant, after its garbage was collected. */
export type BoardWeight = Readonly<{
	atMs: number;
	heapBytes: number;
	nodes: number;
	listeners: number;
	/** Processor time its main thread has worked so far. */
	taskMs: number;
	/** Frames it has taken in so far. */
	frames: number;
}>;

export type BoardMeasurement = Readonly<{
	weights: readonly BoardWeight[];
	/** Main-thread time a frame, drawing and everything else of the page included. */
	taskMsPerFrame: number;
	/** Slope of the heap by least squares, after the first third, in which it settles. */
	heapBytesPerDay: number;
}>;

export type MeasureOptions = Readonly<{
	/** Folder for the log. */
	folder: string;
	/** Time before the first weight is taken: what is loaded and compiled once. */
	settleMs: number;
	/** And until it was shown so many frames: every queue and every kind of figure has come by once by then. */
	settleFrames?: number;
	measureMs: number;
	/** Goes on for up to a minute until it was shown so many frames: a busy server sends fewer. */
	leastFrames?: number;
	/** Time between two weights. */
	everyMs: number;
	/** Time between two changes of the figures; the server sends four frames a second at most. */
	changeMs: number;
	/** Spoils the page on purpose, to see that the measurement notices. */
	spoil?: (page: Page) => Promise<void>;
	onWeight?: (weight: BoardWeight) => void;
}>;

const dayMs = 86_400_000;
const leastFramesWithinMs = 60_000;

/** Shows a board of a real server whose figures change all the time, and weighs it; null = there is no browser here. */
export async function measureBoard(options: MeasureOptions): Promise<BoardMeasurement | null> {
	const path = findBrowser();
	if (path === null) return null;
	const server = await startServer(testConfiguration(options.folder), { logger: createLogger('silent') });
	const browser = await launchBrowser(path);
	let isOver = false;
	const changing = keepChanging(server, options.changeMs, () => isOver);
	try {
		const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
		await page.addInitScript(countFrames);
		await page.goto(`http://127.0.0.1:${server.web.port}/board/noord?page=now&lang=nl`);
		await page.waitForSelector('[data-appearance="live"]', { timeout: 20_000 });
		await options.spoil?.(page);
		const devtools = await page.context().newCDPSession(page);
		// Time of the processor, not of the wall: how busy the machine is otherwise does not count.
		await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
		await page.waitForTimeout(options.settleMs);
		const least = options.settleFrames ?? 0;
		await page.waitForFunction((least) => Number(Reflect.get(globalThis, 'bereikFrames') ?? 0) >= least, least);
		const weights = [await weigh(page, devtools)];
		options.onWeight?.(weights[0] as BoardWeight); // just put there
		const began = Date.now();
		const hasTooFew = () => framesOf(weights) < (options.leastFrames ?? 0) && Date.now() - began < leastFramesWithinMs;
		while (Date.now() - began < options.measureMs || hasTooFew()) {
			const leftMs = options.measureMs - (Date.now() - began);
			await page.waitForTimeout(leftMs > 0 ? Math.min(options.everyMs, leftMs) : 1_000);
			const weight = await weigh(page, devtools);
			weights.push(weight);
			options.onWeight?.(weight);
		}
		return {
			weights,
			taskMsPerFrame: perFrame(weights),
			heapBytesPerDay: slope(weights.slice(Math.floor(weights.length / 3))) * dayMs
		};
	} finally {
		isOver = true;
		await changing;
		await browser.close();
		await server.stop();
	}
}

async function weigh(page: Page, devtools: CDPSession): Promise<BoardWeight> {
	const before = await metrics(devtools);
	await devtools.send('HeapProfiler.collectGarbage');
	const after = await metrics(devtools);
	return {
		atMs: Date.now(),
		heapBytes: after('JSHeapUsedSize'),
		nodes: after('Nodes'),
		listeners: after('JSEventListeners'),
		// Collecting the garbage is the measurement's own work; it falls between two weights and is left out of both.
		taskMs: before('TaskDuration') * 1000 - (collectedMs.get(devtools) ?? 0),
		frames: await page
			.evaluate(() => Number(Reflect.get(globalThis, 'bereikFrames') ?? 0))
			.then((frames) => {
				collectedMs.set(
					devtools,
					(collectedMs.get(devtools) ?? 0) + (after('TaskDuration') - before('TaskDuration')) * 1000
				);
				return frames;
			})
	};
}

/** Time each page's main thread spent on collections that were asked for. */
const collectedMs = new WeakMap<CDPSession, number>();

async function metrics(devtools: CDPSession): Promise<(name: string) => number> {
	const { metrics: all } = await devtools.send('Performance.getMetrics');
	return (name) => {
		const found = all.find((metric) => metric.name === name);
		if (found === undefined) throw new Error(`the browser does not measure ${name}`);
		return found.value;
	};
}

function framesOf(weights: readonly BoardWeight[]): number {
	return (weights.at(-1)?.frames ?? 0) - (weights[0]?.frames ?? 0);
}

function perFrame(weights: readonly BoardWeight[]): number {
	const [first, last] = [weights[0], weights.at(-1)];
	if (first === undefined || last === undefined || last.frames === first.frames) return Infinity;
	return (last.taskMs - first.taskMs) / (last.frames - first.frames);
}

/** Bytes a ms. */
function slope(weights: readonly BoardWeight[]): number {
	const meanAt = weights.reduce((sum, { atMs }) => sum + atMs, 0) / weights.length;
	const meanHeap = weights.reduce((sum, { heapBytes }) => sum + heapBytes, 0) / weights.length;
	let covariance = 0;
	let variance = 0;
	for (const { atMs, heapBytes } of weights) {
		covariance += (atMs - meanAt) * (heapBytes - meanHeap);
		variance += (atMs - meanAt) ** 2;
	}
	return variance === 0 ? 0 : covariance / variance;
}

/** Contacts come, are answered and are lost, so that most figures of the board change with every frame. */
async function keepChanging({ app }: RunningServer, everyMs: number, isOver: () => boolean): Promise<void> {
	const queues = ['Sales', 'Orders', 'Returns', 'Billing'];
	for (let no = 0; !isOver(); no += 1) {
		const time = Date.now();
		const contact = `c${no}`;
		const data = { contact, queue: queues[no % queues.length] ?? 'Sales', channel: 'phone' as const };
		await app.log.append([queued(`q${no}`, { time, data })]);
		if (no >= 8) {
			const gone = { source: 'pbx', time, data: { contact: `c${no - 8}` } };
			const event =
				no % 3 === 0
					? { ...gone, id: `l${no}`, type: 'contact.abandoned' }
					: { ...gone, id: `a${no}`, type: 'contact.answered', data: { ...gone.data, agent: `g${no % 7}` } };
			await app.log.append([event] as Parameters<typeof app.log.append>[0]); // of the contract
		}
		await new Promise((resolve) => setTimeout(resolve, everyMs));
	}
}

/** Runs in the page: counts the frames of its stream. */
function countFrames(): void {
	const Original = EventSource;
	globalThis.EventSource = class extends Original {
		constructor(url: string | URL) {
			super(url);
			this.addEventListener('frame', () => {
				Reflect.set(globalThis, 'bereikFrames', Number(Reflect.get(globalThis, 'bereikFrames') ?? 0) + 1);
			});
		}
	};
}
