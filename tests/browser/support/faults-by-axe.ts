import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe has against the page as it stands: the rule that it breaks, and where. */
export async function faultsByAxe(page: Page): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page })
		// What is well is nobody's to read, and writing it down takes longer than finding it.
		.options({ resultTypes: ['violations'] })
		// All in the page itself: none of ours has another within it, for which a second window would be opened each time.
		.setLegacyMode()
		.analyze();
	return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
