import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { number } from './support/board-page.ts';
import { setClockStage, startPlainDays } from './support/plain-days.ts';

const pictures = 'test-output/midnight';
const stage = setClockStage('what screens show over midnight', pictures);
const wall = { width: 1920, height: 1080 };
const phone = { width: 390, height: 844 };

describe.skipIf(stage.isMissing)('screens that stay open over midnight', () => {
	test('the figures of the day start anew, beside last week’s of the new day, and those of the last while go on', async () => {
		const days = await startPlainDays(stage.browser(), {
			first: '2026-11-01T00:00+01:00',
			begin: '2026-11-10T23:59:50+01:00',
			last: '2026-11-11T02:00+01:00'
		});
		const today = await days.open('/board/noord?page=today&lang=nl', wall);
		const now = await days.open('/board/noord?page=now&lang=nl', wall);
		const hand = await days.open('/now?lang=nl', phone);
		await days.stepTo('2026-11-10T23:59:59+01:00');
		expect(await number(today, 'today-wait')).toBe('0:30');
		expect(await words(today, '.tile >> nth=0')).toContain('vandaag tot 23:59 vorige week 0:23 · norm 1:00');
		expect(await today.locator('[role="img"]').nth(1).getAttribute('aria-label')).toMatch(/di 0, .*wo –/);
		expect(await words(now, '.tile >> nth=4')).toMatch(/norm 80% in 20 s|vandaag/);
		expect(await words(hand, '[data-metric="sl_v5"]')).toContain('vandaag n = 144');
		await today.screenshot({ path: `${pictures}/before.png` });

		await days.stepTo('2026-11-11T00:00:00+01:00');
		for (const page of [today, now]) expect(await number(page, 'clock')).toBe('00:00');
		expect(await number(today, 'today-wait')).toBe('–');
		// What last week had come to by then is nothing either.
		expect(await words(today, '.tile >> nth=0')).toMatch(/vandaag tot 00:00 norm 1:00$/);
		expect(await today.locator('[role="img"]').nth(1).getAttribute('aria-label')).toMatch(/di 0, .*wo 0, .*do –/);
		expect(await words(now, '.tile >> nth=4')).toContain('vandaag · n = 1');
		expect(await words(hand, '[data-metric="sl_v5"]')).toMatch(/Serviceniveau – .*vandaag n = 1$/);
		// The last half hour knows no midnight.
		expect(await number(now, 'average-wait')).toBe('0:30');
		expect(await words(hand, '[data-metric="asa_s"]')).toContain('0:30');

		await days.stepTo('2026-11-11T00:20:00+01:00');
		expect(await number(today, 'today-wait')).toBe('0:31');
		expect(await words(today, '.tile >> nth=0')).toContain('vandaag tot 00:20 vorige week 0:24 · norm 1:00');
		await today.screenshot({ path: `${pictures}/after.png` });

		await days.stepTo('2026-11-11T01:10:00+01:00');
		expect(await number(now, 'average-wait')).toBe('0:31');
		// All that is drawn is of the new day: were yesterday’s still there, its 0:30 would be the lowest.
		expect(await today.locator('[role="img"]').nth(0).getAttribute('aria-label')).toMatch(
			/: 0:31 tot 0:31, .*nu 0:31$/
		);
	});
});

async function words(page: Page, selector: string): Promise<string> {
	return (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();
}
