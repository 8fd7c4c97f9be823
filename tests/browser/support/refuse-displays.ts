import type { Page } from '@playwright/test';
import { markRefused } from '#lib/server/http/refused-page.ts';

/** Marks the shell of a page as the server marks it for whoever may not see it. */
export async function refuseDisplays(of: Page): Promise<void> {
	await of.route(
		({ pathname }) => pathname === '/displays',
		async (route) => {
			const answer = await route.fetch();
			await route.fulfill({ response: answer, status: 403, body: markRefused(await answer.text()) });
		}
	);
}
