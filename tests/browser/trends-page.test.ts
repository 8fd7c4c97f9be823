import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccessApi, personMe } from './support/access-api.ts';
import { annualPage, emptyPage, foundInYears } from './support/annual-pages.ts';
import { findFaults } from './support/inspect.ts';
import { faultsByAxe } from './support/faults-by-axe.ts';
import { leavePage } from './support/left-windows.ts';
import { setStage } from './support/stage.ts';

const pictures = 'test-output/trends';
const stage = setStage('the page of the years', pictures);

let page: Page;
let api: AccessApi;

describe.skipIf(stage.isMissing)('the page of the years', { timeout: 60_000 }, () => {
	beforeAll(async () => {
		const context = await stage.browser().newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true });
		page = await context.newPage();
		page.setDefaultTimeout(15_000);
		page.on('pageerror', (error) => {
			throw error;
		});
		api = new AccessApi();
		stage.answerBy(api);
	});
	afterAll(() => page?.context().close());

	async function open(path: string, role: Parameters<typeof personMe>[0] = 'manager'): Promise<void> {
		api.on('GET /api/me', personMe(role));
		await leavePage(page);
		await page.goto(stage.address() + path);
		await page.waitForSelector('main');
	}
	function told(): void {
		api.on('GET /api/trends/year', { body: annualPage() }).on('GET /api/trends/findings', { body: foundInYears() });
	}
	const drawn = (anchor: string) => page.locator(`#${anchor} svg path`).first().waitFor({ state: 'attached' });

	test.each([
		['nl', 'light', 'Tevredenheid brak rond september 2020 en is ongeveer half hersteld'],
		['en', 'dark', 'Satisfaction broke around September 2020 and has recovered by about half']
	])('tells the year in %s on %s, whole, and to everybody', async (language, theme, title) => {
		told();
		await page.setViewportSize({ width: 1440, height: 900 });
		await open(`/trends?year=2021&vs=2018,2019,2020&lang=${language}&theme=${theme}`);
		await page.getByRole('heading', { name: title }).waitFor();
		for (const anchor of ['satisfaction', 'why-satisfaction', 'weeks', 'channels', 'chats', 'reach', 'why-wait']) {
			await page.locator(`#${anchor}`).scrollIntoViewIfNeeded();
			await drawn(anchor);
		}
		// The finding and what it is made of are seen without scrolling.
		const bottom = await page.evaluate(() => {
			const places = ['satisfaction', 'why-satisfaction'].map((id) => document.querySelector(`#${id} .place`));
			return Math.max(...places.map((one) => (one?.getBoundingClientRect().bottom ?? Infinity) + scrollY));
		});
		expect(bottom).toBeLessThan(900);
		expect(await page.locator('.kpis li').allInnerTexts()).toHaveLength(4);
		await page.screenshot({
			path: `${pictures}/year-${language}-${theme}.png`,
			fullPage: true,
			animations: 'disabled'
		});
		const faults = await findFaults(page, 12.9, 1);
		expect(faults.scroll).toEqual([]);
		expect(faults.small).toEqual([]);
		expect(await faultsByAxe(page)).toEqual([]);
	});

	test('nothing below the head moves when the figures come', async () => {
		told();
		await page.addInitScript(() => {
			Reflect.set(globalThis, 'shifted', 0);
			new PerformanceObserver((list) => {
				for (const entry of list.getEntries())
					Reflect.set(
						globalThis,
						'shifted',
						Number(Reflect.get(globalThis, 'shifted')) + Number(Reflect.get(entry, 'value'))
					);
			}).observe({ type: 'layout-shift', buffered: true });
		});
		await open('/trends?lang=nl&theme=light');
		await drawn('satisfaction');
		await page.getByText('Trendbreuk na week 36').waitFor();
		expect(await page.evaluate(() => Number(Reflect.get(globalThis, 'shifted')))).toBeLessThanOrEqual(0.02);
	});

	test('the keyboard walks along the points, and each is said', async () => {
		told();
		await open('/trends?lang=nl&theme=light');
		await drawn('satisfaction');
		const walk = page.locator('#satisfaction [role=application]');
		await walk.focus();
		await page.keyboard.press('Home');
		const said = page.locator('#satisfaction [role=status]').first();
		await expect
			.poll(() => said.innerText())
			.toMatch(/^jan 2018: Klanttevredenheid 7,\d \(95%: 7,\d\d tot \d,\d\d\); reacties \d+/);
		await page.keyboard.press('ArrowRight');
		await expect.poll(() => said.innerText()).toMatch(/^feb 2018/);
		await page.keyboard.press('End');
		await expect.poll(() => said.innerText()).toMatch(/^nov 2021, loopt nog/);
		await page.keyboard.press('Escape');
		await expect.poll(() => said.innerText()).toBe('');
	});

	test('the numbers, a file of them and a picture are behind every chart', async () => {
		told();
		await open('/trends?lang=nl&theme=light');
		await drawn('satisfaction');
		const menu = page.locator('#satisfaction summary');
		await menu.click();
		const [file] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'CSV' }).first().click()
		]);
		expect(file.suggestedFilename()).toBe('satisfaction-2021.csv');
		const chunks: Buffer[] = [];
		for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
		const csv = Buffer.concat(chunks).toString('utf8');
		expect(csv.startsWith('\uFEFFmonth;value;n;ci_low;ci_high;')).toBe(true);
		expect(csv).toMatch(/\r\n2018-01;\d,\d+;\d+;/);
		await menu.click();
		const [picture] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'PNG' }).first().click()
		]);
		expect(picture.suggestedFilename()).toBe('satisfaction-2021.png');
		await picture.saveAs(`${pictures}/to-go.png`);
		await menu.click();
		await page.getByRole('button', { name: 'Tabel' }).first().click();
		expect(await page.locator('#satisfaction tbody tr').count()).toBe(47);
		expect(await page.locator('#satisfaction tbody tr').first().innerText()).toMatch(/^2018-01\s+7,\d\d\s+\d+/);
	});

	test('the address is the view: a choice is a step, and back is where it was', async () => {
		told();
		await open('/trends?year=2021&vs=2020&lang=nl&theme=light#weeks');
		await drawn('weeks');
		await page.locator('select[name=channel]').selectOption('chat');
		await page.waitForURL(/year=2021&vs=2020&channel=chat&lang=nl/);
		await page.locator('#why-satisfaction').getByRole('button', { name: 'Per onderwerp' }).click();
		await page.waitForURL(/by=topic/);
		await page.evaluate(() => scrollTo(0, 700));
		await page.goBack();
		await page.waitForURL(/channel=chat/);
		await page.goBack();
		await expect.poll(() => page.locator('select[name=channel]').inputValue()).toBe('all');
	});

	test('whoever may notes what happened, and takes it away again; others only read it', async () => {
		told();
		api.on('POST /api/annotations', { status: 201, body: {} }).on('DELETE /api/annotations/a1', { status: 204 });
		await open('/trends?lang=nl&theme=light');
		await page.getByRole('button', { name: 'Gebeurtenis toevoegen' }).click();
		await page.locator('#event-from').fill('2021-05-01');
		await page.locator('#event-text').fill('Nieuwe telefooncentrale');
		await page.getByRole('button', { name: 'Opslaan' }).click();
		await expect.poll(() => api.count('POST /api/annotations')).toBe(1);
		expect(api.asked.find(({ method }) => method === 'POST')?.body).toEqual({
			...{ kind: 'incident', firstDay: '2021-05-01', lastDay: '2021-05-01', text: 'Nieuwe telefooncentrale' }
		});
		await page.getByRole('button', { name: 'Verwijderen: Lockdown, winkels dicht' }).click();
		await page.locator('dialog[open]').getByRole('button', { name: 'Verwijderen' }).click();
		await expect.poll(() => api.count('DELETE /api/annotations/a1')).toBe(1);
		await open('/trends?lang=nl&theme=light', 'executive');
		await page.locator('#events').waitFor();
		expect(await page.locator('#events button').count()).toBe(0);
	});

	test('what is not there is said in words', async () => {
		api
			.on('GET /api/trends/year', { body: emptyPage() })
			.on('GET /api/trends/findings', { body: { ...foundInYears(), findings: [] } });
		await open('/trends?lang=en&theme=light');
		await page.getByText('Nothing is known of this year yet.').waitFor();
		api
			.on('GET /api/trends/year', { body: annualPage({ against: [] }) })
			.on('GET /api/trends/findings', { body: { state: 'running' } });
		await open('/trends?lang=en&theme=light');
		await page.getByText('Nothing is known of earlier years yet').waitFor();
		await page.getByText('Still looking for level shifts.').waitFor();
		api.on('GET /api/trends/findings', { status: 500, body: { error: 'x' } });
		await open('/trends?lang=en&theme=light');
		await page.getByText('The search for level shifts failed for now.').waitFor();
		api.on('GET /api/trends/year', { status: 503, body: { error: 'views: are being rebuilt' } });
		await open('/trends?lang=en&theme=light');
		await page.getByText('The figures of the years could not be fetched.').waitFor();
		api.on('GET /api/trends/year', 'lost');
		await page.getByRole('button', { name: 'Try again' }).click();
		await page.getByText('No connection to the server').first().waitFor();
		told();
		await page.getByRole('button', { name: 'Try again' }).click();
		await page.locator('#satisfaction').waitFor();
	});

	test('on a phone there are figures and sentences, and a chart when it is asked for', async () => {
		told();
		await page.setViewportSize({ width: 390, height: 844 });
		await open('/trends?lang=nl&theme=light');
		await page.getByRole('heading', { name: /^Tevredenheid brak/ }).waitFor();
		const scripts = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
		expect(scripts.filter((name) => /trend-parts|echarts/.test(name))).toEqual([]);
		await page.screenshot({ path: `${pictures}/phone.png`, fullPage: true });
		expect((await findFaults(page, 12.9, 1)).scroll).toEqual([]);
		await page.locator('#satisfaction').getByRole('button', { name: 'Grafiek tonen' }).click();
		await drawn('satisfaction');
		expect(await faultsByAxe(page)).toEqual([]);
		await page.setViewportSize({ width: 320, height: 700 });
		await page.getByRole('button', { name: 'Tabel tonen' }).click();
		await page.locator('#topics table.stacked').waitFor();
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
		expect((await findFaults(page, 12.9, 1)).scroll).toEqual([]);
		expect(await page.locator('#topics .holder').evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
		await page.setViewportSize({ width: 1440, height: 900 });
	});

	test('a queue and a topic are picked out of those there are, and the keyboard is back where it was', async () => {
		told();
		await open('/trends?year=2021&lang=nl&theme=light');
		const more = page.getByRole('button', { name: 'Meer', exact: true });
		await more.click();
		const queues = page.locator('#trend-queue option');
		await queues.first().waitFor({ state: 'attached' });
		expect(await queues.allInnerTexts()).toEqual(['Alle wachtrijen samen', 'Facturen', 'Storing', 'Verhuizen']);
		await page.keyboard.press('Escape');
		await expect.poll(() => more.evaluate((one) => one === document.activeElement)).toBe(true);
		await more.click();
		await page.locator('#trend-queue').selectOption('Facturen');
		await page.locator('dialog[open]').getByRole('button', { name: 'Tonen', exact: true }).click();
		await expect.poll(() => new URL(page.url()).searchParams.get('queue')).toBe('Facturen');
		await page.getByRole('button', { name: 'Facturen' }).waitFor();
		// One that is there no more stays picked, and can be taken away.
		await open('/trends?year=2021&queue=Vroeger&lang=nl&theme=light');
		await page.getByRole('button', { name: 'Vroeger' }).click();
		expect(await page.locator('#trend-queue').inputValue()).toBe('Vroeger');
		await page.locator('dialog[open]').getByRole('button', { name: 'Alles tonen' }).click();
		await expect.poll(() => new URL(page.url()).searchParams.has('queue')).toBe(false);
	});

	test.each(['nl', 'en'])('on paper it is two sheets in %s, with nothing cut', async (language) => {
		told();
		await page.setViewportSize({ width: 1047, height: 718 });
		await open(`/trends/print?year=2021&vs=2018,2019,2020&lang=${language}`);
		await page.locator('main[data-charts="7"][data-search=ready]').waitFor();
		await page.emulateMedia({ media: 'print' });
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1047);
		expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
		await page.screenshot({ path: `${pictures}/paper-${language}.png`, fullPage: true });
		// 190 mm is what a sheet has, and a little is kept for what another printer makes of it.
		const heights = await page.evaluate(() => {
			const [sheet, fold] = [document.querySelector('.paper'), document.querySelector('.turn')];
			if (sheet === null || fold === null) return [Infinity];
			const [all, turn] = [sheet.getBoundingClientRect(), fold.getBoundingClientRect()];
			return [turn.top - all.top, all.bottom - turn.bottom].map(Math.round);
		});
		expect(Math.max(...heights), heights.join(' and ')).toBeLessThanOrEqual(714);
		const pdf = await page.pdf({
			path: `${pictures}/paper-${language}.pdf`,
			preferCSSPageSize: true,
			printBackground: true
		});
		await page.emulateMedia({ media: null });
		expect(pagesOf(pdf)).toBe(2);
		expect((await findFaults(page, 11.4, 1)).small).toEqual([]);
		expect(await page.locator('.foot').first().innerText()).toMatch(/1 \/ 2$/);
		await page.setViewportSize({ width: 1440, height: 900 });
	});
});

/** Sheets of a PDF: its page objects, which are written uncompressed. */
function pagesOf(pdf: Buffer): number {
	return (pdf.toString('latin1').match(/\/Type\s*\/Page(?![a-z])/g) ?? []).length;
}
