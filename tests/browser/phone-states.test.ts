import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { goSilent, windOn } from './support/board-page.ts';
import { countColours, findFaults } from './support/inspect.ts';
import { findTightTargets } from './support/inspect-touch.ts';
import { leavePage, leaveWindow } from './support/left-windows.ts';
import { alarmCells, attentionCells, calmCells, crowdedCells, sparseCells } from './support/now-cells.ts';
import { phoneCells } from './support/phone-cells.ts';
import { lookAtPhone, openPhone, phoneSizes } from './support/phone-page.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/phone';
const stage = setStage('the phone', pictures);
const { stream } = stage;

describe.skipIf(stage.isMissing)('the phone in a browser', () => {
	describe.each([
		{ language: 'nl', theme: 'light' },
		{ language: 'en', theme: 'dark' }
	])('in $language on $theme', ({ language, theme }) => {
		let page: Page;
		const shows = (name: string) => look(page, `${language}-${theme}-${name}`);
		const open = (path: string) => goTo(page, `${path}?lang=${language}&theme=${theme}`);

		beforeAll(async () => {
			page = await openPage();
		});
		afterAll(() => leaveWindow(page));

		test('it loads at its final size and says so when that takes long', async () => {
			stream.reset(phoneCells(calmCells()));
			stream.behaviour = 'mute';
			await open('/now');
			expect(await page.locator('main').getAttribute('aria-busy')).toBe('true');
			await page.clock.runFor(3500);
			await expect.poll(() => page.locator('main').innerText()).toMatch(/Laden…|Loading…/);
			await shows('now-loading');
		});

		test('the worst problem is named with its figure and its age before anything is scrolled', async () => {
			stream.reset(phoneCells(alarmCells()));
			await open('/now');
			await isLive(page);
			for (const { width, height } of [phoneSizes[0], phoneSizes[1]]) {
				await page.setViewportSize({ width, height });
				const card = await page.locator('.worst').boundingBox();
				expect((card?.y ?? height) + (card?.height ?? 0)).toBeLessThan(height / 2);
			}
			await page.setViewportSize(phoneSizes[0]);
			const words = (await page.locator('.worst').innerText()).replace(/\s+/g, ' ');
			expect(words).toMatch(
				/^(Ver boven de norm 11 min · sinds 11:31 Facturen loopt vol 14 wachtenden, norm 10 · langst 6:42|Far over target 11 min · since 11:31 Facturen is backing up 14 waiting, target 10 · longest 6:42)$/
			);
			const picture = await shows('now-alarm');
			expect((await countColours(page, picture)).green).toBe(0);
			expect(await page.locator('[role="status"]').allTextContents()).toEqual([
				language === 'nl' ? 'Facturen loopt vol' : 'Facturen is backing up'
			]);
		});

		test('a calm centre is one neutral line, without amber, vermilion or green', async () => {
			stream.reset(phoneCells(calmCells()));
			await open('/now');
			await isLive(page);
			expect(await page.locator('[data-verdict]').innerText()).toMatch(
				/^(Alles binnen de norm|Everything within target)$/
			);
			expect(await countColours(page, await shows('now-calm'))).toEqual({ amber: 0, vermilion: 0, green: 0 });
			// A name of one word stands on one line, on the narrower phones as well.
			for (const width of [360, 390]) {
				await page.setViewportSize({ width, height: 740 });
				const lines = await page.locator('[data-queue] .name, .kpi:first-child .label').evaluateAll((names) =>
					names.map((name) => {
						const range = document.createRange();
						range.selectNodeContents(name);
						return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
					})
				);
				expect(lines, `${width} wide`).toEqual([1, 1, 1, 1, 1, 1]);
			}
			await page.setViewportSize({ width: 390, height: 844 });
		});

		test('averages off their norm are said in words, and fill nothing', async () => {
			stream.reset(phoneCells(calmCells({ 'fast.asa_s': 74, 'fast.sl': 0.7996 })));
			await open('/now');
			await isLive(page);
			expect(await page.locator('[data-verdict="averages"]').innerText()).toMatch(
				/(buiten de norm|off target)\n.*\d:\d\d.*\n.*\d ?%/
			);
			expect((await countColours(page, await shows('now-averages'))).vermilion).toBe(0);
		});

		test('more than one queue off its norm: the worst, and the way to the others', async () => {
			stream.reset(phoneCells(crowdedCells()));
			await open('/now');
			await isLive(page);
			expect(await page.locator('.others').innerText()).toMatch(/en 1 andere|and 1 other/);
			expect(await page.locator('[data-queue]').count()).toBe(7);
			await shows('now-crowded');
			stream.reset(phoneCells(attentionCells()));
			await open('/now');
			await isLive(page);
			expect(await page.locator('.verdict').getAttribute('data-level')).toBe('attention');
			await shows('now-attention');
		});

		test('few answers are grey, fewer are hidden, and nothing is a dash', async () => {
			stream.reset(phoneCells(sparseCells(), { 'score.n': 12, 'score.low': 0.62, 'score.high': 0.92 }));
			await open('/now');
			await isLive(page);
			expect(await page.locator('.kpi.grey').count()).toBe(2);
			expect(await page.locator('[data-metric="asa_s"]').innerText()).toContain('–');
			await shows('now-sparse');
			stream.change({ 'score.n': 3, 'score.value': 0.667 });
			await expect.poll(() => page.locator('.kpis').innerText()).toMatch(/te weinig reacties|too few responses/);
			expect(await page.locator('.kpis').innerText()).not.toContain('67');
		});

		test('while the history catches up the tile of satisfaction says so, in the place where its score will stand', async () => {
			const known = Object.entries(phoneCells(calmCells())).filter(([key]) => !key.startsWith('score.'));
			stream.reset({ ...Object.fromEntries(known), 'today.is_behind': true });
			await open('/now');
			await isLive(page);
			const tile = page.locator('.kpi').nth(2);
			const before = await tile.boundingBox();
			expect(await tile.innerText()).toMatch(/–.*(wordt bijgewerkt|catching up)/s);
			await shows('now-catching-up');
			stream.change({ ...phoneCells(calmCells()), 'today.is_behind': false });
			await expect.poll(() => tile.innerText()).toMatch(/81/);
			expect(await tile.innerText()).not.toMatch(/wordt bijgewerkt|catching up/);
			const after = await tile.boundingBox();
			expect([after?.x, after?.y, after?.width]).toEqual([before?.x, before?.y, before?.width]);
		});

		test('a queue has its state, its two numbers, its hour and its day', async () => {
			stream.reset(phoneCells(alarmCells()));
			await open('/queues/facturen');
			await isLive(page);
			expect(await page.locator('h1').innerText()).toBe('Facturen');
			expect(await page.locator('.title p').innerText()).toMatch(/11 min · (sinds|since) 11:31$/);
			expect(await page.locator('[data-metric="queue_depth"]').innerText()).toMatch(/14\s.*(norm|target) 10/s);
			expect(await page.locator('.chart svg').getAttribute('aria-label')).toMatch(/14.*10.*4$/);
			expect(await page.locator('.chart svg text').allTextContents()).toContain('11:42');
			await shows('queue-alarm');
			await open('/queues/techniek');
			await isLive(page);
			await shows('queue-calm');
			await open('/queues');
			await isLive(page);
			expect(await page.locator('[data-queue] .name').allInnerTexts()).toEqual([
				expect.stringMatching(/^Algemeen/),
				expect.stringMatching(/^Chat/),
				expect.stringMatching(/^Facturen/),
				expect.stringMatching(/^Techniek/),
				expect.stringMatching(/^Verhuizen/)
			]);
			await shows('queues');
		});

		test('a look back is framed, and nothing is filled as if it happened now', async () => {
			stream.reset(phoneCells(alarmCells()), { replay: true, speed: 0 });
			await open('/now');
			await isLive(page);
			expect(await page.locator('.notice').innerText()).toMatch(/(Terugblik|Replay).*11:42/s);
			expect(await page.locator('.verdict.outlined').count()).toBe(1);
			await shows('now-replay');
		});

		test('late, lost and forgotten figures each look it, and none keeps a status colour', async () => {
			stream.reset(phoneCells(alarmCells()), { speed: 1 });
			await open('/now');
			await isLive(page);
			await goSilent(page, stream, 20_000);
			expect(await appearance(page)).toBe('delayed');
			expect(await page.locator('.notice').innerText()).toMatch(/(laatst bekend|last known) 11:42/);
			expect((await countColours(page, await shows('now-delayed'))).vermilion).toBe(0);
			await windOn(page, 225_000);
			expect(await appearance(page)).toBe('no-connection');
			expect(await page.locator('.notice').innerText()).toMatch(/(Stand van|Figures from) 11:42, 4 min/);
			expect(await countColours(page, await shows('now-no-connection'))).toMatchObject({ amber: 0, vermilion: 0 });
			await page.locator('[data-queue="facturen"]').click();
			await shows('queue-no-connection');
			// What a figure means needs no network.
			await page.locator('[data-metric="queue_depth"]').click();
			expect(await page.locator('dialog[open] h2').innerText()).toMatch(/Wachtenden|Waiting/);
			await page.keyboard.press('Escape');
			await windOn(page, 360_000);
			expect(await appearance(page)).toBe('blank');
			expect(await page.locator('[data-metric="queue_depth"]').innerText()).toContain('–');
			await shows('queue-blank');
		});
	});

	test('a queue by any name survives its address, and one that is not there says so', async () => {
		const names = ['a/b %2F?#&', '..', '.', '~x', 'Zürich “café” 中文', 'a.b%41', ' '];
		const cells: Cells = Object.assign(
			{},
			...names.map((name) => {
				const prefix = `queue.${name.replace(/%/g, '%25').replace(/\./g, '%2E')}.`;
				return { [`${prefix}name`]: name, [`${prefix}channel`]: 'phone', [`${prefix}depth`]: 1 };
			})
		);
		stream.reset({ ...phoneCells(calmCells()), ...cells });
		const page = await openPage();
		await goTo(page, '/now?lang=nl');
		await isLive(page);
		for (const name of names) {
			await page.locator(`[data-queue=${JSON.stringify(name)}]`).click();
			await expect.poll(() => page.title(), { message: name }).toBe(`${name} · Bereik`.trim());
			const link = page.url();
			await goTo(page, link.slice(stage.address().length));
			await isLive(page);
			expect(await page.locator('[data-metric="queue_depth"]').innerText(), link).toContain('1');
			await page.locator('.back').click();
		}
		await goTo(page, '/queues/weg?lang=nl');
		await isLive(page);
		expect(await page.locator('h1').innerText()).toBe('Deze wachtrij is er niet');
		await look(page, 'nl-unknown-queue');
		await page.getByText('Naar alle wachtrijen').click();
		await expect.poll(() => page.url()).toContain('/queues?lang=nl');
		await leaveWindow(page);
	});

	test('a figure opens its definition over the page; Esc, the button and the way back close it, and a link opens it', async () => {
		stream.reset(phoneCells(alarmCells()));
		const page = await openPage();
		await goTo(page, '/now?lang=nl&theme=light');
		await isLive(page);
		const tile = page.locator('[data-metric="sl_v5"]');
		for (const close of ['Escape', 'button', 'back', 'beside'] as const) {
			await tile.click();
			await expect.poll(() => page.url()).toContain('#definition=sl_v5');
			await page.waitForSelector('dialog[open]');
			const words = await page.locator('dialog').innerText();
			expect(words).toMatch(/Serviceniveau/);
			expect(words).toMatch(/minstens 80%, ieder kanaal binnen zijn eigen tijd/);
			expect(words).toMatch(/vandaag, sinds middernacht/);
			expect(words).toMatch(/Genesys/);
			expect(await findTightTargets(page)).toEqual([]);
			if (close === 'Escape') {
				await page.screenshot({ path: `${pictures}/nl-light-definition.png` });
				await page.keyboard.press('Escape');
			} else if (close === 'button') await page.getByRole('button', { name: 'Sluiten' }).click();
			else if (close === 'back') await page.goBack();
			else await page.mouse.click(200, 30);
			await expect.poll(() => page.url(), { message: close }).not.toContain('#');
			await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
			expect(await page.evaluate(() => document.activeElement?.getAttribute('data-metric')), close).toBe('sl_v5');
		}
		// Large letters make it longer than the screen: it opens at its beginning all the same, and scrolls.
		await page.setViewportSize({ width: 320, height: 568 });
		await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
		await tile.click();
		await page.waitForSelector('dialog[open]');
		const sheet = await page
			.locator('dialog')
			.evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({ scrollTop, isLonger: scrollHeight > clientHeight }));
		expect(sheet).toEqual({ scrollTop: 0, isLonger: true });
		expect(await findFaults(page, 13, 1)).toMatchObject({ scroll: [], small: [] });
		await page.screenshot({ path: `${pictures}/nl-light-definition-320-200.png` });
		await page.setViewportSize(phoneSizes[0]);
		await goTo(page, '/queues/facturen?lang=en&theme=dark#definition=asa_s');
		await page.waitForSelector('dialog[open]');
		expect(await page.locator('dialog h2').innerText()).toBe('Average wait (ASA)');
		await isLive(page);
		await page.screenshot({ path: `${pictures}/en-dark-definition.png` });
		await page.keyboard.press('Escape');
		await expect.poll(() => page.url()).not.toContain('#');
		expect(page.url()).toContain('/queues/facturen?lang=en');
		await leaveWindow(page);
	});

	test('back from a queue is at the height where the list was left, by the link and by the button', async () => {
		stream.reset(phoneCells(crowdedCells()));
		const page = await openPage({ viewport: { width: 320, height: 568 } });
		await goTo(page, '/now?lang=nl');
		await isLive(page);
		for (const way of ['back', 'link'] as const) {
			await page.evaluate(() => scrollTo(0, 260));
			// A click of the test's own mouse would scroll first.
			await page.locator('[data-queue="terugbellen"]').dispatchEvent('click');
			await expect.poll(() => page.locator('h1').innerText()).toBe('Terugbellen');
			if (way === 'back') await page.goBack();
			else await page.locator('.back').click();
			await expect.poll(() => page.locator('[data-queue]').count()).toBe(7);
			await expect.poll(() => page.evaluate(() => scrollY), { message: way }).toBe(260);
		}
		expect(stream.open).toBe(1);
		expect(stream.requests).toHaveLength(1);
		await page.close();
	});

	test('the address of a queue is given away, and shown where the device cannot copy', async () => {
		stream.reset(phoneCells(alarmCells()));
		const page = await openPage({});
		await page.addInitScript(() => {
			Object.assign(navigator, { share: undefined });
			Object.defineProperty(navigator, 'clipboard', {
				value: {
					writeText: (text: string) =>
						Reflect.get(globalThis, 'refuse')
							? Promise.reject(new Error())
							: Object.assign(globalThis, { copied: text })
				}
			});
		});
		await goTo(page, '/queues/facturen?lang=nl#definition=asa_s');
		await page.waitForSelector('dialog[open]');
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Deel link' }).click();
		await page.getByText('Link gekopieerd').first().waitFor();
		expect(await page.evaluate(() => Reflect.get(globalThis, 'copied') as unknown)).toBe(
			`${stage.address()}/queues/facturen?lang=nl`
		);
		await page.clock.runFor(5000);
		await page.evaluate(() => Object.assign(globalThis, { refuse: true }).refuse);
		await page.getByRole('button', { name: 'Deel link' }).click();
		expect(await page.locator('input').inputValue()).toBe(`${stage.address()}/queues/facturen?lang=nl`);
		await page.close();
	});

	test('it follows the system between light and dark, moves nothing and shows where the keyboard is', async () => {
		stream.reset(phoneCells(alarmCells()));
		const page = await openPage({ colorScheme: 'light', reducedMotion: 'reduce' });
		await goTo(page, '/now?lang=nl');
		await isLive(page);
		const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
		expect(await ground()).toBe('rgb(245, 246, 244)');
		await page.emulateMedia({ colorScheme: 'dark' });
		await expect.poll(ground).toBe('rgb(14, 19, 22)');
		expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
		await page.keyboard.press('Tab');
		const outline = await page.evaluate(() => {
			const style = getComputedStyle(document.activeElement ?? document.body);
			return `${style.outlineStyle} ${style.outlineWidth}`;
		});
		expect(outline).toBe('solid 3px');
		expect(
			await page.evaluate(() => [document.querySelectorAll('main').length, document.querySelectorAll('h1').length])
		).toEqual([1, 1]);
		await page.close();
	});
});

function openPage(options?: Parameters<Browser['newPage']>[0]): Promise<Page> {
	return openPhone(stage.browser(), options);
}

async function goTo(page: Page, path: string): Promise<void> {
	await leavePage(page);
	await page.goto(stage.address() + path);
	await page.waitForSelector('main');
}

async function isLive(page: Page): Promise<void> {
	await page.waitForSelector('.phone[data-appearance="live"]');
}

function appearance(page: Page): Promise<string | null> {
	return page.locator('.phone').getAttribute('data-appearance');
}

function look(page: Page, name: string): Promise<Buffer> {
	return lookAtPhone(page, pictures, name);
}
