import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { goSilent, look, looksByRow, looksByTile, number, openPage, serve, slotText } from './support/board-page.ts';
import { countColours, lightOf } from './support/inspect.ts';
import { leaveWindow } from './support/left-windows.ts';
import { alarmCells, calmCells, crowdedCells, nightCells, silentCells } from './support/now-cells.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/board';
const stage = setStage('what the board says of its sources and at night', pictures);
const { stream } = stage;
/** A line as long as one may be. */
const notice =
	'Storing bij de telefoonprovider: verwacht opgelost rond negen uur. Bel bij spoed de wachtdienst op toestel 1234. Excuus.';

describe.skipIf(stage.isMissing)('the board, while a source is silent or the centre is closed', () => {
	describe.each([
		{ language: 'nl', theme: 'dark' },
		{ language: 'en', theme: 'light' }
	])('in $language on $theme', ({ language, theme }) => {
		let page: Page;
		const shows = (name: string) => {
			const path = `${pictures}/${language}-${theme}-${name}`;
			return look(page, `${path}.png`, `${path}-upright.png`);
		};
		const show = async (cells: Cells) => {
			await serve(page, stream, cells);
			await expect.poll(() => number(page, 'waiting')).toBe(String(cells['fast.queue_depth']));
		};

		beforeAll(async () => {
			stream.reset(calmCells());
			const path = `/board/klantenservice?page=now&lang=${language}&theme=${theme}`;
			page = await openPage(stage.browser(), stage.address() + path);
			await page.waitForSelector('.tile');
		});
		afterAll(() => leaveWindow(page));

		test('a source that is silent makes its own tiles and rows late; what is heard stays live', async () => {
			await show(silentCells(['Facturen', 'Techniek'], alarmCells(), 'Genesys Cloud'));
			expect(await slotText(page)).toMatch(
				/^1 (bron stil|source silent): Genesys Cloud (sinds|since) 11:38 (laatst bekend|last known): alarm Facturen$/
			);
			expect(await looksByTile(page)).toEqual(['delayed', 'delayed', 'live', 'delayed', 'delayed', 'live']);
			expect(await looksByRow(page)).toEqual(['delayed', 'delayed', 'live', 'live', 'live']);
			expect(await number(page, 'longest-wait')).toBe('2:32');
			expect(await page.getByTestId('silent').count()).toBe(5);
			expect((await page.getByTestId('silent').allInnerTexts()).join(' ')).toMatch(/Genesys Cloud/);
			expect((await countColours(page, await shows('silent-part'))).vermilion).toBe(0);
			await show(silentCells(['Chat'], crowdedCells(), 'Asterisk telefooncentrale Groningen'));
			expect(await page.locator('.slot').getAttribute('data-kind')).toBe('alarm');
			expect(await page.locator('.freshness').innerText()).toMatch(/1 (bron stil|source silent)/);
			await shows('silent-crowded');
		});

		test('where every figure rests on it all are late, each with its own frame, and no wait goes on', async () => {
			await show(silentCells([], { ...alarmCells(), 'message.text': notice }));
			expect(await looksByTile(page)).toEqual(new Array(6).fill('delayed'));
			expect(await page.locator('.tile.silent').count()).toBe(6);
			expect(await number(page, 'longest-wait')).toBe('2:32');
			const colours = await countColours(page, await shows('silent'));
			expect(colours.vermilion + colours.amber).toBe(0);
		});

		test('a line of 120 characters stands below an alarm as long as it is', async () => {
			expect(notice).toHaveLength(120);
			await show({ ...alarmCells(), 'message.text': notice });
			await shows('notice-alarm');
			await show({ ...calmCells(), 'message.text': notice });
			await shows('notice');
		});

		test('at night the wall is dark but for the time, says when it opens, and wakes for who waits', async () => {
			await serve(page, stream, nightCells({ 'message.text': notice }), {}, '.night');
			const picture = await shows('night');
			expect(await page.locator('.opens').innerText()).toMatch(/^open (vanaf wo|from Wed) 08:00$/);
			expect(await page.locator('.message').innerText()).toBe(notice);
			expect(await lightOf(page, picture)).toBeLessThan(0.03);
			const before = await page.getByTestId('clock').boundingBox();
			stream.now += 60_000;
			stream.beat();
			await expect.poll(() => page.getByTestId('clock').boundingBox()).not.toEqual(before);
			stream.change({ 'fast.queue_depth': 1, 'fast.longest_since': stream.now - 5000 });
			await expect.poll(() => number(page, 'waiting')).toBe('1');
			for (const figure of ['average-wait', 'service-level', 'agents-busy'])
				expect(await number(page, figure)).toBe('–');
			expect(await page.getByText(/^open (vanaf wo|from Wed) 08:00$/).count()).toBe(3);
			await shows('closed');
		});

		test('a link that is lost at night is said, and lights no room', async () => {
			await serve(page, stream, nightCells(), { speed: 1 }, '.night');
			await goSilent(page, stream, 70_000);
			expect(await page.locator('.trouble').innerText()).toMatch(/(Geen verbinding|No connection).*11:42/);
			expect(await page.locator('[role="alert"]').textContent()).toMatch(/Geen verbinding|No connection/);
			await shows('night-lost');
		});
	});
});
