import type { Browser, Page } from '@playwright/test';

/** Windows that were left, by what they are for: to open one costs three times what it costs to load a page in it. */
const left = new WeakMap<Browser, Map<string, Page[]>>();
const purposes = new WeakMap<Page, string>();

/**
 * Gives a window that somebody left, or a new one.
 * @param purpose windows of the same purpose are made the same
 */
export async function takeWindow(browser: Browser, purpose: string, make: () => Promise<Page>): Promise<Page> {
	const page = left.get(browser)?.get(purpose)?.pop() ?? (await make());
	purposes.set(page, purpose);
	return page;
}

/**
 * Leaves a window to whoever looks next: nothing of what it showed or stored is there any more. Whoever gives it a script, a
 * listener or looks of its own opens one besides, which is closed here.
 */
export async function leaveWindow(page: Page): Promise<void> {
	const browser = page.context().browser();
	const purpose = purposes.get(page);
	if (browser === null || purpose === undefined) return page.context().close();
	await page.evaluate(() => {
		localStorage.clear();
		sessionStorage.clear();
	});
	await page.context().clearCookies();
	await leavePage(page);
	const byPurpose = left.get(browser) ?? new Map<string, Page[]>();
	left.set(browser, byPurpose);
	byPurpose.set(purpose, [...(byPurpose.get(purpose) ?? []), page]);
}

/**
 * Leaves what a window shows, so that whatever address comes next is loaded anew. It stays at the same server: from a page of
 * nobody's the browser would start a process for each page that follows.
 */
export async function leavePage(page: Page): Promise<void> {
	const url = page.url();
	if (url.startsWith('http')) await page.goto(new URL('/favicon.svg', url).href);
}
