import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Replay, startReplay } from '#lib/cli/replay.ts';
import { readReplayEvents } from '#lib/cli/replay-events.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { busiestTenMinutes, type Recount, recount } from '../support/recount.ts';
import { queueLogFolder, readTruth } from '../support/shared-data.ts';
import { writtenAverage, writtenClock, writtenShare, writtenWait } from '../support/shown-figures.ts';
import { findBrowser, launchBrowser } from './support/page-host.ts';
import { askLive, openReplayPage, pageHasCaughtUp, rowsOf, textsOf } from './support/replay-page.ts';

const folder = queueLogFolder();
const browserPath = findBrowser();
if (browserPath === null) console.warn('SKIPPED: no browser on this machine, so no replay was looked at');

/** What the wall shows, letter by letter. */
type Shown = Readonly<{
	clock: string | null;
	waiting: string | null;
	longest: string | null;
	average: string | null;
	level: string | null;
	agents: readonly (string | null)[];
	queues: readonly string[];
}>;

const targetMs = 20_000;
const levelNorm = 0.8;

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
		replay = await startReplay(
			await readReplayEvents(file, { mapping: null, source: null, zone }),
			configuration,
			clock
		);
		browser = await launchBrowser(browserPath ?? '');
		page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, locale: 'nl-NL' });
		await openReplayPage(page, replay, '/board/replay?page=now&lang=nl');
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
			await pageHasCaughtUp(page, replay, 'board', at);
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
		expect(writtenShare(before, levelNorm)).not.toBe(writtenShare(after, levelNorm));
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

const agentStates = ['busy', 'ready', 'afterWork', 'notReady'];

async function look(page: Page): Promise<Shown> {
	const at = (name: string): string => `[data-testid="${name}"]`;
	const agents = Object.fromEntries(agentStates.map((state) => [state, at(`agents-${state}`)]));
	return {
		...(await textsOf(page, {
			clock: at('clock'),
			waiting: at('waiting'),
			longest: at('longest-wait'),
			average: at('average-wait'),
			level: at('service-level')
		})),
		agents: Object.values(await textsOf(page, agents)),
		queues: await rowsOf(page, '.tile ol > li')
	};
}

/** The same figures as the interface gives them at this instant. */
async function asked(replay: Replay): Promise<Recount> {
	const now = await askLive(replay, 'queue=fast');
	const lately = await askLive(replay, 'queue=fast&window=sliding:1800');
	const queue = await askLive(replay, 'queue=IT');
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
		clock: writtenClock(at, zone),
		waiting: String(figures.waiting),
		longest: writtenWait(figures.longestSeconds),
		average: writtenAverage(figures.averageSeconds),
		level: writtenShare(figures.serviceLevel, levelNorm),
		agents: [figures.busy, figures.ready, 0, 0].map(String),
		queues: Object.entries(figures.queues).map(
			([name, { waiting, longestSeconds }]) => `${name} ${waiting} ${writtenWait(longestSeconds)}`
		)
	};
}
