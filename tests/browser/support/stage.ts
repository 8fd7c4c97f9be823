import { mkdirSync } from 'node:fs';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll } from 'vitest';
import type { AccessApi } from './access-api.ts';
import { FakeStream } from './fake-stream.ts';
import { findBrowser, launchBrowser } from './page-host.ts';
import { servePages } from './serve-pages.ts';

/** The built pages, a browser to look at them with, and a stream that says what a test wants it to. */
export type Stage = Readonly<{
	/** There is no browser on this machine: nothing of this can be looked at. */
	isMissing: boolean;
	stream: FakeStream;
	/** Where the pages are; known once the tests have begun. */
	address: () => string;
	/** Known once the tests have begun. */
	browser: () => Browser;
	/** Has what is asked beside the stream answered by this, from here on. */
	answerBy: (api: AccessApi) => void;
}>;

/**
 * Sets the stage for the tests of a file and clears it away after them. Where there is no browser it says what is skipped.
 * @param what is looked at, as in `the board`
 * @param pictures folder for pictures of it
 */
export function setStage(what: string, pictures: string): Stage {
	const path = findBrowser();
	const stream = new FakeStream();
	let api: AccessApi | null = null;
	let address = '';
	let browser: Browser | null = null;
	let close = (): Promise<void> => Promise.resolve();
	if (path === null) console.warn(`SKIPPED: no browser on this machine, so ${what} was not looked at`);

	beforeAll(async () => {
		if (path === null) return;
		mkdirSync(pictures, { recursive: true });
		({ address, close } = await servePages(stream, () => api));
		browser = await launchBrowser(path);
	});
	afterAll(async () => {
		await browser?.close();
		stream.end();
		await close();
	});

	return {
		isMissing: path === null,
		stream,
		address: () => address,
		browser: () => {
			if (browser === null) throw new Error('the browser is started with the first test, not before');
			return browser;
		},
		answerBy: (given) => {
			api = given;
		}
	};
}
