import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { appearances, goSilent, number, slotText, windOn } from './support/board-page.ts';
import { leaveWindow, takeWindow } from './support/left-windows.ts';
import { alarmCells, calmCells, fixtureNow } from './support/now-cells.ts';
import { phoneCells } from './support/phone-cells.ts';
import { setStage } from './support/stage.ts';
import { calmDay } from './support/today-cells.ts';

const pictures = 'test-output/clocks';
const stage = setStage('what screens do with a wrong clock and without a server', pictures);
const { stream } = stage;
const minute = 60_000;
const hour = 60 * minute;

describe.skipIf(stage.isMissing)('screens on their own', () => {
	test.each([
		['three hours slow', -3 * hour],
		['two days fast', 48 * hour]
	])('a device whose clock is %s shows the server’s time and ages', async (name, wrongBy) => {
		stream.reset(alarmCells(), { speed: 1 });
		const wall = await openPage('/board/noord?page=now&lang=nl', wrongBy);
		await wall.waitForSelector('[data-appearance="live"]');
		expect(await number(wall, 'clock')).toBe('11:42');
		expect(await number(wall, 'longest-wait')).toMatch(/^6:4\d$/);
		await goSilent(wall, stream, 55_000);
		// A minute is a minute; nothing was heard in it, so the last known wait stands still.
		expect(await number(wall, 'clock')).toBe('11:43');
		expect(await number(wall, 'longest-wait')).toMatch(/^6:4\d$/);
		expect(await appearances(wall)).toEqual(['delayed']);
		expect(await slotText(wall)).toMatch(/ 5\d s oud/);
		await wall.screenshot({ path: `${pictures}/${name.replace(/ /g, '-')}.png` });
		await leaveWindow(wall);

		stream.reset(phoneCells(alarmCells()), { speed: 1 });
		const phone = await openPage('/now?lang=nl', wrongBy, true);
		await phone.waitForSelector('.phone[data-appearance="live"]');
		expect(await words(phone, '.worst')).toContain('11 min · sinds 11:31');
		await leaveWindow(phone);
	});

	test('a clock that is set while it runs changes no age, and figures are live again at once', async () => {
		stream.reset(alarmCells(), { speed: 1 });
		const page = await openPage('/board/noord?page=now&lang=nl', 0);
		await page.waitForSelector('[data-appearance="live"]');
		for (const by of [-5 * hour, 4 * minute, 5 * hour, -4 * minute]) {
			const device = await page.evaluate(() => Date.now());
			await page.clock.setSystemTime(device + by);
			const moved = (await page.evaluate(() => Date.now())) - device;
			expect(Math.abs(moved - by)).toBeLessThan(5000);
			const comesBack = () => page.clock.runFor(500).then(() => appearances(page));
			await expect.poll(comesBack, { timeout: 10_000, message: `set by ${by} ms` }).toEqual(['live']);
			expect(await number(page, 'clock')).toBe('11:42');
			expect(await number(page, 'longest-wait')).toMatch(/^6:[45]\d$/);
		}
		await leaveWindow(page);
	});

	test('beside a look back stands the present as the server knows it, not as the device does', async () => {
		stream.reset(alarmCells(), { replay: true, speed: 0, present: fixtureNow + 26 * hour });
		const page = await openPage('/board/noord?page=now&lang=nl', -7 * hour);
		await page.waitForSelector('.slot[data-kind="replay"]');
		expect(await words(page, '.freshness')).toBe('nu 13:42');
		await page.clock.runFor(2 * minute);
		stream.beat();
		expect(await words(page, '.freshness')).not.toContain('06:4');
		await leaveWindow(page);
	});

	test.each([
		['the wall', '/board/noord?page=now&lang=nl', '.slot', false],
		['the phone', '/now?lang=nl&theme=light', 'main', true]
	] as const)('%s opened while the server is away says so, and is live within five seconds after', async (...given) => {
		const [name, path, place, isPhone] = given;
		stream.reset(isPhone ? phoneCells(calmCells()) : calmCells());
		stream.behaviour = 'unavailable';
		const page = await openPage(path, 0, isPhone);
		await page.waitForSelector(place);
		await page.clock.runFor(4000);
		expect(await words(page, place)).toContain('Laden…');
		await page.clock.runFor(13_000);
		expect(await words(page, place)).toContain('Geen verbinding');
		expect(await words(page, 'body')).not.toMatch(/Laden…|Verbinding wordt gemaakt|Live/);
		// Nothing is claimed of queues, and nothing is zero that nobody knows.
		expect(await words(page, 'body')).not.toMatch(/binnen de norm|\b0\b/);
		await page.screenshot({ path: `${pictures}/${isPhone ? 'phone' : 'wall'}-without-server.png` });
		await page.clock.runFor(60_000);
		expect(await words(page, 'body'), name).toContain('–');
		await page.screenshot({ path: `${pictures}/${isPhone ? 'phone' : 'wall'}-without-server-long.png` });
		stream.behaviour = 'serving';
		const asked = stream.requests.length;
		// What the page asks the server is answered in real time: its clock is wound on in steps.
		for (let woundMs = 0; stream.open === 0 && woundMs < 5_000; woundMs += 250) {
			await page.clock.runFor(250);
			await new Promise((resolve) => setTimeout(resolve, 40));
		}
		await expect.poll(() => stream.open).toBe(1);
		expect(stream.requests.length).toBe(asked + 1);
		await page.waitForSelector('[data-appearance="live"]');
		await leaveWindow(page);
	});

	test('a phone without a network says so, and is live as soon as there is one', async () => {
		stream.reset(phoneCells(calmCells()), { speed: 1 });
		const page = await openPage('/now?lang=nl', 0, true);
		await page.waitForSelector('.phone[data-appearance="live"]');
		await page.context().setOffline(true);
		stream.end();
		await page.clock.runFor(70_000);
		expect(await page.locator('.phone').getAttribute('data-appearance')).toBe('no-connection');
		expect(await words(page, '.notice')).toContain('Geen verbinding');
		await page.context().setOffline(false);
		// The device says that it is back: nobody waits for the next attempt.
		await page.waitForSelector('.phone[data-appearance="live"]', { timeout: 3000 });
		await leaveWindow(page);
	});

	describe('over midnight without a word', () => {
		const midnight = Date.UTC(2026, 10, 9, 23);

		test('the figures stay those of the day they are of, until the new day has some', async () => {
			stream.reset(calmDay(), { speed: 1 });
			stream.now = midnight - 5000;
			const page = await openPage('/board/noord?page=today&lang=nl', 0);
			await page.waitForSelector('[data-appearance="live"]');
			expect(await words(page, '.tile >> nth=0')).toContain('vandaag tot 23:59');
			await page.clock.runFor(8000);
			expect(await number(page, 'clock')).toBe('00:00');
			expect(await appearances(page)).toEqual(['live']);
			expect(await words(page, '.tile >> nth=0')).toContain('gisteren tot 23:59');
			stream.now = midnight + 4000;
			stream.change({ 'today.asa_s': null, 'today.asa_n': 0 });
			await expect.poll(() => words(page, '.tile >> nth=0')).toContain('vandaag tot 00:00');
			expect(await number(page, 'today-wait')).toBe('–');
			await leaveWindow(page);
		});

		test('a lost link turns today into yesterday, on wall and phone', async () => {
			stream.reset({ ...calmDay(), ...phoneCells(calmDay()) }, { speed: 1 });
			stream.now = midnight - minute / 2;
			const page = await openPage('/board/noord?page=today&lang=nl', 0);
			const now = await openPage('/board/noord?page=now&lang=nl', 0);
			const phone = await openPage('/now?lang=nl', 0, true);
			for (const one of [page, now, phone]) await one.waitForSelector('[data-appearance="live"]');
			expect(await words(now, '.tile >> nth=4')).toContain('vandaag');
			await goSilent(page, stream, 75_000);
			for (const one of [now, phone]) await windOn(one, 75_000);
			expect(await appearances(page)).toEqual(['no-connection']);
			expect(await words(page, '.tile >> nth=0')).toContain('gisteren tot 23:59');
			expect(await words(now, '.tile >> nth=4')).toContain('gisteren');
			expect(await words(phone, '[data-metric="sl_v5"]')).toContain('gisteren');
			for (const one of [page, now, phone]) expect(await words(one, 'body')).not.toContain('vandaag');
			await page.screenshot({ path: `${pictures}/yesterday.png` });
			for (const one of [page, now, phone]) await leaveWindow(one);
		});
	});
});

/** Opens a page on a device whose clock is wrong by so many ms. */
async function openPage(path: string, wrongBy: number, isPhone = false): Promise<Page> {
	const viewport = isPhone ? { width: 390, height: 844 } : { width: 1920, height: 1080 };
	const page = await takeWindow(stage.browser(), isPhone ? 'phone' : 'wall', async () => {
		const opened = await stage.browser().newPage({ viewport });
		opened.on('pageerror', (error) => {
			throw error;
		});
		return opened;
	});
	await page.clock.install({ time: fixtureNow + wrongBy });
	await page.goto(stage.address() + path);
	return page;
}

async function words(page: Page, selector: string): Promise<string> {
	return (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ').trim();
}
