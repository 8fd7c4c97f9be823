import { describe, expect, test } from 'vitest';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { fewAtOnce } from './support/few-at-once.ts';
import { type Looks, setRealSite, type SitePage } from './support/real-site.ts';

const site = setRealSite('whether everybody can use the pages');

/*
 * Every page of the router as it is with figures, in both languages and both themes: what is wrong with a text is so in one
 * language whatever the theme, and with a colour in one theme whatever the language. Those that are seen most are looked at in
 * all four.
 */
const mostSeen: readonly string[] = ['/board/[screen]', '/now', '/trends', '/displays', '/settings/targets', '/login'];
const everywhere: readonly Looks[] = [
	{ language: 'nl', theme: 'dark' },
	{ language: 'en', theme: 'light' }
];
const besides: readonly Looks[] = [
	{ language: 'nl', theme: 'light' },
	{ language: 'en', theme: 'dark' }
];
const isMostSeen = ({ route }: SitePage): boolean => mostSeen.includes(route.replaceAll(/\/\([^)]+\)/g, ''));
const cases = [
	...everywhere.flatMap((looks) => site.pages.map((page) => ({ page, looks }))),
	...besides.flatMap((looks) => site.pages.filter(isMostSeen).map((page) => ({ page, looks })))
].map((one) => ({ ...one, name: `${one.page.route} in ${one.looks.language} on ${one.looks.theme}` }));

test('the pages that are seen most are pages', () => {
	expect(site.pages.filter(isMostSeen)).toHaveLength(mostSeen.length);
});

// Pages beside each other, as many as a small machine has hands for; the time in which others have their turn counts, too.
const inTurn = fewAtOnce(2);

describe.skipIf(site.isMissing)('every page', { timeout: 180_000 }, () => {
	test.concurrent.for(cases)('$name can be used by everybody', ({ page: { path, isForAnyone }, looks }, { expect }) =>
		inTurn(() =>
			site.look(isForAnyone ? 'anyone' : 'person', looks, async (page) => {
				await site.goTo(page, `${path}?lang=${looks.language}&theme=${looks.theme}`);
				expect(new URL(page.url()).pathname, 'it is shown, and not another').toBe(encodeURI(path));
				expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^(nl|en)$/);
				expect(await faultsByAxe(page)).toEqual([]);
			})
		)
	);
});

test.skipIf(site.isMissing)('what cannot be used is found', async () => {
	const context = await site.visit('anyone');
	const page = await site.open(context, '/login');
	await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<button></button><img src="/favicon.svg">'));
	const rules = (await faultsByAxe(page)).map((fault) => fault.split(':')[0]);
	expect(rules).toEqual(expect.arrayContaining(['button-name', 'image-alt']));
	await context.close();
});
