import type { Browser, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { type EventStore, StoreFailure } from '#lib/server/event-log/event-store.ts';
import { createLogger } from '#lib/server/logger.ts';
import { queued } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { lastingFolder } from '../support/temporary-folder.ts';
import { appearances, slotText } from './support/board-page.ts';
import { findBrowser, launchBrowser } from './support/page-host.ts';

const path = findBrowser();
const folder = lastingFolder();
if (path === null)
	console.warn('SKIPPED: no browser on this machine, so no wall was looked at while the disk was full');
let browser: Browser;
let server: RunningServer;
let isFull = false;
let no = 0;

/** Something happens in the centre; whether it was taken in. */
async function happen(): Promise<boolean> {
	const time = Date.now();
	const data = { contact: `c${no}`, queue: 'Sales', channel: 'phone' as const };
	return (await server.app.log.append([queued(`q${no++}`, { time, data })])).committed;
}

async function openWall(prepare: (page: Page) => Promise<unknown> = () => Promise.resolve()): Promise<Page> {
	const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
	await prepare(page);
	await page.goto(`http://127.0.0.1:${server.web.port}/board/noord?page=now&lang=nl`);
	await page.waitForSelector('[data-appearance="live"]', { timeout: 20_000 });
	return page;
}

/** Within seconds the wall says what is wrong, and nothing on it passes for the present. */
async function expectSaid(page: Page, withinMs = 10_000): Promise<void> {
	await expect.poll(() => slotText(page), { timeout: withinMs }).toContain('Opslag vol');
	expect(await slotText(page)).toContain('nieuwe gegevens komen niet binnen');
	expect(await appearances(page)).toEqual(['delayed']);
}

describe.skipIf(path === null)('a wall whose server has no room left', () => {
	beforeAll(async () => {
		if (path === null) return;
		const refuse = (): Promise<never> => Promise.reject(new StoreFailure('disk-full', new Error('SQLITE_FULL')));
		const wrapStore = (store: EventStore): EventStore =>
			new Proxy(store, {
				get(target, name) {
					if (name === 'append' && isFull) return refuse;
					const value: unknown = Reflect.get(target, name);
					return typeof value === 'function' ? (value.bind(target) as unknown) : value;
				}
			});
		server = await startServer(testConfiguration(folder), { logger: createLogger('silent'), wrapStore });
		browser = await launchBrowser(path);
	});
	afterEach(async () => {
		isFull = false;
		await Promise.all(browser.contexts().map((context) => context.close()));
	});
	afterAll(async () => {
		await browser?.close();
		await server?.stop();
	});

	test('says so while it lasts, and is live again in place', async () => {
		const page = await openWall();
		expect(await happen()).toBe(true);
		isFull = true;
		expect(await happen()).toBe(false);
		await expectSaid(page);
		isFull = false;
		expect(await happen()).toBe(true);
		await expect.poll(() => appearances(page), { timeout: 10_000 }).toEqual(['live']);
		expect(await slotText(page)).not.toContain('Opslag');
	});

	test('canary: a page that does not hear of it is caught', async () => {
		const page = await openWall((one) => one.addInitScript(hearNothingOfTheServer));
		const hearing = await openWall();
		isFull = true;
		expect(await happen()).toBe(false);
		// By then whoever hears of it has said so: to wait longer for the one that does not would tell nothing more.
		await expectSaid(hearing);
		await expect(expectSaid(page, 2_000)).rejects.toThrow(/Opslag vol/);
	});
});

/** Runs in the page: what the server says of itself does not come through. */
function hearNothingOfTheServer(): void {
	const parse = JSON.parse;
	JSON.parse = (text: string) => parse(text.replace(/"server\.problem":"[^"]*"/g, '"server.problem":null'));
}
