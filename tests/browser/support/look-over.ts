import type { Page } from '@playwright/test';
import { expect } from 'vitest';
import { faultsByAxe } from './faults-by-axe.ts';
import { findFaults } from './inspect.ts';
import { findFaintText, findTightTargets } from './inspect-touch.ts';

const sizes = [
	{ width: 1440, height: 900, text: 1 },
	{ width: 390, height: 844, text: 1 },
	{ width: 320, height: 568, text: 1 },
	{ width: 390, height: 844, text: 2 }
] as const;

/** Looks the page over at every size and keeps pictures of it. */
export async function lookOver(page: Page, name: string, pictures: string): Promise<void> {
	await page.evaluate(() => document.fonts.ready.then(() => null));
	for (const { width, height, text } of sizes) {
		await page.setViewportSize({ width, height });
		await page.evaluate((larger) => {
			document.documentElement.style.fontSize = `${larger * 100}%`;
		}, text);
		const where = `${name} at ${width}×${height}, text × ${text}`;
		await page.screenshot({
			path: `${pictures}/${name}-${width}-${text * 100}.png`,
			fullPage: true,
			animations: 'disabled'
		});
		const { scroll, small } = await findFaults(page, 13, 1);
		expect(scroll, where).toEqual([]);
		expect(small, where).toEqual([]);
		// The eye of a password lies in its field, by design.
		const tight = (await findTightTargets(page)).filter(
			(fault) => !/(?:Toon|Show) (?:wachtwoord|password)/.test(fault)
		);
		expect(tight, where).toEqual([]);
	}
	expect(await findFaintText(page), name).toEqual([]);
	await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
	await page.setViewportSize({ width: 1440, height: 900 });
	expect(await faultsByAxe(page), name).toEqual([]);
}
