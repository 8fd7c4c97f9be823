import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setRealSite } from './support/real-site.ts';

const site = setRealSite('whether everybody can use the pages');

/*
 * Every page of the router as it is with figures, in both languages and both themes: what is wrong with a text is so in one
 * language whatever the theme, and with a colour in one theme whatever the language.
 */
describe.skipIf(site.isMissing).each([
	{ language: 'nl', theme: 'dark' },
	{ language: 'en', theme: 'light' }
] as const)('in $language on $theme', (looks) => {
	const contexts = new Map<'anyone' | 'person', BrowserContext>();
	beforeAll(async () => {
		for (const who of ['anyone', 'person'] as const) contexts.set(who, await site.visit(who, looks));
	});
	afterAll(() => Promise.all([...contexts.values()].map((context) => context.close())));

	test.each(site.pages)('$route can be used by everybody', async ({ path, isForAnyone }) => {
		const context = contexts.get(isForAnyone ? 'anyone' : 'person');
		if (context === undefined) throw new Error('there is no browser');
		const asked = `${path}?lang=${looks.language}&theme=${looks.theme}`;
		const page = await site.open(context, asked);
		expect(new URL(page.url()).pathname, 'it is shown, and not another').toBe(encodeURI(path));
		expect(await page.evaluate(() => document.documentElement.lang)).toMatch(/^(nl|en)$/);
		const { violations } = await new AxeBuilder({ page }).analyze();
		const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
		expect(said).toEqual([]);
		await page.close();
	});
});

test.skipIf(site.isMissing)('what cannot be used is found', async () => {
	const context = await site.visit('anyone');
	const page = await site.open(context, '/login');
	await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<button></button><img src="/favicon.svg">'));
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id }) => id)).toEqual(expect.arrayContaining(['button-name', 'image-alt']));
	await context.close();
});
