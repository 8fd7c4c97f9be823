import type { Browser, Page } from '@playwright/test';
import { expect } from 'vitest';
import { asOldBrowser, findFaults } from './inspect.ts';
import { takeWindow } from './left-windows.ts';
import { findFaintText, findTightTargets } from './inspect-touch.ts';

/** Every size a page is looked at in; `text` is how much larger than usual the reader has set letters. */
export const phoneSizes = [
	{ width: 390, height: 844, text: 1 },
	{ width: 320, height: 568, text: 1 },
	{ width: 360, height: 740, text: 1 },
	{ width: 390, height: 844, text: 2 },
	{ width: 320, height: 568, text: 2 },
	{ width: 844, height: 390, text: 1 }
] as const;

const viewport = { width: 390, height: 844 };

/**
 * Opens an empty page with a clock of its own, as large as a phone; an error on it fails the test.
 * @param options given, it is in a new window: otherwise it may be in one that was left
 */
export async function openPhone(browser: Browser, options?: Parameters<Browser['newPage']>[0]): Promise<Page> {
	if (options !== undefined) return openWindow(browser, options);
	const page = await takeWindow(browser, 'phone', () => openWindow(browser, {}));
	// Whoever left it may have stopped its clock.
	await page.clock.resume();
	await page.setViewportSize(viewport);
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

/** Looks the page over at every size, and keeps pictures of it. */
export async function lookAtPhone(page: Page, pictures: string, name: string): Promise<Buffer> {
	await page.evaluate(() => document.fonts.ready.then(() => null));
	const picture = await page.screenshot({ path: `${pictures}/${name}.png`, animations: 'disabled', scale: 'css' });
	// What stays at the lower edge lies over the page by design; it is looked over where it belongs, at the end.
	await page.evaluate(() => {
		const inPlace = new CSSStyleSheet();
		inPlace.replaceSync('.phone nav, .phone .dock { position: static !important }');
		document.adoptedStyleSheets = [inPlace];
	});
	for (const { width, height, text } of phoneSizes) {
		await page.setViewportSize({ width, height });
		await page.evaluate((larger) => {
			document.documentElement.style.fontSize = `${larger * 100}%`;
		}, text);
		const where = `${name} at ${width}×${height}, text × ${text}`;
		// What depends on the room is laid out a frame after the screen has changed.
		await expect.poll(() => findFaults(page, 13, 1), { message: where }).toEqual({ scroll: [], text: [], small: [] });
		expect(await findTightTargets(page), where).toEqual([]);
		if (text === 2 || width === 320) {
			await page.screenshot({ path: `${pictures}/${name}-${width}-${text * 100}.png`, fullPage: true });
		}
	}
	expect(await findFaintText(page), name).toEqual([]);
	await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
	await page.evaluate(() => (document.adoptedStyleSheets = []));
	await page.setViewportSize(viewport);
	return picture;
}
