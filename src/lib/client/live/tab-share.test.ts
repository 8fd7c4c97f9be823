import { beforeEach, expect, test } from 'vitest';
import { FakeBrowser } from '../../../../tests/support/fake-tabs.ts';
import type { FakeTab } from '../../../../tests/support/fake-tabs.ts';
import type { FakeSource } from '../../../../tests/support/fake-stream-world.ts';

let browser: FakeBrowser;
let tick: number;
const id = (): string => `e.1.${tick}-b.${tick}`;

beforeEach(() => {
	browser = new FakeBrowser();
	tick = 0;
});

/** The server greets a stream and sends everything. */
function serve(source: FakeSource | undefined): void {
	const now = browser.time.nowMs;
	const hello = { protocol: 1, now, speed: 1, build: 'b', heartbeat: 10, zone: 'UTC', replay: false, present: now };
	source?.send('hello', hello);
	source?.send('snapshot', { now, seq: tick, cells: { 'fast.waiting': tick } }, id());
}

/** The server says something new on every open stream. */
function change(): void {
	const base = id();
	tick += 1;
	const frame = { base, now: browser.time.nowMs, seq: tick, set: { 'fast.waiting': tick } };
	for (const source of browser.streams) source.send('frame', frame, id());
}

async function openTabs(count: number): Promise<FakeTab[]> {
	const tabs: FakeTab[] = [];
	for (let no = 0; no < count; no += 1) {
		tabs.push(browser.openTab());
		await browser.pass(100);
		if (no === 0) serve(browser.streams[0]);
	}
	await browser.pass(200);
	return tabs;
}

const shown = (tabs: readonly FakeTab[]): unknown[] => tabs.map((tab) => tab.view.cells['fast.waiting']);

test('seven tabs have one stream, and all show what it says as it says it', async () => {
	const tabs = await openTabs(7);
	expect(browser.streams).toHaveLength(1);
	change();
	change();
	await browser.pass(100);
	expect(shown(tabs)).toEqual(Array(7).fill(2));
	expect(browser.streams).toHaveLength(1);
});

test('canary: where nobody joins, seven tabs need seven streams', async () => {
	browser.reader = null;
	await openTabs(7);
	expect(browser.streams).toHaveLength(7);
});

test('a tab that comes later shows figures as old as they are', async () => {
	const [first] = await openTabs(1);
	await browser.pass(9_000);
	const late = browser.openTab();
	await browser.pass(300);
	expect([late.view.isLoaded, late.silenceMs]).toEqual([true, first?.silenceMs]);
	expect(late.silenceMs).toBeGreaterThanOrEqual(9_000);
});

test('when the tab that leads is closed, another goes on from where it was, within two seconds', async () => {
	const tabs = await openTabs(4);
	change();
	await browser.pass(50);
	tabs[0]?.crash();
	await browser.pass(500);
	expect(browser.streams).toHaveLength(1);
	expect(browser.streams[0]?.url).toBe(`/api/stream?view=now&last_event_id=${id()}`);
	change();
	await browser.pass(1_000);
	expect(shown(tabs.slice(1))).toEqual([2, 2, 2]);
});

test('when the tab that leads is frozen, another leads before its figures look late', async () => {
	const tabs = await openTabs(5);
	const others = tabs.slice(1);
	tabs[0]?.freeze();
	let oldest = 0;
	for (let second = 0; second < 16; second += 1) {
		await browser.pass(1_000);
		for (const source of browser.streams.slice(1)) serve(source);
		oldest = Math.max(oldest, ...others.map((tab) => tab.silenceMs));
	}
	expect(oldest).toBeLessThan(15_000);
	expect(others.flatMap((tab) => tab.sources.filter((source) => !source.closed))).toHaveLength(1);

	// What the frozen one still has to say is no longer listened to, and it follows.
	const frozen = tabs[0]?.sources[0];
	tabs[0]?.thaw();
	frozen?.send('frame', { base: id(), now: 1, seq: 9, set: { 'fast.waiting': 999 } }, 'e.1.9-b.9');
	await browser.pass(4_000);
	expect(browser.streams).toHaveLength(1);
	change();
	await browser.pass(500);
	expect(shown(tabs)).toEqual(Array(5).fill(1));
});

test('a link that is lost is as lost in every tab, and back in every tab at once', async () => {
	const tabs = await openTabs(3);
	browser.streams[0]?.fail();
	for (let second = 0; second < 40; second += 1) {
		await browser.pass(1_000);
		for (const source of browser.streams) source.fail();
		const ages = tabs.map((tab) => tab.silenceMs);
		expect(Math.max(...ages) - Math.min(...ages)).toBeLessThanOrEqual(1_000);
	}
	expect(tabs.map((tab) => tab.view.link)).toEqual(Array(3).fill('delayed'));
	for (let second = 0; second < 31 && browser.streams.length === 0; second += 1) await browser.pass(1_000);
	serve(browser.streams[0]);
	await browser.pass(300);
	expect(tabs.map((tab) => tab.view.link)).toEqual(Array(3).fill('live'));
	expect(browser.streams).toHaveLength(1);
});

test('a stream that says goodbye is opened again by the tab that leads, and no other', async () => {
	const tabs = await openTabs(3);
	browser.streams[0]?.send('bye', { retryMs: 5_000 });
	await browser.pass(4_000);
	expect(browser.streams).toHaveLength(0);
	await browser.pass(2_000);
	expect(browser.streams).toHaveLength(1);
	expect(tabs.map((tab) => tab.sources.length)).toEqual([2, 0, 0]);
});

test('nothing is passed on before the server has said who reads, nor to the tabs of another reader', async () => {
	const [anna] = await openTabs(1);
	browser.reader = 'bert';
	const bert = browser.openTab();
	await browser.pass(400);
	expect([...browser.names].sort()).toEqual(['anna', 'bert']);
	expect(bert.view.isLoaded).toBe(false);
	change();
	await browser.pass(400);
	expect(bert.view.isLoaded).toBe(false);
	// Nobody answered there: the tab leads for its own reader, and the other finds out who reads it now.
	await browser.pass(6_000);
	serve(browser.streams[0]);
	await browser.pass(500);
	expect(bert.view.isLoaded).toBe(true);
	expect(anna?.beganAnew).toBe(1);
});

test('after logging out no tab goes on: each begins anew, and what the stream of nobody says reaches none', async () => {
	const tabs = await openTabs(3);
	browser.reader = null;
	browser.streams[0]?.fail();
	await browser.pass(2_000);
	serve(browser.streams[0]);
	tick = 7;
	for (const source of browser.streams) source.send('snapshot', { now: 1, seq: 7, cells: { 'fast.waiting': 7 } }, id());
	await browser.pass(500);
	expect(shown(tabs).slice(1)).toEqual([0, 0]);
	browser.reader = 'nobody';
	await browser.pass(60_000);
	expect(tabs.map((tab) => tab.beganAnew)).toEqual([1, 1, 1]);
	expect(browser.streams).toHaveLength(0);
});

test('a tab that nobody has seen for a minute leaves the lead to one that is seen', async () => {
	const tabs = await openTabs(2);
	const beat = async (seconds: number) => {
		for (let at = 0; at < seconds; at += 5) {
			await browser.pass(5_000);
			for (const source of browser.streams)
				if (source.url.includes('last_event_id')) serve(source);
				else source.send('hb', { now: browser.time.nowMs, seq: tick });
		}
	};
	if (tabs[0] !== undefined) tabs[0].isHidden = true;
	tabs[0]?.share.seen(true);
	await beat(55);
	expect(tabs[1]?.sources).toHaveLength(0);
	await beat(15);
	expect(tabs[1]?.sources.filter((source) => !source.closed)).toHaveLength(1);
	expect(browser.streams).toHaveLength(1);
});

test('a tab that leaves gives everything back, and nothing of it runs on', async () => {
	const tabs = await openTabs(2);
	for (const tab of tabs) {
		tab.client.stop();
		tab.share.leave();
	}
	await browser.pass(120_000);
	expect(browser.streams).toHaveLength(0);
	tabs[1]?.client.start(true);
	await browser.pass(200);
	expect(browser.streams).toHaveLength(1);
});
