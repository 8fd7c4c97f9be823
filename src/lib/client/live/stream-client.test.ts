import { beforeEach, expect, test } from 'vitest';
import { FakeWorld } from '../../../../tests/support/fake-stream-world.ts';
import { StreamClient } from './stream-client.ts';
import type { Receipt } from './stream-client.ts';
import type { StreamMessage } from './read-message.ts';

let world: FakeWorld;
let received: StreamMessage[];
let receipt: Receipt;
let client: StreamClient;

beforeEach(() => {
	world = new FakeWorld();
	received = [];
	receipt = 'applied';
	client = new StreamClient('/api/stream?view=now', world, (message) => {
		received.push(message);
		return receipt;
	});
	client.start();
});

const snapshot = { now: 1, seq: 1, cells: {} };

test('messages reach the receiver in order', () => {
	world.latest.send('snapshot', snapshot, 'a');
	world.latest.send('frame', { base: 'a', now: 2, seq: 2, set: {} }, 'b');
	world.latest.send('hb', { now: 3, seq: 2 });
	expect(received.map((message) => message.kind)).toEqual(['snapshot', 'frame', 'heartbeat']);
});

test('a failed stream is opened again after 1, 2, 4 … 30 seconds at most, and the old one is closed', () => {
	const pauses: number[] = [];
	for (let attempt = 0; attempt < 8; attempt += 1) {
		const before = world.nowMs;
		const failed = world.latest;
		failed.fail();
		expect(failed.closed).toBe(true);
		while (world.latest === failed) world.pass(1000);
		pauses.push(world.nowMs - before);
	}
	expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('the pause is drawn from the whole range, but never an instant', () => {
	world.drawn = 0;
	world.latest.fail();
	world.pass(99);
	expect(world.sources).toHaveLength(1);
	world.pass(1);
	expect(world.sources).toHaveLength(2);
});

test('a stream that lived well makes the next failure the first again, one that only opened does not', () => {
	for (let attempt = 0; attempt < 4; attempt += 1) {
		world.latest.send('snapshot', snapshot, 'a');
		world.latest.fail();
		world.pass(30_000);
	}
	world.latest.send('hb', { now: 1, seq: 1 });
	world.pass(20_000);
	world.latest.send('hb', { now: 2, seq: 1 });
	world.latest.fail();
	const failed = world.latest;
	world.pass(1000);
	expect(world.latest).not.toBe(failed);
});

test('25 seconds of silence end a stream that looks open', () => {
	world.latest.send('snapshot', snapshot, 'a');
	world.pass(20_000);
	world.latest.send('hb', { now: 2, seq: 1 });
	world.pass(24_999);
	expect(world.latest.closed).toBe(false);
	world.pass(1);
	expect(world.sources[0]?.closed).toBe(true);
	world.pass(1000);
	expect(world.sources).toHaveLength(2);
});

test('a stream that never says anything is given up too', () => {
	world.pass(26_000);
	expect(world.sources).toHaveLength(2);
});

test('a new stream goes on where the last one ended', () => {
	world.latest.send('snapshot', snapshot, 'e.1.7-b.3');
	world.latest.fail();
	world.pass(1000);
	expect(world.latest.url).toBe('/api/stream?view=now&last_event_id=e.1.7-b.3');
});

test('a frame that does not follow makes the next stream start afresh', () => {
	world.latest.send('snapshot', snapshot, 'a');
	receipt = 'refused';
	world.latest.send('frame', { base: 'z', now: 2, seq: 2, set: {} }, 'b');
	receipt = 'applied';
	expect(world.latest.closed).toBe(true);
	world.pass(1000);
	expect(world.latest.url).toBe('/api/stream?view=now');
});

test('a message that cannot be read makes the next stream start afresh', () => {
	world.latest.send('snapshot', snapshot, 'a');
	world.latest.send('frame', { nonsense: true }, 'b');
	world.pass(1000);
	expect(world.latest.url).toBe('/api/stream?view=now');
	expect(received).toHaveLength(1);
});

test('goodbye closes the stream and comes back when told to, without counting as a failure', () => {
	world.latest.send('snapshot', snapshot, 'a');
	world.latest.send('bye', { retryMs: 4000 });
	expect(world.latest.closed).toBe(true);
	world.pass(3999);
	expect(world.sources).toHaveLength(1);
	world.pass(1);
	expect(world.latest.url).toContain('last_event_id=a');
	world.latest.fail();
	world.pass(1000);
	expect(world.sources).toHaveLength(3);
});

test('reopening is immediate, replaces a pending attempt, and can ask for everything', () => {
	world.latest.send('snapshot', snapshot, 'a');
	world.latest.fail();
	client.reopen(false);
	expect(world.latest.url).toContain('last_event_id=a');
	client.reopen(true);
	expect(world.latest.url).toBe('/api/stream?view=now');
	world.pass(20_000);
	expect(world.sources).toHaveLength(3);
});

test('a client that was stopped can start again, afresh if asked', () => {
	world.latest.send('snapshot', snapshot, 'a');
	client.stop();
	client.start();
	expect(world.latest.url).toContain('last_event_id=a');
	client.stop();
	client.start(true);
	expect(world.latest.url).toBe('/api/stream?view=now');
	expect(world.sources).toHaveLength(3);
});

test('what a closed source still delivers is ignored', () => {
	const first = world.latest;
	client.reopen(true);
	first.send('snapshot', snapshot, 'a');
	first.fail();
	world.pass(20_000);
	expect(received).toEqual([]);
	expect(world.sources).toHaveLength(2);
});

test('a stopped client leaves nothing behind and opens nothing', () => {
	client.stop();
	expect(world.latest.closed).toBe(true);
	expect(world.pending).toBe(0);
	client.reopen(true);
	world.pass(120_000);
	expect(world.sources).toHaveLength(1);
});

test('a server that is back after having been away is gone to at once, however long the pause', () => {
	for (let attempt = 0; attempt < 7; attempt += 1) {
		const failed = world.latest;
		failed.fail();
		while (attempt < 6 && world.latest === failed) world.pass(100);
	}
	world.pass(10_000);
	const before = world.sources.length;
	world.isServerAlive = true;
	world.pass(4_500);
	expect(world.sources).toHaveLength(before + 1);
	world.latest.send('snapshot', snapshot, 'a');
	world.pass(20_000);
	expect(world.sources).toHaveLength(before + 1);
	expect(world.asked).toBeLessThan(70);
});

test('a server that lives and gives no stream is gone to once more, and then as seldom as any', () => {
	world.isServerAlive = true;
	world.latest.fail();
	let opened = 0;
	for (let second = 0; second < 120; second += 1) {
		if (world.sources.length > opened) {
			opened = world.sources.length;
			world.latest.fail();
		}
		world.pass(1000);
	}
	expect(opened).toBeLessThanOrEqual(10);
});

test('an attempt that hangs from before the server was away is replaced when it is back', () => {
	world.latest.fail();
	world.pass(1000);
	const hanging = world.latest;
	world.pass(6_000);
	expect(hanging.closed).toBe(false);
	world.isServerAlive = true;
	world.pass(4_500);
	expect(hanging.closed).toBe(true);
	expect(world.sources).toHaveLength(3);
});

test('an attempt that is on its way to a living server is left to arrive', () => {
	world.isServerAlive = true;
	world.latest.fail();
	world.pass(1000);
	const onItsWay = world.latest;
	world.pass(10_000);
	expect(onItsWay.closed).toBe(false);
	expect(world.latest).toBe(onItsWay);
});

test('what comes from another tab is as old as it was there, and its age is not forgiven', () => {
	const ages: number[] = [];
	const other = new StreamClient('/api/stream?view=now', world, (_, ageMs) => {
		ages.push(ageMs);
		return 'applied';
	});
	other.start();
	world.latest.send('snapshot', snapshot, 'a', 20_000);
	expect(ages).toEqual([20_000]);
	const source = world.latest;
	world.pass(4_999);
	expect(source.closed).toBe(false);
	world.pass(1);
	expect(source.closed).toBe(true);
	other.stop();
});
