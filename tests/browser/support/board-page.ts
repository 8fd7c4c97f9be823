import type { Browser, Page } from '@playwright/test';
import { expect } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import type { Hello } from '#lib/protocol/stream-message.ts';
import type { FakeStream } from './fake-stream.ts';
import { asOldBrowser, findFaults } from './inspect.ts';
import type { Faults } from './inspect.ts';
import { takeWindow } from './left-windows.ts';

/** Sizes a wall comes in, with px per unit of the board. */
const sizes = [
	{ width: 1920, height: 1080, unit: 1 },
	{ width: 1280, height: 720, unit: 2 / 3 },
	{ width: 3840, height: 2160, unit: 2 },
	{ width: 1080, height: 1920, unit: 1 }
] as const;

/** A page without a fault. */
export const noFaults: Faults = { scroll: [], text: [], small: [] };

const viewport = { width: 1920, height: 1080 };

/**
 * Opens a page with a clock of its own, as a browser of a television would; an error on it fails the test.
 * @param options given, it is in a new window: otherwise it may be in one that was left
 */
export async function openPage(
	browser: Browser,
	url: string,
	options?: Parameters<Browser['newPage']>[0]
): Promise<Page> {
	const make = () => openWindow(browser, options);
	const page = options === undefined ? await takeWindow(browser, 'board', make) : await make();
	await page.clock.resume();
	await page.setViewportSize(viewport);
	await page.goto(url);
	return page;
}

async function openWindow(browser: Browser, options: Parameters<Browser['newPage']>[0]): Promise<Page> {
	const page = await browser.newPage({ viewport, ...options });
	page.on('pageerror', (error) => {
		throw error;
	});
	await page.clock.install();
	// After the clock, which brings back what it fakes.
	await page.addInitScript(asOldBrowser);
	return page;
}

/** Puts other figures behind the stream and lets the page come back for them. */
export async function serve(
	page: Page,
	stream: FakeStream,
	cells: Cells,
	hello: Partial<Hello> = {},
	shown?: string
): Promise<void> {
	stream.reset(cells, hello);
	await comesBack(page, stream, shown);
}

/** Lets time pass until the page has a stream again: the attempts are seconds apart. */
export async function comesBack(
	page: Page,
	stream: FakeStream,
	shown = '.tile[data-appearance="live"]'
): Promise<void> {
	const state = async () => {
		await page.clock.runFor(1500);
		return { open: stream.open, isShown: await isLive(page, shown) };
	};
	await expect.poll(state, { timeout: 10_000 }).toEqual({ open: 1, isShown: true });
}

/** Whether the page has live figures: all of them, but for those whose source is silent; or shows what else is asked for. */
async function isLive(page: Page, shown: string): Promise<boolean> {
	const tiles = page.locator('.page[data-shown="true"] .tile:not(.silent)');
	if ((await page.locator(`${shown}, .tile.silent`).count()) === 0) return false;
	const looks = await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute('data-appearance')));
	return looks.every((look) => look === 'live');
}

/** How each tile in view stands by the age of its figures. */
export function looksByTile(page: Page): Promise<readonly (string | null)[]> {
	return page
		.locator('.page[data-shown="true"] .tile')
		.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-appearance')));
}

/** The same of each row of queues. */
export function looksByRow(page: Page): Promise<readonly (string | null)[]> {
	return page
		.locator('.page[data-shown="true"] li')
		.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-appearance')));
}

/** Cuts the link and lets time pass. */
export async function goSilent(page: Page, stream: FakeStream, ms: number): Promise<void> {
	stream.behaviour = 'unavailable';
	stream.end();
	await windOn(page, ms);
}

/**
 * Lets time pass: most of it at once, as when nothing gets its turn for so long, and the end of it moment by moment. Of minutes
 * that go by moment by moment a page draws every second.
 */
export async function windOn(page: Page, ms: number): Promise<void> {
	const slowlyMs = Math.min(ms, 5000);
	if (ms > slowlyMs) await page.clock.fastForward(ms - slowlyMs);
	await page.clock.runFor(slowlyMs);
}

/** Stops the page's clock, so that it moves only when told. */
export async function freeze(page: Page): Promise<void> {
	const now = await page.evaluate(() => Date.now());
	await page.clock.pauseAt(now + 2000);
}

/** Looks the page over at every size, and keeps a picture of the first, and of the upright one where `upright` says where. */
export async function look(page: Page, path: string, upright: string | null = null): Promise<Buffer> {
	await page.evaluate(() => document.fonts.ready.then(() => null));
	const picture = await page.screenshot({ path, animations: 'disabled' });
	const devtools = await page.context().newCDPSession(page);
	for (const { width, height, unit } of sizes) {
		const isUpright = height > width;
		if (isUpright) {
			await devtools.detach();
			await page.setViewportSize({ width, height });
		} else if (width !== viewport.width) {
			// Laid out as large as it says, and drawn no larger than is needed: nobody looks at it.
			const drawn = { deviceScaleFactor: 1, mobile: false, scale: 0.1, screenWidth: width, screenHeight: height };
			await devtools.send('Emulation.setDeviceMetricsOverride', { width, height, ...drawn });
		}
		expect(await page.evaluate(() => [innerWidth, innerHeight])).toEqual([width, height]);
		// Text is fitted a frame after the screen has changed.
		await expect.poll(() => findFaults(page, 36, unit), { message: `${path} at ${width}×${height}` }).toEqual(noFaults);
		if (isUpright && upright !== null) await page.screenshot({ path: upright, animations: 'disabled' });
	}
	await page.setViewportSize(viewport);
	return picture;
}

/** How the tiles in view stand by the age of their figures, each way once. */
export async function appearances(page: Page): Promise<readonly (string | null)[]> {
	const all = await page
		.locator('.page[data-shown="true"] .tile')
		.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-appearance')));
	return [...new Set(all)];
}

/** The words in the alarm slot. */
export async function slotText(page: Page): Promise<string> {
	return (await page.locator('.slot').innerText()).replace(/\s+/g, ' ').trim();
}

/** A figure as it is written on the board. */
export async function number(page: Page, figure: string): Promise<string> {
	return ((await page.getByTestId(figure).textContent()) ?? '').replace(/\s+/g, ' ').trim();
}
