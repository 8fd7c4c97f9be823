import { createRequire } from 'node:module';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

// The one that comes with the package above, which would have it worked out anew, and twice, for each look.
const { source } = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))('axe-core') as {
	source: string; // as it promises
};

/**
 * Has a window bring axe with whatever it loads from here on. One that stays on a site works it out once; every other look has
 * to do so itself.
 */
export async function carryAxe(page: Page): Promise<void> {
	await page.addInitScript({ content: source });
}

/** What axe has against the page as it stands: the rule that it breaks, and where. */
export async function faultsByAxe(page: Page): Promise<readonly string[]> {
	if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
	const { violations } = await new AxeBuilder({ page, axeSource: '0' })
		// What is well is nobody's to read, and writing it down takes longer than finding it.
		.options({ resultTypes: ['violations'] })
		// All in the page itself: none of ours has another within it, for which a second window would be opened each time.
		.setLegacyMode()
		.analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
