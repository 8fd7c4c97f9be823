import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { moment } from '#lib/ui/format/moment.ts';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { fewAtOnce } from './support/few-at-once.ts';
import { asking, isOfSettings, setRealSite } from './support/real-site.ts';

const site = setRealSite('the pages of the settings');
const pictures = 'test-output/settings';
const pages = site.pages.filter(({ route }) => isOfSettings(route));
const contexts: BrowserContext[] = [];
// Pages beside each other; the time in which others have their turn counts, too.
const inTurn = fewAtOnce(2);

async function visit(language: 'nl' | 'en', theme: 'dark' | 'light'): Promise<BrowserContext> {
	const context = await site.visit('person', { language, theme });
	contexts.push(context);
	return context;
}

/** Opens a page of the settings and waits for what it asks the server for. */
async function open(context: BrowserContext, path: string): Promise<Page> {
	const page = await site.open(context, path);
	page.setDefaultTimeout(10_000);
	await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
	return page;
}

beforeAll(() => void mkdirSync(pictures, { recursive: true }));
afterEach(async () => {
	for (const context of contexts.splice(0)) await context.close();
});

test.skipIf(site.isMissing)('there is a page for every part', () => {
	expect(pages.map(({ route }) => route).sort()).toEqual(
		['', '/audit', '/hours', '/messages', '/people', '/privacy', '/queues', '/sources', '/surveys', '/targets'].map(
			(part) => `/settings${part}`
		)
	);
});

describe.skipIf(site.isMissing).each([
	{ language: 'nl', theme: 'light' },
	{ language: 'en', theme: 'dark' }
] as const)('in $language on $theme', { timeout: 180_000 }, ({ language, theme }) => {
	const one = { route: '/settings/queues one', path: asking('/settings/queues', 'queue=Sales') };
	test.concurrent.for([...pages, { ...one, isForAnyone: false, board: null }])(
		'$route can be used by everybody, on a phone and at a desk',
		(view, { expect }) =>
			inTurn(() =>
				site.look('person', { language, theme }, async (page) => {
					await site.goToView(page, view, { language, theme });
					expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
					await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
					expect(await faultsByAxe(page)).toEqual([]);
					for (const [width, height, isKept] of [
						[1440, 900, true],
						[390, 844, true],
						[320, 568, false]
					] as const) {
						await page.setViewportSize({ width, height });
						// A table sees only after it was laid out that it has to be cards.
						await expect
							.poll(() => beyondTheEdge(page), { message: `at ${width} px nothing is beyond the edge` })
							.toBe(0);
						const name = `${language}-${theme}${view.route.replaceAll(/[/ ]/g, '-')}-${width}`;
						if (isKept) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: width === 390 });
					}
				})
			)
	);
});

/** By how much the page is wider than its window, px. */
function beyondTheEdge(page: Page): Promise<number> {
	return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

describe.skipIf(site.isMissing)('a manager at work', () => {
	test('a norm that is changed is on the wall, and says by whom', async () => {
		const context = await visit('nl', 'dark');
		// The one board: in turn with the other it would stand still for a while.
		const board = await site.open(context, '/board/Noord?lang=nl&page=now');
		await board.waitForSelector('.board');
		const norm = (text: string) =>
			board.waitForFunction(
				(said) => document.querySelector('[data-board="now"]')?.textContent?.includes(said) === true,
				text,
				{ timeout: 10_000 }
			);
		await norm('norm 15');
		const page = await open(context, '/settings/targets?lang=nl');
		const depth = page.locator('[data-group="centre"]').getByLabel('Wachtenden');
		await depth.fill('meer');
		await page.getByRole('button', { name: 'Opslaan' }).click();
		await page.getByText('Schrijf een heel getal.').waitFor();
		expect(await depth.getAttribute('aria-invalid')).toBe('true');
		expect(await depth.evaluate((input) => document.activeElement === input)).toBe(true);
		await depth.fill('44');
		await page.keyboard.press('Enter');
		await page.getByText('Opgeslagen. Het geldt nu overal.').waitFor();
		await page.getByText(/ingesteld door Ada/).waitFor();
		const { app } = site.server();
		expect(app.settings.norms.centre.queueDepth).toBe(44);
		await board.bringToFront();
		await norm('norm 44');
		await page.bringToFront();
		await page.getByRole('button', { name: 'Zet terug: Wachtenden' }).click();
		await page.getByRole('button', { name: 'Opslaan' }).click();
		await page.getByText('Opgeslagen. Het geldt nu overal.').waitFor();
		expect(app.settings.norms.centre.queueDepth).toBe(15);
	});

	test('a notice is on the board as it was written, beside an alarm and alone, and goes', async () => {
		const context = await visit('en', 'dark');
		const board = await site.open(context, '/board/Noord?lang=en');
		const page = await open(context, '/settings/messages?lang=en');
		const written = 'Till <b>3</b> is down & back at 14:00';
		await page.getByLabel('Text', { exact: true }).fill(written);
		await page.keyboard.press('Enter');
		await page.getByText('The notice is on the displays within seconds.').waitFor();
		await board.bringToFront();
		const shown = board.locator('[data-kind="message"] .words, .below').first();
		await shown.waitFor({ timeout: 10_000 });
		expect(await shown.textContent()).toBe(written);
		await board.screenshot({ path: `${pictures}/board-message.png` });
		await page.bringToFront();
		await page.getByRole('button', { name: `Remove: ${written}` }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
		await page.getByText('removed', { exact: true }).waitFor();
		await board.bringToFront();
		await shown.waitFor({ state: 'detached', timeout: 10_000 });
	});

	test('a target from a date, a day with other hours, and a key that is shown once', async () => {
		const context = await visit('nl', 'light');
		const page = await open(context, '/settings/targets?lang=nl');
		await page.locator('#new-from').fill('2027-01-01');
		await page.locator('#new-target').fill('1:30');
		await page.getByRole('button', { name: 'Voeg norm toe' }).click();
		await page.getByRole('heading', { name: 'Telefoon, vanaf vr 1 jan 2027' }).waitFor();
		const { app } = site.server();
		expect(app.settings.channelChanges).toMatchObject([
			{ channel: 'phone', from: '2027-01-01', settings: { targetMs: 90_000 } }
		]);
		const hours = await open(context, '/settings/hours?lang=nl');
		const days = hours.locator('[data-card="exceptionalHours"]');
		await days.getByRole('button', { name: 'Voeg dag toe' }).click();
		await days.getByLabel('Datum').fill('2026-12-24');
		await days.getByLabel('Open van tot').fill('8:00-16:00');
		await days.getByLabel('Naam').fill('Kerstavond');
		await days.getByRole('button', { name: 'Opslaan' }).click();
		await days.getByText('Opgeslagen. Het geldt nu overal.').waitFor();
		await days.getByText('do 24 dec 2026 · Kerstavond · open 08:00–16:00').waitFor();
		expect(app.settings.opening.exceptions).toMatchObject([
			{ date: '2026-12-24', hours: [{ fromMinute: 480 }], names: { nl: 'Kerstavond' } }
		]);
		const sources = await open(context, '/settings/sources?lang=nl');
		const keys = sources.locator('[data-card="keys"]');
		await keys.getByLabel('Bron').fill('pbx');
		await keys.getByRole('button', { name: 'Maak een sleutel' }).click();
		const secret = sources.getByRole('dialog').locator('textarea');
		await secret.waitFor();
		expect(await secret.inputValue()).toMatch(/^brk_/);
		await sources.getByRole('button', { name: 'Ik heb het bewaard' }).click();
		await keys
			.getByRole('cell', { name: /^geldig/ })
			.or(keys.getByText('geldig', { exact: true }))
			.first()
			.waitFor();
		expect(await sources.content()).not.toContain('brk_secret');
	});

	test('leaving with something typed asks first', async () => {
		const context = await visit('nl', 'dark');
		const page = await open(context, '/settings/surveys?lang=nl');
		await page.getByLabel('Dagen die meetellen, vandaag erbij').fill('14');
		const asked: string[] = [];
		page.once('dialog', (dialog) => (asked.push(dialog.message()), void dialog.dismiss()));
		await page.getByRole('link', { name: 'Openingstijden' }).click();
		await expect.poll(() => asked).toEqual(['Er is iets niet opgeslagen. Toch weggaan?']);
		expect(new URL(page.url()).pathname).toBe('/settings/surveys');
		page.once('dialog', (dialog) => void dialog.accept());
		await page.getByRole('link', { name: 'Openingstijden' }).click();
		await page.getByRole('heading', { level: 1, name: 'Openingstijden' }).waitFor();
	});

	test('somebody is invited, and the link is shown once', async () => {
		const context = await visit('en', 'light');
		const page = await open(context, '/settings/people?lang=en');
		await page.getByRole('button', { name: 'Invite somebody' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Name').fill('Bea');
		await dialog.getByRole('button', { name: 'Make an invitation' }).click();
		await dialog.getByText('Fill in an email address.').waitFor();
		await dialog.getByLabel('Email address').fill('bea@example.org');
		await dialog
			.getByLabel(/^See figures|^Look at figures|figures and trends/i)
			.first()
			.check();
		await dialog.getByRole('button', { name: 'Make an invitation' }).click();
		const link = page.getByRole('textbox', { name: 'Link for Bea' });
		await link.waitFor();
		expect(await link.inputValue()).toMatch(/\/welcome#/);
		await page.getByRole('button', { name: 'I have kept it' }).click();
		await page.getByText('bea@example.org').waitFor();
		const audit = await open(context, '/settings/audit?lang=en');
		await audit.getByText('Somebody invited').waitFor();
		await audit.getByLabel('What').selectOption('key');
		// The key stood there before, too: what tells that the list was filtered is what goes.
		await audit.getByText('Somebody invited').waitFor({ state: 'detached' });
		await audit.getByText('Key made').waitFor();
	});

	test('on a phone the parts are one tap away, and no list of them stands before the page', async () => {
		const context = await visit('nl', 'dark');
		const page = await open(context, '/settings/hours?lang=nl');
		await page.setViewportSize({ width: 390, height: 844 });
		const first = await page.locator('[data-card="week"]').boundingBox();
		expect(first?.y, 'this week begins in the upper half of the screen').toBeLessThan(422);
		expect(await page.getByRole('navigation', { name: 'Onderdelen van de instellingen' }).count()).toBe(0);
		await page.getByRole('main').getByRole('link', { name: 'Instellingen', exact: true }).click();
		await page.getByRole('heading', { level: 1, name: 'Instellingen' }).waitFor();
		await page.getByRole('main').getByRole('link', { name: 'Openingstijden', exact: true }).click();
		await page.getByRole('heading', { level: 1, name: 'Openingstijden' }).waitFor();
		await page.setViewportSize({ width: 1440, height: 900 });
		expect(await page.getByRole('navigation', { name: 'Onderdelen van de instellingen' }).count()).toBe(1);
	});

	test('the audit tells in words, and in the time of the site', async () => {
		const { app } = site.server();
		await app.access.audit.record({ kind: 'server' }, 'display.paired', 'd_x');
		const context = await visit('nl', 'dark');
		const page = await open(context, '/settings/audit?lang=nl');
		const rows = page.locator('tbody tr');
		await rows.first().waitFor();
		const told = (await rows.allInnerTexts()).join('\n');
		expect(told).not.toMatch(/\b[a-z]+(?:-[a-z]+)*\.[a-z-]+\b/);
		expect(told).toContain('Scherm gekoppeld');
		const [newest] = await app.access.audit.list({ limit: 1 });
		expect(await rows.first().locator('th').innerText()).toBe(moment(newest?.at ?? null, app.settings.zone, 'nl'));
	});
});
