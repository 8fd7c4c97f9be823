import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { number } from './support/board-page.ts';
import { setClockStage, startPlainDays } from './support/plain-days.ts';

const pictures = 'test-output/clock-changes';
const stage = setClockStage('what screens show when the clocks change', pictures);
const wall = { width: 1920, height: 1080 };
const phone = { width: 390, height: 844 };

describe.skipIf(stage.isMissing)('screens that stay open when the clocks change', () => {
	test('in spring two o’clock is three: the day has 23 hours, the last hour has 60 minutes', async () => {
		const days = await startPlainDays(stage.browser(), {
			first: '2026-03-21T00:00+01:00',
			begin: '2026-03-29T01:59:50+01:00',
			last: '2026-03-30T00:00+02:00'
		});
		const today = await days.open('/board/noord?page=today&lang=nl', wall);
		const queue = await days.open('/queues/facturen?lang=nl', phone);
		await days.stepTo('2026-03-29T01:59:59+01:00');
		expect(await number(today, 'clock')).toBe('01:59');
		await days.stepTo('2026-03-29T03:00:00+02:00');
		expect(await number(today, 'clock')).toBe('03:00');
		await days.stepTo('2026-03-29T03:20:00+02:00');
		expect(await times(queue)).toEqual(['01:20', '01:40', '03:00', '03:20']);
		expect(await answered(today)).toBe('14');
		await days.stepTo('2026-03-29T23:59:00+02:00');
		// 23 hours of six calls; a day of 24 would have shown 144.
		expect(await answered(today)).toBe('138');
		expect(await number(today, 'today-wait')).toBe('0:49');
		// The whole day lies in the picture, with the hour that did not come as a gap.
		await today.screenshot({ path: `${pictures}/spring.png` });
	});

	test('in autumn two o’clock comes twice, and every time in it says which: the day has 25 hours', async () => {
		const days = await startPlainDays(stage.browser(), {
			first: '2026-10-17T00:00+02:00',
			begin: '2026-10-25T02:59:00+02:00',
			last: '2026-10-26T00:00+01:00'
		});
		const today = await days.open('/board/noord?page=today&lang=nl', wall);
		const queue = await days.open('/queues/facturen?lang=nl', phone);
		expect(await number(today, 'clock')).toBe('02:59 A');
		await days.stepTo('2026-10-25T02:10:00+01:00');
		expect(await number(today, 'clock')).toBe('02:10 B');
		expect(await times(queue)).toEqual(['02:10 A', '02:30 A', '02:50 A', '02:10 B']);
		expect(await today.locator('.tile').first().innerText()).toContain('vandaag tot 02:10');
		// The header stays whole though its clock is longer.
		expect(await today.evaluate(() => document.querySelector('header')?.scrollWidth)).toBeLessThanOrEqual(1824);
		await today.screenshot({ path: `${pictures}/autumn-second.png` });
		await queue.screenshot({ path: `${pictures}/autumn-queue.png` });
		await days.stepTo('2026-10-25T03:00:00+01:00');
		expect(await number(today, 'clock')).toBe('03:00');
		await days.stepTo('2026-10-25T23:59:00+01:00');
		expect(await answered(today)).toBe('150');
		expect(await number(today, 'today-wait')).toBe('0:45');
		await today.screenshot({ path: `${pictures}/autumn.png` });
	});
});

/** The times under the chart of a queue's last hour. */
async function times(page: Page): Promise<readonly string[]> {
	const texts = await page.locator('.chart svg text').allTextContents();
	return texts.filter((text) => /^\d\d:\d\d/.test(text)).map((text) => text.replace(/\s/g, ' '));
}

/** How many calls the day's average wait is over, as it is said aloud. */
async function answered(page: Page): Promise<string | undefined> {
	return /(\d+) beantwoord/.exec(await page.locator('.tile .unseen').first().innerText())?.[1];
}
