import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	appearances,
	freeze,
	goSilent,
	looksByTile,
	look,
	number,
	openPage as open,
	serve,
	slotText,
	windOn
} from './support/board-page.ts';
import { countColours } from './support/inspect.ts';
import { leaveWindow } from './support/left-windows.ts';
import { fixtureNow } from './support/now-cells.ts';
import { setStage } from './support/stage.ts';
import { busyDay, calmDay, crowdedDay, firstDay, thinDay } from './support/today-cells.ts';

const pictures = 'test-output/board';
const stage = setStage('the board', pictures);
const { stream } = stage;

describe.skipIf(stage.isMissing)('the board Today in a browser', () => {
	describe.each([
		{ language: 'nl', theme: 'dark' },
		{ language: 'en', theme: 'light' }
	])('in $language on $theme', ({ language, theme }) => {
		let page: Page;
		const shows = async (name: string) => {
			await drawn(page);
			const path = `${pictures}/${language}-${theme}-today-${name}`;
			return look(page, `${path}.png`, `${path}-upright.png`);
		};

		beforeAll(async () => {
			stream.reset(calmDay());
			stream.behaviour = 'mute';
			page = await openPage(`/board/klantenservice?page=today&lang=${language}&theme=${theme}`);
			await page.waitForSelector('.tile');
		});
		afterAll(() => leaveWindow(page));

		test('it loads at its final size', async () => {
			expect(await page.locator('[aria-busy="true"]').count()).toBe(4);
			await page.screenshot({ path: `${pictures}/${language}-${theme}-today-loading.png` });
		});

		test('a calm day has no amber, no vermilion and no green', async () => {
			await serve(page, stream, calmDay());
			await expect.poll(() => number(page, 'today-wait')).toBe('0:31');
			expect(await number(page, 'score')).toMatch(/^7[.,]4$/);
			expect(await number(page, 'week-chats')).toMatch(/^1[.,]284$/);
			expect(await page.locator('b', { hasText: '+17%' }).isVisible()).toBe(true);
			expect(await countColours(page, await shows('calm'))).toEqual({ amber: 0, vermilion: 0, green: 0 });
		});

		test('off norm colours the number, the end of the line and the mail that is late, and nothing else', async () => {
			await serve(page, stream, busyDay());
			await expect.poll(() => number(page, 'today-wait')).toBe('1:07');
			expect(await slotText(page)).toMatch(/^Facturen 14/);
			// The lowest figures of the board stand clear of the edge of their tile.
			const [figure, tile] = await Promise.all([
				page.getByTestId('backlog').boundingBox(),
				page.locator('.tile', { has: page.getByTestId('backlog') }).boundingBox()
			]);
			const room = (tile?.y ?? NaN) + (tile?.height ?? NaN) - ((figure?.y ?? NaN) + (figure?.height ?? NaN));
			expect(room).toBeGreaterThanOrEqual(14);
			expect(await page.locator('.page .tile[data-status="attention"]').count()).toBe(2);
			const colours = await countColours(page, await shows('busy'));
			expect(colours.amber).toBeGreaterThan(5000);
			expect(colours.green).toBe(0);
		});

		test('figures as wide as they come fit', async () => {
			await serve(page, stream, crowdedDay());
			await expect.poll(() => number(page, 'score')).toBe('87%');
			await shows('crowded');
		});

		test('while the history catches up each tile of the day says so, and e-mail goes on', async () => {
			const known = Object.entries(calmDay()).filter(([key]) => !/^(today|week|score)\./.test(key));
			await serve(page, stream, { ...Object.fromEntries(known), 'today.is_behind': true });
			await expect.poll(() => page.locator('b', { hasText: /^(wordt bijgewerkt|catching up)$/ }).count()).toBe(3);
			for (const figure of ['today-wait', 'week-chats', 'score']) expect(await number(page, figure), figure).toBe('–');
			expect(await number(page, 'backlog')).toBe('312');
			await shows('catching-up');
		});

		test('few answers are grey with their number, and a difference that chance explains says so', async () => {
			await serve(page, stream, thinDay());
			await expect.poll(() => number(page, 'score')).toBe('−12');
			expect(await page.getByText('n = 20', { exact: true }).isVisible()).toBe(true);
			expect(await page.locator('.lines', { hasText: /kan toeval zijn|may be chance/ }).isVisible()).toBe(true);
			expect((await countColours(page, await shows('thin'))).amber).toBe(0);
		});

		test('too few answers hide the score; what is not known is a dash, and nothing waiting is a zero', async () => {
			await serve(page, stream, firstDay());
			await expect.poll(() => number(page, 'backlog')).toBe('0');
			expect(await number(page, 'score')).toBe('–');
			expect(await number(page, 'today-wait')).toBe('–');
			expect(await page.getByText(/^(te weinig reacties|too few responses)$/).isVisible()).toBe(true);
			expect(await page.getByText('n = 3', { exact: true }).isVisible()).toBe(true);
			await shows('first');
		});

		test('a source that is silent makes its own tiles late, and its day ends where it was last heard', async () => {
			const silent = (group: string) => ({
				[`${group}.silent_source`]: 'Genesys Cloud',
				[`${group}.silent_since`]: fixtureNow - 250_000
			});
			const cells = { ...busyDay(), 'sources.silent': 1, ...silent('today'), ...silent('week') };
			await serve(page, stream, cells);
			await expect.poll(() => looksByTile(page)).toEqual(['delayed', 'live', 'delayed', 'live']);
			expect(await page.locator('b', { hasText: /(tot|until) 11:38/ }).isVisible()).toBe(true);
			await shows('silent-part');
			await serve(page, stream, { ...cells, ...silent('slow'), ...silent('score') });
			await expect.poll(() => looksByTile(page)).toEqual(new Array(4).fill('delayed'));
			expect((await countColours(page, await shows('silent'))).amber).toBe(0);
		});

		test('a look back is framed', async () => {
			await serve(page, stream, busyDay(), { replay: true, speed: 0 });
			await expect.poll(() => page.locator('.slot').getAttribute('data-kind')).toBe('replay');
			await shows('replay');
		});

		test('late, lost and forgotten figures each look it, and none keeps a status colour', async () => {
			await serve(page, stream, calmDay({ 'fast.asa_s': 108, 'today.asa_s': 67, 'slow.over_target': 38 }), {
				speed: 1
			});
			await goSilent(page, stream, 20_000);
			expect(await appearances(page)).toEqual(['delayed']);
			expect((await countColours(page, await shows('delayed'))).amber).toBe(0);
			await windOn(page, 225_000);
			expect(await appearances(page)).toEqual(['no-connection']);
			expect(await page.locator('b', { hasText: /(tot|until) 11:42/ }).isVisible()).toBe(true);
			expect((await countColours(page, await shows('no-connection'))).amber).toBe(0);
			await windOn(page, 360_000);
			expect(await appearances(page)).toEqual(['blank']);
			for (const figure of ['today-wait', 'week-chats', 'score', 'backlog', 'oldest']) {
				expect(await number(page, figure), figure).toBe('–');
			}
			await shows('blank');
		});
	});

	test('a wall shows Now and Today in turn, and says where it is', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl');
		await page.waitForSelector('[data-appearance="live"]');
		await freeze(page);
		const start = await progress(page);
		expect(await inView(page)).toBe('now');
		await page.clock.runFor(4000);
		expect((await progress(page)) - start).toBeCloseTo(20, 5);
		await page.clock.runFor((20 - ((await progress(page)) / 100) * 20) * 1000 + 300);
		expect(await inView(page)).toBe('today');
		expect(await page.locator('.shown').innerText()).toBe('Vandaag');
		await page.clock.runFor(20_000);
		expect(await inView(page)).toBe('now');
		await leaveWindow(page);
	});

	test('the arrows turn to another board, and the space bar stops and starts', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl');
		await page.waitForSelector('[data-appearance="live"]');
		await page.keyboard.press('ArrowRight');
		expect(await inView(page)).toBe('today');
		await page.keyboard.press('ArrowLeft');
		expect(await inView(page)).toBe('now');
		await page.keyboard.press('ArrowLeft');
		expect(await inView(page)).toBe('today');
		await page.keyboard.press(' ');
		await page.clock.runFor(61_000);
		expect(await inView(page)).toBe('today');
		expect(await page.getByTestId('paused').count()).toBe(1);
		await drawn(page);
		await page.screenshot({ path: `${pictures}/rotation-paused.png`, animations: 'disabled' });
		await page.keyboard.press(' ');
		await page.clock.runFor(21_000);
		expect(await inView(page)).toBe('now');
		await leaveWindow(page);
	});

	test('the address keeps one board in view, and Now alone never asks for the charts', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl&page=now', {});
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		await page.waitForSelector('[data-appearance="live"]');
		await page.clock.runFor(61_000);
		await page.keyboard.press('ArrowRight');
		expect(await inView(page)).toBe('now');
		expect(await page.locator('canvas').count()).toBe(0);
		expect(asked.filter((url) => url.includes('echarts'))).toEqual([]);
		await page.close();
	});

	test('each chart is made once and lives through two hundred frames, a turned theme and other screens', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl&page=today');
		await drawn(page);
		const before = await charts(page);
		expect(before).toHaveLength(3);
		await page.evaluate(() => {
			for (const canvas of document.querySelectorAll('canvas')) Object.assign(canvas, { isFirst: true });
		});
		for (let frame = 0; frame < 200; frame += 1) {
			stream.change({ 'fast.asa_s': 20 + (frame % 60), 'week.chats': 1284 + frame, 'score.n': 212 + frame });
		}
		await expect.poll(() => number(page, 'week-chats'), { timeout: 15_000 }).toBe('1.483');
		await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
		await page.setViewportSize({ width: 1280, height: 720 });
		// Late, lost and forgotten, one after the other.
		await goSilent(page, stream, 20_000);
		await windOn(page, 225_000);
		await windOn(page, 455_000);
		expect(await appearances(page)).toEqual(['blank']);
		await serve(page, stream, busyDay());
		expect(await charts(page)).toEqual(before);
		expect(
			await page.evaluate(() => [...document.querySelectorAll('canvas')].map((canvas) => 'isFirst' in canvas))
		).toEqual([true, true, true]);
		await leaveWindow(page);
	});

	test('a board out of sight is not drawn, and is up to date when its turn comes', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl');
		await drawn(page);
		await page.keyboard.press(' ');
		await page.keyboard.press('ArrowRight');
		expect(await number(page, 'week-chats')).toBe('1.284');
		await page.keyboard.press('ArrowLeft');
		await drawn(page);
		expect(await inView(page)).toBe('now');
		await page.evaluate(() => {
			Object.assign(window, { strokes: 0 });
			const counted = window as unknown as { strokes: number };
			const clear = CanvasRenderingContext2D.prototype.clearRect;
			CanvasRenderingContext2D.prototype.clearRect = function (...box) {
				counted.strokes += 1;
				clear.apply(this, box);
			};
		});
		for (let frame = 1; frame <= 20; frame += 1)
			stream.change({ 'fast.queue_depth': 100 + frame, 'week.chats': 2000 + frame, 'fast.asa_s': 30 + frame });
		await expect.poll(() => number(page, 'waiting')).toBe('120');
		expect(await page.evaluate(() => (window as unknown as { strokes: number }).strokes)).toBe(0);
		expect(await number(page, 'week-chats')).toBe('1.284');
		await page.keyboard.press('ArrowRight');
		await expect.poll(() => number(page, 'week-chats')).toBe('2.020');
		await expect
			.poll(() =>
				page.clock.runFor(100).then(() => page.evaluate(() => (window as unknown as { strokes: number }).strokes))
			)
			.toBeGreaterThan(0);
		await leaveWindow(page);
	});

	test('a board that cannot be drawn leaves the other as it is, and is tried again', async () => {
		stream.reset(calmDay());
		const page = await stage.browser().newPage({ viewport: { width: 1920, height: 1080 } });
		const errors: string[] = [];
		page.on('pageerror', (error) => errors.push(error.message));
		await page.clock.install();
		await page.goto(`${stage.address()}/board/noord?lang=nl`);
		await page.waitForSelector('[data-appearance="live"]');
		await page.keyboard.press('ArrowRight');
		// A fault in the page itself: one figure cannot be written.
		await page.evaluate(() => {
			const own = Object.getOwnPropertyDescriptor(Intl.NumberFormat.prototype, 'format');
			const get = function (this: Intl.NumberFormat) {
				const format = own?.get?.call(this) as (value: number) => string;
				return (value: number) => {
					if (value === 6666) throw new Error('the figure of the test');
					return format(value);
				};
			};
			Object.defineProperty(Intl.NumberFormat.prototype, 'format', { configurable: true, get });
		});
		stream.change({ 'week.chats': 6666 });
		await expect.poll(() => page.getByText('Dit bord kan nu niet worden getoond').count()).toBe(1);
		expect(errors).toEqual(['the figure of the test']);
		await page.keyboard.press('ArrowLeft');
		expect(await inView(page)).toBe('now');
		stream.change({ 'fast.queue_depth': 13, 'week.chats': 7000 });
		await expect.poll(() => number(page, 'waiting')).toBe('13');
		await page.keyboard.press('ArrowRight');
		await expect.poll(() => number(page, 'week-chats')).toBe('7.000');
		await page.close();
	});

	test('charts say in words what they show', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl&page=today');
		await drawn(page);
		const said = await page
			.locator('[role="img"]')
			.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
		expect(said[0]).toMatch(/per kwartier, vandaag.*norm 1:00, nu 0:28/);
		expect(said[1]).toMatch(/ma 940, vorige week 802; di 344, vorige week 778/);
		expect(said[2]).toMatch(/7,1 tot 7,5/);
		await leaveWindow(page);
	});

	test('who asked for less motion sees boards change at once and no line advance', async () => {
		stream.reset(calmDay());
		const page = await openPage('/board/noord?lang=nl', { reducedMotion: 'reduce' });
		await page.waitForSelector('[data-appearance="live"]');
		await page.keyboard.press('ArrowRight');
		expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
		expect(await page.locator('.passed').evaluate((line) => getComputedStyle(line).display)).toBe('none');
		await page.close();
	});
});

function openPage(path: string, options?: Parameters<Browser['newPage']>[0]): Promise<Page> {
	return open(stage.browser(), stage.address() + path, options);
}

/** Waits until every chart of the page has been drawn. */
async function drawn(page: Page): Promise<void> {
	await expect
		.poll(() => page.clock.runFor(200).then(() => page.locator('.picture canvas').count()), { timeout: 10_000 })
		.toBe(3);
	await page.clock.runFor(200);
}

/** What identifies each chart: ECharts gives every instance a number of its own. */
function charts(page: Page): Promise<readonly (string | null)[]> {
	return page
		.locator('[_echarts_instance_]')
		.evaluateAll((all) => all.map((place) => place.getAttribute('_echarts_instance_')));
}

async function inView(page: Page): Promise<string | null> {
	return page.locator('.page[data-shown="true"]').getAttribute('data-board');
}

/** How far the line under the name of the board has come, in percent. */
async function progress(page: Page): Promise<number> {
	return Number(await page.locator('.passed').getAttribute('width'));
}
