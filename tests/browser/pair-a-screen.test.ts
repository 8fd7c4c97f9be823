import { type Browser, type BrowserContext, devices, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstLink } from '#lib/cli/first-link.ts';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { closedAccess, openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import { createLogger } from '#lib/server/logger.ts';
import { homePath } from '#lib/protocol/own-path.ts';
import { deskNl } from '#lib/ui/i18n/desk-nl.ts';
import { pairLink } from '#lib/ui/displays/pair-code.ts';
import { displaysNl as words } from '#lib/ui/i18n/displays-nl.ts';
import { queued } from '../support/contact-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { PeopleBrowser } from '../support/people-browser.ts';
import { lastingFolder } from '../support/temporary-folder.ts';
import { findBrowser, launchBrowser } from './support/page-host.ts';
import { baseOf } from './support/real-site.ts';

/*
 * A television and a phone, each a browser of its own, on a real server: the tests of a description follow each other.
 */

const path = findBrowser();
if (path === null) console.warn('SKIPPED: no browser on this machine, so no screen was paired');
/** How soon a screen that was revoked asks to be paired again. */
const darkWithinMs = 5_000;
const tv = { viewport: { width: 1280, height: 720 }, locale: 'nl-NL', colorScheme: 'dark' } as const;
const password = 'purple tulips in rain';
const email = 'mia@example.org';

describe.skipIf(path === null).each([
	{ mode: 'that people log in to', access: closedAccess },
	{ mode: 'that is open to whoever sits at it', access: openAccessConfiguration }
])('on a server $mode', ({ access }) => {
	const folder = lastingFolder();
	let server: RunningServer;
	let browser: Browser;
	let contexts: BrowserContext[] = [];
	let screen: Page;
	let phone: Page;
	let firstCode = '';
	let count = 0;

	beforeAll(async () => {
		if (path === null) return;
		server = await startServer({ ...testConfiguration(folder), access }, { logger: createLogger('silent') });
		browser = await launchBrowser(path);
		contexts = [await browser.newContext(tv), await browser.newContext({ ...devices['Pixel 7'], locale: 'nl-NL' })];
		for (const context of contexts) context.setDefaultTimeout(10_000);
		[screen, phone] = (await Promise.all(contexts.map((context) => context.newPage()))) as [Page, Page]; // one of each
	});
	afterAll(async () => {
		await Promise.all(contexts.map((context) => context.close()));
		await browser?.close();
		await server?.stop();
	});

	test('the television asks to be paired, with a code and two words, and shows nothing else', async () => {
		await screen.goto(`${baseOf(server)}/pair`);
		firstCode = await codeOn(screen);
		expect(await wordsOn(screen)).toMatch(/^\p{L}+ · \p{L}+$/u);
		if (access.isOpen) return;
		await screen.goto(`${baseOf(server)}/board/some-wall`);
		await screen.waitForURL('**/pair');
		// A screen that comes back has the code that it had.
		expect(await codeOn(screen)).toBe(firstCode);
	});

	test('somebody who may logs in on the phone', async () => {
		if (access.isOpen) return;
		await makeManager();
		await phone.goto(`${baseOf(server)}/displays`);
		await phone.waitForURL(/\/login\?to=/);
		await phone.locator('#email').fill(email);
		await phone.locator('#password').fill(password);
		await phone.locator('#password').press('Enter');
		await phone.waitForURL('**/displays');
		expect(await phone.getByRole('heading', { level: 1 }).textContent()).toBe(words.displaysTitle);
	});

	test('a code that is scanned is compared, named and confirmed, and the board comes with live figures', async () => {
		await pairByPhone(firstCode, 'Hal 1');
		await screen.waitForURL(/\/board\/[^/]+$/, { timeout: 15_000 });
		await expectLive(screen);
		const held = (await contexts[0]?.cookies()) ?? [];
		expect(held.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual(
			expect.arrayContaining([['bereik-display', true, 'Strict']])
		);
		if (!access.isOpen) expect(await elsewhere(screen)).toEqual([403, 403, 403, 403]);
	});

	test('a screen that is revoked asks to be paired again within five seconds, by another code', async () => {
		await phone.goto(`${baseOf(server)}/displays`);
		await phone.getByRole('button', { name: words.revokeSpoken('Hal 1') }).click();
		const gone = screen.waitForURL('**/pair', { timeout: darkWithinMs });
		await phone.getByRole('dialog').getByRole('button', { name: words.revoke }).click();
		await gone;
		const code = await codeOn(screen);
		expect(code).not.toBe(firstCode);
		firstCode = code;
	});

	test('and is paired again by that', async () => {
		await pairByPhone(firstCode, 'Hal 2');
		await screen.waitForURL(/\/board\/[^/]+$/, { timeout: 15_000 });
		await expectLive(screen);
	});

	/** The first administrator comes in by the link of the terminal, and lets a manager in. */
	async function makeManager(): Promise<void> {
		const tokenOf = (url: unknown): string => String(url).split('/welcome#')[1] ?? '';
		const token = tokenOf(await firstLink(server.app, server.web.url));
		await phone.goto(`${baseOf(server)}/welcome#${token}`);
		for (const [field, value] of Object.entries({ name: 'Ann', email: 'ann@example.org', password, again: password }))
			await phone.locator(`#${field}`).fill(value);
		expect(phone.url()).not.toContain(token);
		await phone.locator('#again').press('Enter');
		await phone.waitForURL(`**${homePath}`);
		await phone.context().clearCookies();
		const admin = new PeopleBrowser(baseOf(server));
		expect((await admin.post('/api/login', { email: 'ann@example.org', password })).status).toBe(200);
		const invited = await admin.post('/api/invitations', { email, name: 'Mia', roles: ['manager'], queues: null });
		const mia = { token: tokenOf(invited.body['url']), name: 'Mia', email, password };
		expect((await new PeopleBrowser(baseOf(server)).post('/api/welcome/accept', mia)).status).toBe(204);
	}

	/** As whoever scans the square on the television. */
	async function pairByPhone(code: string, name: string): Promise<void> {
		// Another page first: with another fragment alone a browser stays on the page that it has.
		await phone.goto('about:blank');
		await phone.goto(pairLink(baseOf(server), code));
		await phone.getByRole('button', { name: words.compareYes }).waitFor();
		expect(await phone.locator('main').textContent()).toContain((await wordsOn(screen)).split(' · ')[0]);
		await phone.getByRole('button', { name: words.compareYes }).click();
		await phone.getByLabel(words.fieldName).fill(name);
		await phone.getByLabel(words.fieldTeam).fill('Klantenservice');
		await phone.getByRole('button', { name: words.pairHere, exact: true }).click();
		const again = phone.getByRole('dialog').getByLabel(deskNl.password);
		await phone.getByText(words.paired(name)).or(again).first().waitFor();
		if (await again.isVisible()) {
			await again.fill(password);
			await again.press('Enter');
			await phone.getByText(words.paired(name)).waitFor();
		}
	}

	/** What happens now is on the board a moment later. */
	async function expectLive(page: Page): Promise<void> {
		await page.waitForSelector('[data-appearance="live"]');
		const waiting = `Wachtrij ${++count}`;
		const data = { contact: `c${count}`, queue: waiting, channel: 'phone' } as const;
		await server.app.log.append([queued(`live-${count}`, { time: Date.now(), data })]);
		await page.getByText(waiting).first().waitFor({ timeout: 10_000 });
	}

	/** What a television's browser is answered where a board is not. */
	function elsewhere(page: Page): Promise<number[]> {
		const paths = ['/api/live', '/api/stream?view=phone', '/api/displays', '/api/people'];
		return page.evaluate((all) => Promise.all(all.map(async (one) => (await fetch(one)).status)), paths);
	}
});

async function codeOn(screen: Page): Promise<string> {
	const spoken = await screen.getByText(words.pairCodeSpoken(''), { exact: false }).first().textContent();
	const code = /[A-Z]{4}-[A-Z]{4}/.exec(spoken ?? '')?.[0];
	if (code === undefined) throw new Error(`no code in ${spoken}`);
	return code;
}

async function wordsOn(screen: Page): Promise<string> {
	return (await screen.locator('.two').textContent()) ?? '';
}
