import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type OwnLog, placeForLog, type ServedBereik, startServe } from '../support/bereik-process.ts';
import { killAllChildren } from '../support/child-processes.ts';
import { appearances } from './support/board-page.ts';
import { findBrowser, launchBrowser } from './support/page-host.ts';

const path = findBrowser();
if (path === null)
	console.warn('SKIPPED: no browser on this machine, so no wall was looked at while its server was away');
let browser: Browser;
let log: OwnLog;
let server: ServedBereik;

/** A wall in front of a server of its own process; its time can be wound on. */
async function openWall(prepare: (page: Page) => Promise<unknown> = () => Promise.resolve()): Promise<Page> {
	const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
	await page.clock.install();
	await prepare(page);
	await page.goto(`${server.url}/board/noord?page=now&lang=nl`);
	await page.waitForSelector('[data-appearance="live"]', { timeout: 20_000 });
	await page.evaluate(() => Reflect.set(globalThis, 'bereikBegan', 'once'));
	return page;
}

/** Winds the wall's time on while its server is away, and looks all the while at what it claims. */
async function expectNothingLive(page: Page): Promise<void> {
	await page.clock.runFor(16_000);
	expect(await appearances(page)).toEqual(['delayed']);
	for (let second = 16; second < 62; second += 6) {
		await page.clock.runFor(6_000);
		expect(await appearances(page), `after ${second + 6} s`).not.toContain('live');
	}
	expect(await appearances(page)).toEqual(['no-connection']);
}

/** How long it takes until the wall is live, ms of real time; the page has to be the same. */
async function untilLive(page: Page): Promise<number> {
	const began = Date.now();
	await expect.poll(() => appearances(page), { timeout: 10_000, interval: 100 }).toEqual(['live']);
	const tookMs = Date.now() - began;
	expect(await page.evaluate(() => Reflect.get(globalThis, 'bereikBegan'))).toBe('once');
	return tookMs;
}

describe.skipIf(path === null)('a wall whose server is away', () => {
	beforeAll(async () => {
		if (path !== null) browser = await launchBrowser(path);
		log = placeForLog();
		server = await startServe(log);
	});
	afterEach(async () => {
		await Promise.all(browser.contexts().map((context) => context.close()));
	});
	afterAll(async () => {
		await browser?.close();
		killAllChildren();
		log.remove();
	});

	test('a server that is frozen: delayed, no connection, and live within five seconds after', async () => {
		const page = await openWall();
		server.child.kill('SIGSTOP');
		await expectNothingLive(page);
		server.child.kill('SIGCONT');
		const tookMs = await untilLive(page);
		console.log(`the server went on: live ${tookMs} ms later`);
		expect(tookMs).toBeLessThanOrEqual(5_000);
	});

	test('a server that dies and is started again: the same, and the page is not loaded anew', async () => {
		const page = await openWall();
		const { port } = new URL(server.url);
		server.child.kill('SIGKILL');
		await server.child.ended;
		await expectNothingLive(page);
		server = await startServe(log, { PORT: port });
		const tookMs = await untilLive(page);
		console.log(`the server was started again: live ${tookMs} ms later`);
		expect(tookMs).toBeLessThanOrEqual(5_000);
	});

	test('canary: a page that takes an open connection for a proof of life is caught', async () => {
		const page = await openWall((one) => one.addInitScript(believeInOpenConnections));
		server.child.kill('SIGSTOP');
		await expect(expectNothingLive(page)).rejects.toThrow(/live/);
		server.child.kill('SIGCONT');
	});
});

/** Runs in the page: as long as a stream is open, it is as if the server had just said that it lives. */
function believeInOpenConnections(): void {
	const Original = EventSource;
	globalThis.EventSource = class extends Original {
		constructor(url: string | URL) {
			super(url);
			let now = 0;
			this.addEventListener('hello', (message) => (now = JSON.parse(message.data).now));
			setInterval(() => {
				now += 5_000;
				const data = JSON.stringify({ now, seq: 0 });
				if (this.readyState === Original.OPEN) this.dispatchEvent(new MessageEvent('hb', { data }));
			}, 5_000);
		}
	};
}
