import type { Page } from '@playwright/test';
import { beforeEach, describe, expect, test } from 'vitest';
import { AccessApi, displayMe, fakeDisplay, fakeNow, machineMe, nobodyMe } from './support/access-api.ts';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { asOldBrowser, findFaults } from './support/inspect.ts';
import { findFaintText } from './support/inspect-touch.ts';
import { calmCells } from './support/now-cells.ts';
import { wallHost } from './support/page-host.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/access';
const stage = setStage('the screens', pictures);
const { stream } = stage;
const sizes = [
	{ width: 1920, height: 1080 },
	{ width: 1280, height: 720 },
	{ width: 3840, height: 2160 },
	{ width: 1080, height: 1920 }
] as const;
const offer = {
	userCode: 'WKTR-BHDM',
	words: ['appel', 'molen'],
	expiresAt: fakeNow + 521_000,
	now: fakeNow,
	pollSeconds: 5
};
const { id, name, settings } = fakeDisplay();
const own = { id, name, settings, revision: 1, reloadRevision: 0 };
const gone = { status: 401, body: { error: 'log in first', remedy: 'login' } };
let address = '';
let api: AccessApi;
let page: Page;

describe.skipIf(stage.isMissing)('a screen in a browser', () => {
	beforeEach(async () => {
		address = stage.address();
		stream.reset(calmCells());
		api = new AccessApi()
			.on('GET /api/me', nobodyMe)
			.on('GET /api/display', gone)
			.on('POST /api/pairing', { body: offer })
			.on('GET /api/pairing', { body: { state: 'waiting' } });
		const context = await stage.browser().newContext({ viewport: sizes[0] });
		page = await context.newPage();
		page.setDefaultTimeout(10_000);
		page.on('pageerror', (error) => {
			throw error;
		});
		await page.clock.install();
		await page.addInitScript(asOldBrowser);
		stage.answerBy(api);
		return () => context.close();
	});

	const places = [
		{ language: 'nl', isHere: false },
		{ language: 'en', isHere: false },
		{ language: 'nl', isHere: true },
		{ language: 'en', isHere: true }
	];
	test.each(places)('it asks to be paired, whole at every size, in $language, here only: $isHere', async (place) => {
		const { language, isHere } = place;
		const there = isHere ? address : address.replace('127.0.0.1', wallHost);
		if (isHere) api.on('GET /api/me', machineMe);
		await page.goto(`${there}/pair?lang=${language}`);
		await page.getByText('appel · molen').waitFor();
		// A phone that cannot get here is not offered a code to scan, but the screen a way to be paired from here.
		expect(await page.locator('.scan svg').count()).toBe(isHere ? 0 : 1);
		const link = page.getByRole('link', { name: isHere ? /^(Koppel op|Pair on)/ : /./ });
		expect(await link.count()).toBe(isHere ? 1 : 0);
		if (isHere) expect(await link.getAttribute('href')).toBe(`${address}/displays#pair=WKTR-BHDM`);
		expect(await page.locator('.state').innerText()).toMatch(/8:4\d/);
		for (const { width, height } of sizes) {
			await page.setViewportSize({ width, height });
			await page.evaluate(() => document.fonts.ready.then(() => null));
			await page.screenshot({
				path: `${pictures}/pair-${isHere ? 'here-' : ''}${language}-${width}x${height}.png`,
				animations: 'disabled'
			});
			const unit = Math.min(width, height) / 1080;
			await expect
				.poll(() => findFaults(page, 36, unit), { message: `${width}×${height}` })
				.toEqual({ scroll: [], text: [], small: [] });
			expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(height);
		}
		expect(await findFaintText(page)).toEqual([]);
		expect(await faultsByAxe(page)).toEqual([]);
	});

	test('it says when the server is away, goes on by itself, and ends at its board without anybody typing', async () => {
		await page.goto(`${address}/pair?lang=nl`);
		await page.getByText('appel · molen').waitFor();
		api.on('GET /api/pairing', 'lost');
		await page.clock.runFor(6_000);
		await page.getByText('Geen verbinding met de server').waitFor();
		await page.screenshot({ path: `${pictures}/pair-no-connection.png` });
		api
			.on('GET /api/pairing', { body: { state: 'paired', board: '/board/d1' } })
			.on('GET /api/me', displayMe)
			.on('GET /api/display', { body: own })
			.on('POST /api/display/alive', { body: own });
		await page.clock.runFor(6_000);
		await page.waitForURL(`${address}/board/d1`);
		await page.locator('.board h1', { hasText: 'Klantenservice' }).waitFor();
	});

	test('a screen that is paired already goes to its board at once', async () => {
		api.on('GET /api/me', displayMe).on('GET /api/display', { body: own }).on('POST /api/display/alive', { body: own });
		await page.goto(`${address}/pair`);
		await page.waitForURL(`${address}/board/d1`);
		expect(api.count('POST /api/pairing')).toBe(0);
	});

	test('a paired board shows what it was set to, reports itself, and takes over what is changed', async () => {
		const english = {
			...own,
			settings: { ...settings, team: 'North', language: 'en', theme: 'light', board: 'today' }
		};
		api
			.on('GET /api/me', displayMe)
			.on('GET /api/display', { body: english })
			.on('POST /api/display/alive', { body: own });
		await page.goto(`${address}/board/d1?lang=nl&theme=dark&page=now`);
		await page.locator('.board h1', { hasText: 'North' }).waitFor();
		expect(await page.locator('[data-board]').count()).toBe(1);
		expect(
			await page.evaluate(() => [document.documentElement.lang, document.documentElement.dataset['theme']])
		).toEqual(['en', 'light']);
		// What it says of itself goes by the figures it shows: the first are on their way.
		await page.locator('[data-appearance="live"]').first().waitFor();
		await page.clock.runFor(2_500);
		await expect.poll(() => api.count('POST /api/display/alive')).toBe(1);
		expect(api.asked.find(({ path }) => path === '/api/display/alive')?.body).toMatchObject({
			...{ build: 'fixture', visible: true, width: 1920, height: 1080, board: 'today', revision: 1 },
			dataAgeMs: expect.any(Number)
		});
		const changed = { ...own, revision: 2 };
		api.on('GET /api/display', { body: changed }).on('POST /api/display/alive', { body: changed });
		await page.clock.runFor(61_000);
		await page.locator('.board h1', { hasText: 'Klantenservice' }).waitFor();
		expect(await page.locator('[data-board]').count()).toBe(2);
	});

	test('a revoked screen lets go of its board and asks to be paired anew, by itself', async () => {
		api.on('GET /api/me', displayMe).on('GET /api/display', { body: own }).on('POST /api/display/alive', { body: own });
		await page.goto(`${address}/board/d1`);
		await page.locator('.board h1', { hasText: 'Klantenservice' }).waitFor();
		await page.clock.runFor(3_000);
		api.on('GET /api/display', gone).on('POST /api/display/alive', gone).on('GET /api/me', nobodyMe);
		stream.behaviour = 'unavailable';
		stream.end();
		await page.clock.runFor(2_000);
		await page.waitForURL(/\/pair$/);
		await page.getByText('appel · molen').waitFor();
	});

	test('a board that nobody paired is what it always was, and an open server is said in its header', async () => {
		api.on('GET /api/me', machineMe).on('GET /api/display', { status: 404, body: { error: 'none' } });
		await page.goto(`${address}/board/klantenservice-noord?lang=nl`);
		await page.locator('.board h1', { hasText: 'Klantenservice noord' }).waitFor();
		await page.getByText('open modus', { exact: true }).waitFor();
		await page.screenshot({ path: `${pictures}/board-open.png` });
		expect((await findFaults(page, 36, 1)).text).toEqual([]);
		await page.clock.runFor(120_000);
		expect(api.count('POST /api/display/alive')).toBe(0);
		await page.setViewportSize({ width: 1080, height: 1920 });
		await page.screenshot({ path: `${pictures}/board-open-upright.png` });
		expect((await findFaults(page, 36, 1)).text).toEqual([]);
	});
});
