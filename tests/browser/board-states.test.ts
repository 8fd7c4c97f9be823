import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import type { Hello } from '#lib/protocol/stream-message.ts';
import {
	appearances,
	comesBack,
	freeze,
	goSilent,
	look as lookOver,
	noFaults,
	number,
	openPage as open,
	serve,
	slotText,
	windOn
} from './support/board-page.ts';
import { AccessApi, machineMe } from './support/access-api.ts';
import { countColours, findFaults } from './support/inspect.ts';
import { leaveWindow } from './support/left-windows.ts';
import { alarmCells, attentionCells, calmCells, crowdedCells, sparseCells } from './support/now-cells.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/board';
const stage = setStage('the board', pictures);
const { stream } = stage;

describe.skipIf(stage.isMissing)('the board in a browser', () => {
	describe.each([
		{ language: 'nl', theme: 'dark' },
		{ language: 'en', theme: 'light' }
	])('in $language on $theme', ({ language, theme }) => {
		let page: Page;
		const shows = (name: string) => look(page, `${language}-${theme}-${name}`);

		beforeAll(async () => {
			stream.reset(calmCells());
			stream.behaviour = 'mute';
			page = await openPage(`/board/klantenservice?page=now&lang=${language}&theme=${theme}`);
			await page.waitForSelector('.tile');
		});
		afterAll(() => leaveWindow(page));

		test('it loads at its final size and says so when that takes long', async () => {
			await shows('loading');
			await page.clock.runFor(3500);
			expect(await slotText(page)).toMatch(/Laden…|Loading…/);
			expect(await page.locator('[aria-busy="true"]').count()).toBe(6);
		});

		test('a calm board has no amber, no vermilion and no green', async () => {
			await show(page, calmCells());
			expect(await slotText(page)).toMatch(/binnen de norm|within target/);
			const colours = await countColours(page, await shows('calm'));
			expect(colours).toEqual({ amber: 0, vermilion: 0, green: 0 });
		});

		test('an alarm fills the slot in its fixed place and is said once', async () => {
			const before = await page.locator('.slot').boundingBox();
			await show(page, alarmCells());
			expect(await slotText(page)).toMatch(/^Facturen 14 (wachtenden, norm|waiting, target) 10$/);
			expect(await page.locator('.slot').boundingBox()).toEqual(before);
			expect(await page.locator('[role="alert"]').textContent()).toBe('alarm: Facturen');
			const colours = await countColours(page, await shows('alarm'));
			expect(colours.vermilion).toBeGreaterThan(50_000);
			expect(colours.amber).toBeGreaterThan(5000);
			expect(colours.green).toBe(0);
		});

		test('something to watch colours numbers only', async () => {
			await show(page, attentionCells());
			expect(await page.locator('.slot').getAttribute('data-kind')).toBe('quiet');
			expect(await slotText(page)).toMatch(/Eén wachtrij boven de norm|One queue over target/);
			expect((await countColours(page, await shows('attention'))).vermilion).toBe(0);
			// 79.96 % misses 80 %, and reads so.
			expect(await number(page, 'service-level')).toMatch(/^79[.,]9%$/);
		});

		test('long names, many queues and waits of hours fit', async () => {
			await show(page, crowdedCells());
			expect(await page.locator('li').count()).toBe(5);
			expect(await number(page, 'longest-wait')).toBe('1:02:45');
			await shows('crowded');
		});

		test('too little to judge is shown without a status, nothing as a dash, zero as zero', async () => {
			await show(page, sparseCells());
			expect(await number(page, 'waiting')).toBe('0');
			expect(await number(page, 'longest-wait')).toBe('–');
			expect(await number(page, 'average-wait')).toBe('–');
			expect(await page.getByText('n = 12').first().isVisible()).toBe(true);
			expect(await page.locator('.board').innerText()).toMatch(/niets beantwoord · 30 min|none answered · 30 min/);
			// As many characters as the 9,5 before it, and wider: the number is fitted anew, and keeps off its bullet.
			const level = page.getByTestId('service-level').locator('small');
			const bullet = page.locator('.against');
			const [end, start] = await Promise.all([level.boundingBox(), bullet.boundingBox()]);
			expect((end?.x ?? NaN) + (end?.width ?? NaN)).toBeLessThan((start?.x ?? NaN) - 8);
			expect((await countColours(page, await shows('sparse'))).amber).toBe(0);
		});

		test('a look back is framed, and nothing is filled as if it happened now', async () => {
			await show(page, alarmCells(), { replay: true, speed: 0 });
			expect(await page.locator('.slot').getAttribute('data-kind')).toBe('replay');
			expect(await page.locator('li.filled').count()).toBe(0);
			await shows('replay');
		});

		test('late, lost and forgotten figures each look it, and none keeps a status colour', async () => {
			await show(page, alarmCells(), { speed: 1 });
			await goSilent(page, stream, 20_000);
			expect(await appearances(page)).toEqual(['delayed']);
			expect((await countColours(page, await shows('delayed'))).vermilion).toBe(0);
			await windOn(page, 225_000);
			expect(await appearances(page)).toEqual(['no-connection']);
			expect(await slotText(page)).toMatch(/11:42/);
			expect((await countColours(page, await shows('no-connection'))).amber).toBe(0);
			await windOn(page, 360_000);
			expect(await appearances(page)).toEqual(['blank']);
			for (const figure of ['waiting', 'longest-wait', 'average-wait', 'service-level', 'agents-busy']) {
				expect(await number(page, figure), figure).toBe('–');
			}
			await shows('blank');
		});
	});

	test('figures age by the clock: live to 15 s, delayed to 60 s, lost to 10 min, then forgotten', async () => {
		stream.reset(alarmCells(), { speed: 1 });
		const page = await openPage('/board/noord?page=now&lang=nl');
		await page.waitForSelector('[data-appearance="live"]');
		await freeze(page);
		stream.beat();
		await expect.poll(() => number(page, 'longest-wait')).toBe('6:42');
		stream.behaviour = 'unavailable';
		await page.clock.runFor(9000);
		expect(await number(page, 'longest-wait')).toBe('6:51');
		await page.clock.runFor(5750);
		expect(await appearances(page)).toEqual(['live']);
		await page.clock.runFor(500);
		expect(await appearances(page)).toEqual(['delayed']);
		// What was known last stands still: a wait that kept growing would look live.
		expect(await number(page, 'longest-wait')).toBe('6:42');
		await page.clock.runFor(44_500);
		expect(await appearances(page)).toEqual(['delayed']);
		await page.clock.runFor(500);
		expect(await appearances(page)).toEqual(['no-connection']);
		expect(await page.locator('[role="alert"]').textContent()).toContain('Geen verbinding');
		await page.clock.runFor(539_000);
		expect(await appearances(page)).toEqual(['no-connection']);
		await page.clock.runFor(1500);
		expect(await appearances(page)).toEqual(['blank']);
		stream.behaviour = 'serving';
		await comesBack(page, stream);
		await leaveWindow(page);
	});

	test('the stream comes back by itself after a refusal, an empty answer, a page of HTML and a dead process', async () => {
		stream.reset(calmCells());
		const page = await openPage('/board/noord?page=now&lang=nl');
		await page.waitForSelector('[data-appearance="live"]');
		for (const behaviour of ['unavailable', 'no-content', 'html', 'mute'] as const) {
			stream.behaviour = behaviour;
			stream.end();
			const before = stream.requests.length;
			await expect
				.poll(() => page.clock.runFor(5000).then(() => stream.requests.length), { message: behaviour })
				.toBeGreaterThan(before + 1);
			stream.behaviour = 'serving';
			await comesBack(page, stream);
		}
		expect(stream.open).toBe(1);
		await page.close();
		await expect.poll(() => stream.open).toBe(0);
	});

	test('frames are applied as they come; one that does not follow is answered by asking for everything', async () => {
		stream.reset(calmCells());
		const page = await openPage('/board/noord?page=now&lang=nl');
		await page.waitForSelector('[data-appearance="live"]');
		stream.change({ 'fast.queue_depth': 11 });
		await expect.poll(() => number(page, 'waiting')).toBe('11');
		stream.change({ 'fast.queue_depth': 12, 'fast.sl': null });
		await expect.poll(() => number(page, 'service-level')).toBe('–');
		stream.end();
		await page.clock.runFor(1500);
		await expect.poll(() => stream.requests.at(-1)).toContain(`last_event_id=${stream.id}`);
		await expect.poll(() => stream.open).toBe(1);
		stream.changeOutOfOrder({ 'fast.queue_depth': 99 });
		await page.clock.runFor(1500);
		await expect.poll(() => stream.requests.at(-1)).toBe('?view=board');
		expect(await number(page, 'waiting')).toBe('12');
		await leaveWindow(page);
	});

	test('who asked for less motion gets none, and the pointer leaves the wall', async () => {
		stream.reset(alarmCells());
		const page = await openPage('/board/noord?page=now&lang=nl', { reducedMotion: 'reduce' });
		await page.waitForSelector('[data-kind="alarm"]');
		expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
		await page.clock.runFor(3500);
		expect(await page.evaluate(() => getComputedStyle(document.querySelector('.board') ?? document.body).cursor)).toBe(
			'none'
		);
		expect(await page.evaluate(() => document.documentElement.lang)).toBe('nl');
		expect(await page.title()).toBe('Nu · Noord');
		await page.close();
	});

	test.each([
		['nl', 'dark'],
		['en', 'light']
	])('the start page is whole in %s on %s, on a phone and on a desk', async (language, theme) => {
		stream.reset(alarmCells());
		const page = await openPage(`/?lang=${language}&theme=${theme}`);
		await page.waitForSelector('[data-link="live"]');
		for (const width of [390, 1440]) {
			await page.setViewportSize({ width, height: 900 });
			await page.evaluate(() => document.fonts.ready.then(() => null));
			await expect.poll(() => findFaults(page, 15, 1)).toEqual(noFaults);
			await page.screenshot({ path: `${pictures}/start-${language}-${theme}-${width}.png`, fullPage: true });
		}
		await leaveWindow(page);
	});

	test('what a browser of a television lacks is really taken away from the one that looks', async () => {
		const page = await openPage('/board/noord?page=now&lang=nl');
		const error = (code: string) =>
			page.evaluate((text) => {
				try {
					return typeof new Function(`return ${text}`)();
				} catch (fault) {
					return fault instanceof TypeError || fault instanceof ReferenceError ? 'missing' : String(fault);
				}
			}, code);
		for (const code of [
			'structuredClone({})',
			'[1].findLast(Boolean)',
			'AbortSignal.timeout(1)',
			'[1].values().map(String)'
		]) {
			expect(await error(code), code).toBe('missing');
		}
		expect(await error('[1].at(-1)')).toBe('number');
		await leaveWindow(page);
	});

	test('the header changes sides every day, so that nothing bright stands in one place for months', async () => {
		stream.reset(calmCells());
		const page = await openPage('/board/noord?page=now&lang=nl');
		await page.waitForSelector('[data-appearance="live"]');
		const isClockLeft = async () => {
			const [clock, team] = await Promise.all(
				[page.getByTestId('clock'), page.locator('h1')].map((part) => part.boundingBox())
			);
			return (clock?.x ?? 0) < (team?.x ?? 0);
		};
		const first = await isClockLeft();
		for (const isSame of [false, true]) {
			stream.now += 86_400_000;
			stream.beat();
			await expect.poll(isClockLeft).toBe(isSame ? first : !first);
		}
		await leaveWindow(page);
	});

	test('no queue at all, a crowd of people and a depth of four digits fit', async () => {
		stream.reset(calmCells());
		const page = await openPage('/board/noord?page=now&lang=nl');
		const none = Object.fromEntries(Object.entries(crowdedCells()).filter(([key]) => !key.startsWith('queue.')));
		await show(page, { ...none, 'fast.queue_depth': 1284, 'fast.queue_depth_last_week': 1102 }, {}, /^1[.,]284$/);
		expect(await page.locator('li').count()).toBe(0);
		await look(page, 'no-queues');
		await leaveWindow(page);
	});

	test('the header spans the board whichever side it begins on, lying and upright, in open mode too', async () => {
		stage.answerBy(new AccessApi().on('GET /api/me', machineMe));
		stream.reset(calmCells());
		const page = await openPage('/board/noord?lang=nl');
		await page.waitForSelector('.open');
		for (const day of ['one', 'the next']) {
			for (const [width, height] of [
				[1920, 1080],
				[1080, 1920]
			] as const) {
				await page.setViewportSize({ width, height });
				const span = async () => {
					const boxes = await Promise.all(
						[page.getByTestId('clock'), page.locator('h1')].map((part) => part.boundingBox())
					);
					const left = Math.min(...boxes.map((box) => box?.x ?? NaN));
					const right = width - Math.max(...boxes.map((box) => (box?.x ?? NaN) + (box?.width ?? NaN)));
					// The margin of 48, and as far as the board is shifted against burn-in.
					return { left: left < 60, right: right < 60 };
				};
				await expect.poll(span, { message: `${day} day, ${width} wide` }).toEqual({ left: true, right: true });
			}
			stream.now += 86_400_000;
			stream.beat();
		}
		await leaveWindow(page);
	});

	test('the shell carries no inline style', async () => {
		const response = await fetch(`${stage.address()}/board/noord`, { headers: { accept: 'text/html' } });
		expect(response.status).toBe(200);
		expect(await response.text()).not.toMatch(/\sstyle=/);
	});
});

function openPage(path: string, options?: Parameters<Browser['newPage']>[0]): Promise<Page> {
	return open(stage.browser(), stage.address() + path, options);
}

/** Puts other figures behind the stream and lets the page come back for them. */
async function show(
	page: Page,
	cells: Cells,
	hello: Partial<Hello> = {},
	waiting = new RegExp(`^${cells['fast.queue_depth']}$`)
): Promise<void> {
	await serve(page, stream, cells, hello);
	await expect.poll(() => number(page, 'waiting')).toMatch(waiting);
}

function look(page: Page, name: string): Promise<Buffer> {
	return lookOver(page, `${pictures}/${name}.png`);
}
