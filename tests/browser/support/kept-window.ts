import type { BrowserContextOptions, Page } from '@playwright/test';
import { carryAxe } from './faults-by-axe.ts';
import type { Stage } from './stage.ts';

/**
 * One window for the tests of a file, which each finds as if it were new: in a new one every script, and axe, is worked out anew,
 * and that takes longer than most tests. It brings axe with each page, and throws what goes wrong in one.
 */
export class KeptWindow {
	readonly #stage: Stage;
	readonly #options: BrowserContextOptions;
	readonly #prepare: (page: Page) => Promise<unknown>;
	#kept: Page | null = null;

	/** @param prepare what is done once to each window, such as to take something away from its browser */
	constructor(stage: Stage, options: BrowserContextOptions, prepare: (page: Page) => Promise<unknown>) {
		this.#stage = stage;
		this.#options = options;
		this.#prepare = prepare;
	}

	/** The window that is kept. */
	async take(): Promise<Page> {
		this.#kept ??= await this.another();
		return this.#kept;
	}

	/** A window besides it, for whoever changes something in it for good. */
	async another(): Promise<Page> {
		const context = await this.#stage.browser().newContext(this.#options);
		const page = await context.newPage();
		page.on('pageerror', (error) => {
			throw error;
		});
		await this.#prepare(page);
		await carryAxe(page);
		return page;
	}

	/**
	 * Leaves a page, and makes the window as new; one besides the kept one is closed. It stays on the site: a browser takes another
	 * process for what lies elsewhere.
	 */
	async leave(page: Page): Promise<void> {
		if (page !== this.#kept) return page.context().close();
		await page.goto(`${this.#stage.address()}/favicon.svg`);
		await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
		await page.context().clearCookies();
		if (this.#options.viewport) await page.setViewportSize(this.#options.viewport);
	}
}
