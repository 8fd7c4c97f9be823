import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { fewAtOnce } from './support/few-at-once.ts';
import { isOfSettings, type Looks, setRealSite, type SitePage } from './support/real-site.ts';

const site = setRealSite('whether everybody can use the pages');

/*
 * Every page of the router as it is with figures, in both languages and both themes: what is wrong with a text is so in one
 * language whatever the theme, and with a colour in one theme whatever the language. Those that are seen most are looked at in
 * all four. The settings are looked at with all that they fold away, and on a phone, by `settings-pages.test.ts`: Dutch on
 * light and English on dark.
 */
const mostSeen: readonly string[] = [
	...['/board/[screen] now', '/board/[screen] today', '/now', '/trends', '/displays', '/settings/targets', '/login']
];
const everywhere: readonly Looks[] = [
	{ language: 'nl', theme: 'dark' },
	{ language: 'en', theme: 'light' }
];
const besides: readonly Looks[] = [
	{ language: 'nl', theme: 'light' },
	{ language: 'en', theme: 'dark' }
];
const isMostSeen = ({ route }: SitePage): boolean => mostSeen.includes(route.replaceAll(/\/\([^)]+\)/g, ''));
const views = site.views.filter((view) => isMostSeen(view) || !isOfSettings(view.route));
/** A screen that was paired has the looks that it was set to, which are the first. */
const isShownSo = ({ route }: SitePage, looks: Looks): boolean =>
	route !== '/board/[screen]' || looks === everywhere[0];
const cases = [
	...everywhere.flatMap((looks) => views.filter((view) => isShownSo(view, looks)).map((view) => ({ view, looks }))),
	...besides.flatMap((looks) =>
		views.filter((view) => isMostSeen(view) && !isOfSettings(view.route)).map((view) => ({ view, looks }))
	)
].map((one) => ({ ...one, name: `${one.view.route} in ${one.looks.language} on ${one.looks.theme}` }));

test('the pages that are seen most are pages', () => {
	expect(site.views.filter(isMostSeen)).toHaveLength(mostSeen.length);
});

// Pages beside each other, as many as a small machine has hands for; the time in which others have their turn counts, too.
const inTurn = fewAtOnce(2);

describe.skipIf(site.isMissing)('every page', { timeout: 180_000 }, () => {
	test.concurrent.for(cases)('$name can be used by everybody', ({ view, looks }, { expect }) =>
		inTurn(() =>
			site.look(view.isForAnyone ? 'anyone' : 'person', looks, async (page) => {
				await site.goToView(page, view, looks);
				const root = page.locator('html');
				expect(await root.getAttribute('lang')).toBe(looks.language);
				// Paper is light.
				expect(await root.getAttribute('data-theme')).toBe(view.route === '/trends/print' ? 'light' : looks.theme);
				expect(await faultsByAxe(page)).toEqual([]);
			})
		)
	);
});

test.skipIf(site.isMissing)('what cannot be used is found, by an axe that came with the page or after it', async () => {
	const context = await site.visit('anyone');
	const find = async (page: Page): Promise<void> => {
		await site.goTo(page, '/login');
		await page.evaluate(() =>
			document.body.insertAdjacentHTML('beforeend', '<button></button><img src="/favicon.svg">')
		);
		const rules = (await faultsByAxe(page)).map((fault) => fault.split(':')[0]);
		expect(rules).toEqual(expect.arrayContaining(['button-name', 'image-alt']));
	};
	await site.look('anyone', { language: 'nl', theme: 'dark' }, find);
	await find(await context.newPage());
	await context.close();
});
