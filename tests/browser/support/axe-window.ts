import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { carryAxe } from './faults-by-axe.ts';

/** Opens a window that brings axe with each page, and throws what goes wrong in one. */
export async function openAxeWindow(browser: Browser, options: BrowserContextOptions): Promise<Page> {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	page.on('pageerror', (error) => {
		throw error;
	});
	await carryAxe(page);
	return page;
}
