import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Replay, startReplay } from '#lib/cli/replay.ts';
import { readReplayEvents } from '#lib/cli/replay-events.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import {
	type BankCall,
	bankCalls,
	type BankFigures,
	bankRules,
	busiestHour,
	peakOf,
	recountBank,
	type Rules
} from '../support/recount-bank.ts';
import { sharedFolder } from '../support/shared-data.ts';
import { writtenAverage, writtenClock, writtenShare, writtenWait } from '../support/shown-figures.ts';
import { mappingOf } from '../support/translate-table.ts';
import { findBrowser, launchBrowser } from './support/page-host.ts';
import { askLive, openReplayPage, pageHasCaughtUp, rowsOf, textsOf } from './support/replay-page.ts';

const folder = sharedFolder('anonymous-bank-1999');
const browserPath = findBrowser();
if (browserPath === null) console.warn('SKIPPED: no browser on this machine, so no replay was looked at');

/** What a wall shows, letter by letter. */
type Wall = Readonly<{
	clock: string | null;
	waiting: string | null;
	longest: string | null;
	average: string | null;
	level: string | null;
	lastWeek: string | null;
	/** In the order of their names; where not all have a row of their own, the last stands for the rest. */
	queues: readonly string[];
}>;

/** What a phone shows: every queue, and the figures of the centre below them. */
type Phone = Readonly<{ clock: string; average: string | null; level: string | null; queues: readonly string[] }>;

const zone = 'Asia/Jerusalem';
const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
const targetMs = 20_000;
const norms = { level: 0.8, queueDepth: 10, longestSeconds: 300 };

describe.skipIf(folder === null || browserPath === null)('the busiest hours of a bank, read from a table', () => {
	const file = join(folder ?? '', 'january.txt');
	let text = '';
	let calls: BankCall[] = [];
	/** The hour with the first peak of the month, and the one with most calls, a week later. */
	let hours: number[] = [];
	let instants: number[] = [];
	let clock: SteppedClock;
	let replay: Replay;
	let browser: Browser;
	let wall: Page;
	let phone: Page;
	const seen = new Map<number, Readonly<{ wall: Wall; phone: Phone }>>();

	beforeAll(async () => {
		text = readFileSync(file, 'utf8');
		calls = bankCalls(text, 'vru_entry');
		const peak = peakOf(calls, 0, Infinity);
		hours = [peak.at - (peak.at % hourMs), busiestHour(calls).from];
		instants = hours.flatMap((from) => instantsToLookAt(calls, from));
		clock = new SteppedClock((hours[0] ?? 0) - 1);
		const configuration = { databaseFile: '', host: '127.0.0.1', port: 0, origin: null, zone };
		const mapping = mappingOf('call-log-with-voice-menu.yaml');
		replay = await startReplay(await readReplayEvents(file, { mapping, source: null, zone }), configuration, clock);
		browser = await launchBrowser(browserPath ?? '');
		wall = await browser.newPage({ viewport: { width: 1920, height: 1080 }, locale: 'nl-NL' });
		phone = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'nl-NL' });
		await openReplayPage(wall, replay, '/board/replay?page=now&lang=nl');
		await openReplayPage(phone, replay, '/now?lang=nl');
	});
	afterAll(async () => {
		// What did not start need not stop.
		await (browser as Browser | undefined)?.close();
		await (replay as Replay | undefined)?.stop();
	});

	test('the recount itself agrees with what another program counted', () => {
		const truth = JSON.parse(readFileSync(join(folder ?? '', 'truth-january.json'), 'utf8')) as Truth; // as it was written
		expect(calls).toHaveLength(truth.total.offered);
		// That program counts waits from the end of the voice menu.
		const queued = bankCalls(text, 'q_start');
		for (const from of hours) {
			const peak = peakOf(queued, from, from + hourMs);
			const { peak: depth, first_reached: reached } = truth.queue_depth.per_day[localTime(peak.at).slice(0, 10)] ?? {};
			expect([peak.depth, localTime(peak.at)]).toEqual([depth, reached]);
		}
		expect(busiestHour(calls)).toEqual({ from: Date.UTC(1999, 0, 10, 14), offered: 303 });
	});

	test('wall and phone show, at every instant, what the lines of the file and the interface say', async () => {
		expect(instants.length).toBeGreaterThanOrEqual(25);
		for (const at of instants) {
			clock.stepTo(at);
			await replay.catchUp();
			await replay.server.app.history.settled();
			await Promise.all([pageHasCaughtUp(wall, replay, 'board', at), pageHasCaughtUp(phone, replay, 'phone', at)]);
			const figures = recountBank(calls, at);
			const shown = { wall: await lookAtWall(wall), phone: await lookAtPhone(phone) };
			const named = `${at} (${localTime(at)})`;
			expect(await asked(replay, figures), `${named}, told by /api/live`).toEqual(figures);
			expect(shown.wall, `wall, ${named}`).toEqual(onWall(figures, at, calls, shown.wall));
			expect(shown.phone, `phone, ${named}`).toEqual(onPhone(figures, at));
			expectWorst(await phone.locator('.worst').allInnerTexts(), figures, `phone, ${named}`);
			seen.set(at, shown);
		}
	});

	test('the instants are those at which something happens', () => {
		const shown = [...seen.values()];
		// They differ, or equality would say little.
		expect(new Set(shown.map((faces) => JSON.stringify([faces.wall, faces.phone]))).size).toBeGreaterThanOrEqual(20);
		for (const from of hours) {
			const peak = seen.get(peakOf(calls, from, from + hourMs).at);
			expect(peak?.wall.waiting).toBe('18');
			const depths = peak?.phone.queues.map((row) => Number(row.split(' ')[1])) ?? [];
			expect(depths.reduce((sum, depth) => sum + depth, 0)).toBe(18);
		}
		expect(localTime(peakOf(calls, 0, Infinity).at)).toBe('1999-01-03T16:35:48');
		expect(shown.some(({ wall: { queues } }) => queues.some((row) => row.includes('+')))).toBe(true);
		expect(new Set(shown.map(({ wall: { lastWeek } }) => lastWeek)).size).toBeGreaterThan(2);
		for (const { wall: onTheWall, phone: inTheHand } of shown)
			expect([inTheHand.average, inTheHand.level]).toEqual([onTheWall.average, onTheWall.level]);
	});

	const wrongRules: Readonly<Record<string, Partial<Rules>>> = {
		'an answer at the very target misses it': { isWithinTarget: (waitMs) => waitMs < targetMs },
		'a short abandon is a miss': { isShort: () => false },
		'an abandon at the limit is a short one': { isShort: (waitMs) => waitMs <= 5_000 },
		'whoever leaves now still waits': { isLastInstantIn: true },
		'the average is over twenty-nine minutes': { averageOverMs: 29 * 60_000 },
		'the average has its oldest instant': { averageOverMs: 30 * 60_000 + 1 }
	};
	test.each(Object.keys(wrongRules))('a recount by which %s would be found out', (name) => {
		const rules = { ...bankRules, ...wrongRules[name] };
		const told = [...seen].filter(([at, faces]) => {
			const wrong = onPhone(recountBank(calls, at, rules), at);
			return JSON.stringify(wrong) !== JSON.stringify(faces.phone);
		});
		expect(seen.size).toBe(instants.length);
		expect(told).not.toEqual([]);
	});

	test('a recount that lets a wait begin after the voice menu would be found out', () => {
		const { at } = peakOf(calls, 0, Infinity);
		const wrong = onPhone(recountBank(bankCalls(text, 'q_start'), at), at);
		expect(wrong.queues).not.toEqual(seen.get(at)?.phone.queues);
	});
});

/** What is needed of a truth file. */
type Truth = Readonly<{
	total: Readonly<{ offered: number }>;
	queue_depth: Readonly<{ per_day: Readonly<Record<string, Readonly<{ peak: number; first_reached: string }>>> }>;
}>;

/** Around the peak, a target that passes, both kinds of end, the edges of a window, a minute and the hour. */
function instantsToLookAt(calls: readonly BankCall[], from: number): number[] {
	const to = from + hourMs;
	const peak = peakOf(calls, from, to).at;
	const inHour = calls.filter(({ entered, left }) => entered >= from && left < to - 60_000);
	const level = (at: number): string => writtenShare(recountBank(calls, at).level, norms.level);
	const late = first(inHour, ({ entered, waitMs }) => {
		const passesAt = entered + targetMs;
		return waitMs > targetMs && level(passesAt) !== level(passesAt + 1);
	});
	const lost = first(inHour, ({ isAnswered, waitMs }) => !isAnswered && waitMs > targetMs);
	const lostInTime = first(inHour, ({ isAnswered, waitMs }) => !isAnswered && waitMs >= 5_000 && waitMs <= targetMs);
	const atOnce = first(inHour, ({ isAnswered, waitMs }) => isAnswered && waitMs === 0);
	const served = first(inHour, ({ isAnswered, waitMs }) => isAnswered && waitMs > targetMs);
	// An answer that has just left the window of the average.
	const out = first(calls, ({ isAnswered, left, waitMs }) => isAnswered && left > from && waitMs > 120_000).left;
	const chosen = [
		from,
		...[peak - 1, peak, peak + 1],
		...[late.entered + targetMs - 1, late.entered + targetMs, late.entered + targetMs + 1],
		...[lost.left - 1, lost.left],
		lostInTime.left,
		atOnce.entered,
		served.left,
		out + 30 * 60_000 - 1,
		out + 30 * 60_000,
		Math.ceil(peak / 60_000) * 60_000,
		...[to - 1, to]
	];
	return [...new Set(chosen)].sort((a, b) => a - b);
}

function first(calls: readonly BankCall[], isWanted: (call: BankCall) => boolean): BankCall {
	const found = calls.find(isWanted);
	if (found === undefined) throw new Error('there is no such call in this hour');
	return found;
}

async function lookAtWall(page: Page): Promise<Wall> {
	const at = (name: string): string => `[data-testid="${name}"]`;
	const texts = await textsOf(page, {
		clock: at('clock'),
		waiting: at('waiting'),
		longest: at('longest-wait'),
		average: at('average-wait'),
		level: at('service-level'),
		lastWeek: '.figures .then'
	});
	return { ...texts, queues: byName(await rowsOf(page, '.tile ol > li')) };
}

async function lookAtPhone(page: Page): Promise<Phone> {
	const value = (metric: string): string => `.kpi[data-metric="${metric}"] .value > span:first-child`;
	const { notice, ...texts } = await textsOf(page, {
		notice: '.notice[data-notice="replay"] span',
		average: value('asa_s'),
		level: value('sl_v5')
	});
	const clock = /\d\d:\d\d/.exec(notice ?? '')?.[0] ?? `no clock in ${notice}`;
	return { ...texts, clock, queues: byName(await rowsOf(page, '[data-queue]')) };
}

/** The order of gravity is for the tests of the order; the row for the rest comes last. */
function byName(rows: readonly string[]): string[] {
	const rest = (row: string): number => (row.includes('+') ? 1 : 0);
	return [...rows].sort((a, b) => rest(a) - rest(b) || (a < b ? -1 : 1));
}

function onWall(figures: BankFigures, at: number, calls: readonly BankCall[], shown: Wall): Wall {
	const named = Object.entries(figures.queues);
	const isOwn = ([queue]: readonly [string, unknown]): boolean =>
		named.length <= 5 || shown.queues.some((row) => row.startsWith(`${queue} `));
	const own = named.filter(isOwn);
	const rest = named.filter((entry) => !isOwn(entry)).map(([, waits]) => waits);
	const longest = rest.flatMap(({ longest: wait }) => wait ?? []);
	const together = {
		waiting: rest.reduce((sum, { waiting }) => sum + waiting, 0),
		longest: longest.length === 0 ? null : Math.max(...longest)
	};
	const rows = own.map(([queue, waits]) => row(queue, waits));
	// Four rows and one for the rest, or a row for each.
	if (named.length > 5) expect(own).toHaveLength(4);
	const minuteLastWeek = Math.floor(at / 60_000) * 60_000 - weekMs;
	const isKnown = (calls[0]?.entered ?? Infinity) < minuteLastWeek;
	return {
		clock: writtenClock(at, zone),
		waiting: String(figures.waiting),
		longest: writtenWait(figures.longest),
		average: writtenAverage(figures.average),
		level: writtenShare(figures.level, norms.level),
		lastWeek: isKnown ? String(recountBank(calls, minuteLastWeek).waiting) : null,
		queues: rest.length === 0 ? rows : [...rows, row(`+${rest.length} wachtrijen`, together)]
	};
}

function onPhone(figures: BankFigures, at: number): Phone {
	return {
		clock: writtenClock(at, zone),
		average: writtenAverage(figures.average),
		level: writtenShare(figures.level, norms.level),
		queues: Object.entries(figures.queues).map(([queue, waits]) => row(queue, waits))
	};
}

function row(name: string, { waiting, longest }: Readonly<{ waiting: number; longest: number | null }>): string {
	return `${name} ${waiting} ${writtenWait(longest)}`;
}

/** The card with the worst queue names one that is beyond its norm, with its figures; without one there is no card of a queue. */
function expectWorst(cards: readonly string[], { queues }: BankFigures, where: string): void {
	const beyond = Object.entries(queues).filter(
		([, { waiting, longest }]) => waiting > norms.queueDepth || Math.floor(longest ?? 0) > norms.longestSeconds
	);
	const words = (cards[0] ?? '').replace(/\s+/g, ' ');
	const card = beyond.find(([queue]) => words.includes(` ${queue} `));
	expect(card !== undefined, `${where}: ${words}`).toBe(beyond.length > 0);
	if (card === undefined) return;
	const [, { waiting, longest }] = card;
	expect(words, where).toContain(waiting === 1 ? '1 wachtende' : `${waiting} wachtenden`);
	expect(words, where).toContain(`langst ${writtenWait(longest)}`);
}

/** The same figures as the interface gives them at this instant. */
async function asked(replay: Replay, { queues }: BankFigures): Promise<BankFigures> {
	const [now, lately, ...each] = await Promise.all(
		['fast', 'fast&window=sliding:1800', ...Object.keys(queues)].map((queue) => askLive(replay, `queue=${queue}`))
	);
	const figure = (values: Readonly<Record<string, unknown>> | undefined, key: string): number | null =>
		values?.[key] as number | null; // figures are numbers, null where there is nothing to say
	const waits = (values: Readonly<Record<string, unknown>> | undefined) => ({
		waiting: Number(figure(values, 'queue_depth')),
		longest: figure(values, 'longest_wait_s')
	});
	return {
		...waits(now),
		average: figure(lately, 'asa_s'),
		level: figure(now, 'sl_v5'),
		queues: Object.fromEntries(Object.keys(queues).map((queue, index) => [queue, waits(each[index])]))
	};
}

/** `1999-01-03T16:35:48` by the bank's clock. */
function localTime(at: number): string {
	return new Date(at).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');
}
