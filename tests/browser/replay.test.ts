import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEventsOf, type Replay, startReplay } from '#lib/cli/replay.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { busiestTenMinutes, type Recount, recount } from '../support/recount.ts';
import { queueLogFolder, readTruth } from '../support/shared-data.ts';
import { findBrowser, launchBrowser } from './support/page-host.ts';

const folder = queueLogFolder();
const browserPath = findBrowser();
if (browserPath === null) console.warn('SKIPPED: no browser on this machine, so no replay was looked at');

/** What the wall shows, letter by letter. */
type Shown = Readonly<{
	clock: string;
	waiting: string;
	longest: string;
	average: string;
	level: string;
	agents: readonly string[];
	queues: readonly string[];
}>;

/** What the page remembers of its stream for this test. */
type Heard = Readonly<{ heard: Readonly<{ id: string; now: number }> }>;

const targetMs = 20_000;

describe.skipIf(folder === null || browserPath === null)('the busiest ten minutes of a real queue_log', () => {
	const file = join(folder ?? '', 'queue_log.first-days');
	let lines: string[] = [];
	let zone = '';
	let from = 0;
	let clock: SteppedClock;
	let replay: Replay;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		lines = readFileSync(file, 'utf8').split('\n');
		zone = readTruth(join(folder ?? '', 'truth.first-days.json')).local_zone;
		from = busiestTenMinutes(lines) * 1000;
		clock = new SteppedClock(from - 1);
		const configuration = { databaseFile: '', host: '127.0.0.1', port: 0, origin: null, zone };
		replay = await startReplay(await readEventsOf(file), configuration, clock);
		browser = await launchBrowser(browserPath ?? '');
		page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, locale: 'nl-NL' });
		await page.addInitScript(rememberWhatWasHeard);
		await page.goto(`${replay.server.web.url}/board/replay?page=now&lang=nl`);
		await page.waitForFunction(() => (window as unknown as Heard).heard.id !== ''); // as remembered below
	});
	afterAll(async () => {
		// What did not start need not stop.
		await (browser as Browser | undefined)?.close();
		await (replay as Replay | undefined)?.stop();
	});

	test('the wall shows, at every instant, what the lines of the file and the interface say', async () => {
		const instants = instantsToLookAt(lines, from);
		expect(instants.length).toBeGreaterThanOrEqual(10);
		const seen = new Set<string>();
		for (const at of instants) {
			clock.stepTo(at);
			await replay.catchUp();
			await pageHasCaughtUp(page, replay, at);
			const shown = await look(page);
			const named = `${at} (${new Date(at).toISOString()})`;
			expect(shown, `${named}, counted from the file`).toEqual(written(recount(lines, at, zone), at, zone));
			expect(shown, `${named}, told by /api/live`).toEqual(written(await asked(replay), at, zone));
			seen.add(JSON.stringify({ ...shown, clock: '' }));
		}
		// The instants differ, or equality would say little.
		expect(seen.size).toBeGreaterThanOrEqual(8);
	});

	test('one millisecond past a target is on the wall', () => {
		const entered = lateAnswer(lines, from).enteredMs;
		const before = recount(lines, entered + targetMs, zone).serviceLevel;
		const after = recount(lines, entered + targetMs + 1, zone).serviceLevel;
		expect(instantsToLookAt(lines, from)).toEqual(expect.arrayContaining([entered + targetMs, entered + targetMs + 1]));
		expect(percent(before)).not.toBe(percent(after));
	});
});

/** A call in the ten minutes that is answered past its target. */
function lateAnswer(lines: readonly string[], from: number): { enteredMs: number; answeredMs: number } {
	for (const line of lines) {
		const [stamp = '', , , , verb, held = ''] = line.split('|');
		const answeredMs = Number(stamp) * 1000;
		const enteredMs = answeredMs - Number(held) * 1000;
		const isIn = enteredMs >= from && answeredMs < from + 600_000;
		if (verb === 'CONNECT' && isIn && Number(held) * 1000 > targetMs) return { enteredMs, answeredMs };
	}
	throw new Error('nobody waits past the target in these ten minutes');
}

/** Around the passing of a target, and around what the lines tell. */
function instantsToLookAt(lines: readonly string[], from: number): number[] {
	const { enteredMs, answeredMs } = lateAnswer(lines, from);
	const told = lines
		.filter((line) => /\|(?:ENTERQUEUE|CONNECT|COMPLETEAGENT|COMPLETECALLER)\|/.test(line))
		.map((line) => Number(line.split('|')[0]) * 1000)
		.filter((at) => at >= from && at < from + 600_000);
	const around = [enteredMs + targetMs - 1, enteredMs + targetMs, enteredMs + targetMs + 1, answeredMs - 1];
	const between = [from + 1_500, enteredMs + 7_250, from + 599_999];
	return [...new Set([...told, ...around, ...between])].sort((a, b) => a - b);
}

/** Runs in the page before anything else: the id and the server's time of the last message that came. */
function rememberWhatWasHeard(): void {
	const heard = { id: '', now: 0 };
	class Listening extends EventSource {
		constructor(...about: ConstructorParameters<typeof EventSource>) {
			super(...about);
			for (const name of ['hello', 'snapshot', 'frame', 'hb'])
				this.addEventListener(name, ({ data, lastEventId }) => {
					heard.id = lastEventId;
					heard.now = (JSON.parse(data) as { now: number }).now; // every message carries it
				});
		}
	}
	Object.assign(window, { heard, EventSource: Listening });
}

/** Waits until the page has the very frame that the server last built, and its time. */
async function pageHasCaughtUp(page: Page, { server }: Replay, at: number): Promise<void> {
	const snapshot = new TextDecoder().decode(server.app.streams.of('now')?.snapshot());
	const id = /^id: (.*)$/m.exec(snapshot)?.[1] ?? '';
	await page.waitForFunction(
		(wanted) => {
			const { heard } = window as unknown as Heard; // as remembered above
			return heard.id === wanted.id && heard.now === wanted.at;
		},
		{ id, at },
		{ timeout: 10_000 }
	);
}

function look(page: Page): Promise<Shown> {
	return page.evaluate(() => {
		const words = (root: ParentNode, selector: string): string =>
			root.querySelector(selector)?.textContent?.trim() ?? `nothing at ${selector}`;
		const shown = (name: string): string => words(document, `[data-testid="${name}"]`);
		return {
			clock: shown('clock'),
			waiting: shown('waiting'),
			longest: shown('longest-wait'),
			average: shown('average-wait'),
			level: shown('service-level'),
			agents: ['busy', 'ready', 'afterWork', 'notReady'].map((state) => shown(`agents-${state}`)),
			queues: [...document.querySelectorAll('.tile ol > li')].map((row) =>
				['.name', '.depth', '.wait'].map((column) => words(row, column)).join(' ')
			)
		};
	});
}

/** The same figures as the interface gives them at this instant. */
async function asked({ server }: Replay): Promise<Recount> {
	const values = async (query: string): Promise<Record<string, unknown>> => {
		const answer = await fetch(`${server.web.url}/api/live?${query}`);
		expect(answer.status).toBe(200);
		const body = (await answer.json()) as { at: string; values: Record<string, unknown> }; // as the interface promises
		expect(body.at).toBe(new Date(server.app.clock.now()).toISOString());
		return body.values;
	};
	const now = await values('queue=fast');
	const lately = await values('queue=fast&window=sliding:1800');
	const queue = await values('queue=IT');
	const agents = now['agents'] as Record<string, number>; // by state
	expect([agents['acw'], agents['not_ready']]).toEqual([0, 0]);
	return {
		waiting: Number(now['queue_depth']),
		longestSeconds: now['longest_wait_s'] as number | null, // a figure, as below
		averageSeconds: lately['asa_s'] as number | null,
		serviceLevel: now['sl_v5'] as number | null,
		busy: Number(agents['busy']),
		ready: Number(agents['ready']),
		queues: {
			IT: { waiting: Number(queue['queue_depth']), longestSeconds: queue['longest_wait_s'] as number | null }
		}
	};
}

function written(figures: Recount, at: number, zone: string): Shown {
	return {
		clock: new Date(at).toLocaleTimeString('nl-NL', { timeZone: zone, hour: '2-digit', minute: '2-digit' }),
		waiting: String(figures.waiting),
		longest: minutes(figures.longestSeconds),
		average: minutes(figures.averageSeconds === null ? null : Math.round(figures.averageSeconds)),
		level: percent(figures.serviceLevel),
		agents: [figures.busy, figures.ready, 0, 0].map(String),
		queues: Object.entries(figures.queues).map(
			([name, { waiting, longestSeconds }]) => `${name} ${waiting} ${minutes(longestSeconds)}`
		)
	};
}

function minutes(seconds: number | null): string {
	if (seconds === null) return '–';
	const whole = Math.floor(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function percent(share: number | null): string {
	if (share === null) return '–';
	return share !== 0 && share < 0.0995
		? `${(share * 100).toFixed(1).replace('.', ',')}%`
		: `${Math.round(share * 100)}%`;
}
