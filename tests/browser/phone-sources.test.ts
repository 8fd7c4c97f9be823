import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { countColours } from './support/inspect.ts';
import { leavePage, leaveWindow } from './support/left-windows.ts';
import { alarmCells, calmCells, nightCells, silentCells } from './support/now-cells.ts';
import { phoneCells } from './support/phone-cells.ts';
import { lookAtPhone, openPhone } from './support/phone-page.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/phone';
const stage = setStage('what the phone says of its sources', pictures);
const { stream } = stage;

describe.skipIf(stage.isMissing)('the phone, while a source is silent or the centre is closed', () => {
	describe.each([
		{ language: 'nl', theme: 'light' },
		{ language: 'en', theme: 'dark' }
	])('in $language on $theme', ({ language, theme }) => {
		let page: Page;
		const shows = (name: string) => lookAtPhone(page, pictures, `${language}-${theme}-${name}`);

		beforeAll(async () => {
			page = await openPhone(stage.browser());
		});
		afterAll(() => leaveWindow(page));

		async function open(path: string, cells: Cells): Promise<void> {
			stream.reset(phoneCells(cells));
			await leavePage(page);
			await page.goto(`${stage.address()}${path}?lang=${language}&theme=${theme}`);
			await page.waitForSelector('.phone:not([data-appearance="loading"])');
		}

		test('only the rows and the figures that rest on it are late, and it is named', async () => {
			await open('/now', silentCells(['Facturen'], alarmCells(), 'Genesys Cloud Utrecht'));
			expect(await page.locator('.phone').getAttribute('data-appearance')).toBe('live');
			expect(await page.locator('[data-notice="silent"]').innerText()).toMatch(
				/^1 (bron stil|source silent): Genesys Cloud Utrecht (sinds|since) 11:38/
			);
			expect(await page.locator('li[data-appearance="delayed"] [data-queue]').count()).toBe(1);
			expect(await page.locator('li [data-queue]').count()).toBe(5);
			expect(await page.locator('.kpi[data-appearance="delayed"]').count()).toBe(2);
			expect(await page.locator('.wait').nth(1).innerText()).toBe('2:32');
			expect((await countColours(page, await shows('now-silent'))).vermilion).toBe(0);
		});

		test('what is the matter with the rest is said beside it', async () => {
			await open('/now', silentCells(['Chat'], alarmCells()));
			expect(await page.locator('.verdict').getAttribute('data-level')).toBe('alarm');
			await shows('now-silent-alarm');
		});

		test('a queue of it is late as a whole, and a queue of another is not', async () => {
			const cells = silentCells(['Facturen'], alarmCells());
			await open('/queues/facturen', cells);
			expect(await page.locator('.phone').getAttribute('data-appearance')).toBe('delayed');
			expect(await page.locator('[data-notice="silent"]').count()).toBe(1);
			await shows('queue-silent');
			await open('/queues/techniek', cells);
			expect(await page.locator('.phone').getAttribute('data-appearance')).toBe('live');
			expect(await page.locator('[data-notice]').count()).toBe(0);
			await open('/queues', cells);
			await shows('queues-silent');
		});

		test('a closed centre says when it opens instead of that all is well', async () => {
			await open('/now', nightCells());
			expect(await page.locator('[data-verdict="closed"]').innerText()).toMatch(
				/^(Gesloten|Closed)\s+open (vanaf wo|from Wed) 08:00$/
			);
			expect(await page.locator('[data-metric="asa_s"]').innerText()).toMatch(/–[\s\S]*open (vanaf|from)/);
			await shows('now-closed');
			await open('/now', calmCells());
			expect(await page.locator('[data-verdict="within"]').count()).toBe(1);
		});
	});
});
