import { existsSync, mkdirSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { startReplay } from '#lib/cli/replay.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { findBrowser, launchBrowser } from './page-host.ts';
import { openReplayPage, pageHasCaughtUp } from './replay-page.ts';

/** Zone of the site whose days these are. */
export const zone = 'Europe/Amsterdam';
const everyMs = 600_000;

/** A server on a clock that the test steps, and the screens that are left open on it. */
export type PlainDays = Readonly<{
	/** Opens a screen; it stays open until the test is over. */
	open(path: string, viewport: Readonly<{ width: number; height: number }>): Promise<Page>;
	/** Lets the time come that a text such as `2026-11-10T23:59+01:00` tells, and waits until every screen shows it. */
	stepTo(time: string): Promise<void>;
}>;

/**
 * Makes a browser ready for a file of tests that leave screens of a real server open.
 * @returns whether there is a browser and a build; where not, it says what is skipped
 */
export function setClockStage(
	what: string,
	pictures: string
): Readonly<{ isMissing: boolean; browser: () => Browser }> {
	const path = findBrowser();
	const isMissing = path === null || !existsSync('build/handler.js');
	if (isMissing) console.warn(`SKIPPED: no browser or no build, so ${what} was not looked at`);
	let browser: Browser | null = null;
	beforeAll(async () => {
		if (isMissing) return;
		mkdirSync(pictures, { recursive: true });
		browser = await launchBrowser(path);
	});
	afterAll(() => browser?.close());
	return {
		isMissing,
		browser: () => {
			if (browser === null) throw new Error('the browser is started with the first test, not before');
			return browser;
		}
	};
}

/**
 * Starts a server with a phone call every ten minutes, each answered after as many seconds as the day of its month plus twenty:
 * a figure tells the day it is of.
 * @param first time of the first call, such as `2026-11-01T00:00+01:00`
 * @param begin time that the clock stands at
 * @param last no call comes from then on
 */
export async function startPlainDays(
	browser: Browser,
	{ first, begin, last }: Readonly<{ first: string; begin: string; last: string }>
): Promise<PlainDays> {
	const clock = new SteppedClock(Date.parse(begin), false);
	const configuration = { databaseFile: '', host: '127.0.0.1', port: 0, origin: null, zone };
	const replay = await startReplay(callsOf(Date.parse(first), Date.parse(last)), configuration, clock);
	const pages: { page: Page; view: string }[] = [];
	onTestFinished(async () => {
		await Promise.all(pages.map(({ page }) => page.close()));
		await replay.stop();
	});
	const catchUp = async (): Promise<void> => {
		await replay.catchUp();
		await replay.server.app.history.settled();
		for (const { page, view } of pages) await pageHasCaughtUp(page, replay, view, clock.now());
	};
	return {
		async open(path, viewport) {
			const page = await browser.newPage({ viewport });
			pages.push({ page, view: path.startsWith('/board') ? 'board' : 'phone' });
			await openReplayPage(page, replay, path);
			await catchUp();
			return page;
		},
		async stepTo(time) {
			const at = Date.parse(time);
			// The history follows the log in the background, and the board asks it once a second of this clock.
			for (const step of [at - 1_500, at])
				if (step > clock.now()) {
					clock.stepTo(step);
					await catchUp();
				}
		}
	};
}

function callsOf(from: number, to: number): SourceEvent[] {
	const dayOfMonth = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric' });
	const events: SourceEvent[] = [];
	for (let time = from; time < to; time += everyMs) {
		const contact = `c${time}`;
		const answered = time + (20 + Number(dayOfMonth.format(time))) * 1000;
		const of = { source: 'plain', data: { contact, agent: 'a1' } } as const;
		events.push(
			{
				...of,
				id: `${contact}-q`,
				type: 'contact.queued',
				time,
				data: { contact, queue: 'facturen', channel: 'phone' }
			},
			{ ...of, id: `${contact}-a`, type: 'contact.answered', time: answered },
			{ ...of, id: `${contact}-e`, type: 'contact.ended', time: answered + 60_000 }
		);
	}
	return events.sort((one, other) => one.time - other.time);
}
