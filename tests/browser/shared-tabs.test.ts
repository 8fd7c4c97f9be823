import type { BrowserContext, Page } from '@playwright/test';
import { afterEach, describe, expect, test } from 'vitest';
import { queued } from '../support/contact-events.ts';
import { baseOf, setRealSite } from './support/real-site.ts';

const site = setRealSite('tabs that share a stream');
const live = '.phone[data-appearance="live"]';
let contexts: BrowserContext[] = [];
let contacts = 0;

afterEach(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	contexts = [];
	await expect.poll(() => site.server().app.openStreams.size, { timeout: 10_000 }).toBe(0);
});

async function visit(prepare: (context: BrowserContext) => Promise<unknown> = () => Promise.resolve()) {
	const context = await site.visit('person');
	contexts.push(context);
	await prepare(context);
	return context;
}

async function openTabs(context: BrowserContext, count: number): Promise<Page[]> {
	const tabs: Page[] = [];
	for (let no = 0; no < count; no += 1) {
		const tab = await context.newPage();
		await tab.goto(`${baseOf(site.server())}/queues/Sales?lang=nl`);
		await tab.waitForSelector(live, { timeout: 10_000 });
		tabs.push(tab);
	}
	return tabs;
}

const streams = (): number => site.server().app.openStreams.size;

/** One more contact waits. */
async function oneMore(): Promise<void> {
	const { app } = site.server();
	const time = Date.now();
	const data = { contact: `more ${contacts++}`, queue: 'Sales', channel: 'phone' as const };
	await app.log.append([queued(`more ${contacts}`, { time, data })]);
	await app.projection.settled();
	app.streams.flush();
}

/** How many wait, by what a tab shows. */
function waiting(tab: Page): Promise<string> {
	return tab.locator('[data-metric="queue_depth"] .value').innerText({ timeout: 10_000 });
}

/** Waits until all tabs show the same, and something else than before; gives how long that took, ms. */
async function untilChanged(tabs: readonly Page[], before: string): Promise<number> {
	const began = Date.now();
	await expect
		.poll(
			async () => {
				const shown = await Promise.all(tabs.map(waiting));
				return new Set(shown).size === 1 && shown[0] !== before;
			},
			{ timeout: 10_000, interval: 50 }
		)
		.toBe(true);
	return Date.now() - began;
}

describe.skipIf(site.isMissing)('tabs of one browser', () => {
	test('seven tabs share one stream, also where the browser has six connections; one is closed, the others go on', async () => {
		const tabs = await openTabs(await visit(), 7);
		expect(streams()).toBe(1);
		const before = await waiting(tabs[6] as Page);
		await oneMore();
		await untilChanged(tabs, before);

		const shown = await waiting(tabs[6] as Page);
		await tabs[0]?.close();
		await oneMore();
		const tookMs = await untilChanged(tabs.slice(1), shown);
		console.log(`the tab that led was closed: the others showed the next figure ${tookMs} ms later`);
		expect(tookMs).toBeLessThanOrEqual(2_000);
		expect(streams()).toBe(1);
	});

	test('canary: tabs that cannot talk need a stream each, and the seventh gets none', async () => {
		const context = await visit((one) =>
			one.addInitScript(() => Reflect.deleteProperty(globalThis, 'BroadcastChannel'))
		);
		await openTabs(context, 6);
		expect(streams()).toBe(6);
		const seventh = await context.newPage();
		const opened = seventh
			.goto(`${baseOf(site.server())}/now`, { timeout: 3_000 })
			.then(() => seventh.waitForSelector(live, { timeout: 1_000 }))
			.then(
				() => true,
				() => false
			);
		expect(await opened).toBe(false);
	});

	test.each(['frozen by the browser', 'too busy to answer'])(
		'a tab that leads and is %s holds no other up, and none shows anything late',
		async (how) => {
			const context = await visit();
			const tabs = await openTabs(context, 4);
			const [leader, ...others] = tabs;
			if (leader === undefined) throw new Error('no tab was opened');
			const looks = watchLooks(others);
			const devtools = await context.newCDPSession(leader);
			if (how === 'frozen by the browser') await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
			else {
				await devtools.send('Debugger.enable');
				await devtools.send('Debugger.pause');
			}
			const before = await waiting(others[0] as Page);
			const began = Date.now();
			// The heartbeats of the server may come just before; a whole one is missed at most.
			await expect
				.poll(async () => (await oneMore(), (await waiting(others[0] as Page)) !== before), {
					timeout: 20_000,
					interval: 500
				})
				.toBe(true);
			console.log(
				`the tab that led was ${how}: the others showed the next figure after ${((Date.now() - began) / 1000).toFixed(1)} s`
			);
			expect([...(await looks.stop())]).toEqual(['live']);
			expect(Date.now() - began).toBeLessThan(25_000);
			if (how === 'too busy to answer') await devtools.send('Debugger.disable');
			else await devtools.send('Page.setWebLifecycleState', { state: 'active' });
			const shown = await waiting(others[0] as Page);
			await oneMore();
			await untilChanged(tabs, shown);
			await expect.poll(streams, { timeout: 10_000 }).toBe(1);
		}
	);

	test('logging out in one tab ends the figures in all of them', async () => {
		const context = await visit();
		const tabs = await openTabs(context, 3);
		const answer = await tabs[1]?.evaluate(() =>
			fetch('/api/logout', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then(
				(response) => response.status
			)
		);
		expect(answer).toBeLessThan(300);
		for (const tab of tabs) await tab.waitForURL('**/login?**', { timeout: 15_000 });
		expect(streams()).toBe(0);
	});
});

/** Writes down how tabs look until it is stopped. */
function watchLooks(tabs: readonly Page[]) {
	const seen = new Set<string | null>();
	let isOver = false;
	const watching = (async () => {
		while (!isOver) {
			for (const tab of tabs)
				seen.add(await tab.locator('.phone').getAttribute('data-appearance', { timeout: 10_000 }));
			await new Promise((resolve) => setTimeout(resolve, 200));
		}
	})();
	watching.catch(() => {}); // told to whoever stops it
	return {
		async stop(): Promise<ReadonlySet<string | null>> {
			isOver = true;
			await watching;
			return seen;
		}
	};
}
