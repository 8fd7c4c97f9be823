import { expect, test } from 'vitest';
import { FakeBrowser } from '../../../../tests/support/fake-tabs.ts';
import { FakeSource, FakeWorld } from '../../../../tests/support/fake-stream-world.ts';
import { StreamClient } from './stream-client.ts';

const snapshot = { now: 1, seq: 1, cells: {} };

/** Ends 500 streams in every way a stream ends, and counts what is left in between. */
function recreate(world: FakeWorld, client: StreamClient) {
	const timers: number[] = [];
	const open: number[] = [];
	const reopenings = [
		() => world.latest.fail(),
		() => world.latest.send('bye', { retryMs: 500 }),
		() => client.reopen(true),
		() => world.pass(26_000),
		() => world.latest.send('frame', { nonsense: true }, 'x')
	];
	for (let round = 0; round < 500; round += 1) {
		reopenings[round % reopenings.length]?.();
		world.pass(31_000);
		world.latest.send('snapshot', snapshot, 'a');
		timers.push(world.pending);
		open.push(world.sources.filter((source) => !source.closed).length);
	}
	return { timers, open };
}

test('500 streams later one is open, with the listeners and the timer of one', () => {
	const world = new FakeWorld();
	const client = new StreamClient('/api/stream?view=now', world, () => 'applied');
	client.start();
	const { timers, open } = recreate(world, client);
	expect(world.sources.length).toBeGreaterThan(500);
	expect(new Set(timers)).toEqual(new Set([1]));
	expect(new Set(open)).toEqual(new Set([1]));
	const listeners = world.sources.map((source) => source.listeners.length);
	expect(new Set(listeners)).toEqual(new Set([7]));
	client.stop();
	expect(world.pending).toBe(0);
});

test('canary: a client that forgets to close what it replaces is caught by the same count', () => {
	class Forgetful extends FakeSource {
		override close(): void {
			// The stream stays open.
		}
	}
	const world = new FakeWorld();
	const forgetful = {
		...world,
		open: (url: string) => {
			const source = new Forgetful(url);
			world.sources.push(source);
			return source;
		}
	};
	const client = new StreamClient('/api/stream?view=now', forgetful, () => 'applied');
	client.start();
	expect(Math.max(...recreate(world, client).open)).toBeGreaterThan(100);
});

test('a shared stream that is opened 200 times keeps no more channels, streams or timers than one that was opened once', async () => {
	const browser = new FakeBrowser();
	const tabs = [browser.openTab(), browser.openTab()];
	await browser.pass(500);
	for (let round = 0; round < 200; round += 1) {
		browser.streams[0]?.fail();
		tabs[1]?.client.reopen(true);
		await browser.pass(1_200);
	}
	expect(browser.streams.length).toBeLessThanOrEqual(1);
	expect(browser.channels).toBe(2);
	for (const tab of tabs) {
		tab.client.stop();
		tab.share.leave();
	}
	await browser.pass(5_000);
	expect([browser.streams.length, browser.channels, browser.time.pending]).toEqual([0, 0, 0]);
});
