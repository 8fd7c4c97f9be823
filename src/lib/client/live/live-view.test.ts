import { expect, test } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/stream-message.ts';
import { LiveView } from './live-view.svelte.ts';
import type { StreamMessage } from './read-message.ts';

const start = Date.UTC(2026, 10, 10, 10, 42);

function hello(over: { speed?: number; replay?: boolean; now?: number; present?: number } = {}): StreamMessage {
	const fields = {
		protocol: PROTOCOL_VERSION,
		now: start,
		speed: 1,
		build: 'b',
		heartbeat: 10,
		replay: false,
		present: start
	};
	return { kind: 'hello', hello: { ...fields, zone: 'Europe/Amsterdam', ...over } };
}

function snapshot(cells: Cells, id = 'a', now = start): StreamMessage {
	return { kind: 'snapshot', id, snapshot: { now, seq: 1, cells } };
}

function frame(base: string, id: string, set: Cells, unset: readonly string[] = [], now = start): StreamMessage {
	return { kind: 'frame', id, frame: { base, now, seq: 2, set, unset } };
}

test('nothing is known before the first message, and a slow start says so after three seconds', () => {
	const view = new LiveView(0, 0);
	expect(view).toMatchObject({ isLoaded: false, isSlow: false, nowMs: null, figuresAtMs: null, zone: null });
	view.tick(2999, 2999);
	expect(view.isSlow).toBe(false);
	view.tick(3000, 3000);
	expect(view.isSlow).toBe(true);
	view.receive(snapshot({}), 3100);
	expect(view).toMatchObject({ isLoaded: true, isSlow: false });
});

test('frames change the cells they name and leave the others', () => {
	const view = new LiveView(0, 0);
	view.receive(hello(), 0);
	view.receive(snapshot({ a: 1, b: 2 }), 0);
	const before = view.cells;
	expect(view.receive(frame('a', 'b', { a: 5 }, ['b']), 10)).toBe('applied');
	expect(view.cells).toEqual({ a: 5 });
	expect(before).toEqual({ a: 1, b: 2 });
	expect(view.receive(frame('b', 'c', { c: null }), 20)).toBe('applied');
	expect(view.cells).toEqual({ a: 5, c: null });
});

test('a frame that does not follow is refused, changes nothing and proves nothing', () => {
	const view = new LiveView(0, 0);
	expect(view.receive(frame('a', 'b', { a: 5 }), 0)).toBe('refused');
	view.receive(snapshot({ a: 1 }), 0);
	expect(view.receive(frame('z', 'b', { a: 5 }), 16_000)).toBe('refused');
	view.tick(16_000, 16_000);
	expect(view.cells).toEqual({ a: 1 });
	expect(view.link).toBe('delayed');
});

test('a snapshot replaces everything', () => {
	const view = new LiveView(0, 0);
	view.receive(snapshot({ a: 1, b: 2 }), 0);
	view.receive(snapshot({ c: 3 }, 'z'), 10);
	expect(view.cells).toEqual({ c: 3 });
	expect(view.receive(frame('z', 'y', { c: 4 }), 20)).toBe('applied');
});

test('waits tick while the link lives and stand still at the last proof of life when it does not', () => {
	const view = new LiveView(0, 0);
	view.receive(hello(), 0);
	view.receive(snapshot({}), 0);
	view.tick(12_400, 12_400);
	expect(view).toMatchObject({ link: 'live', nowMs: start + 12_000, figuresAtMs: start + 12_000 });
	view.tick(15_001, 15_001);
	expect(view).toMatchObject({ link: 'delayed', silenceSeconds: 15, nowMs: start + 15_000, figuresAtMs: start });
	view.tick(60_001, 60_001);
	expect(view).toMatchObject({ link: 'no-connection', figuresAtMs: start });
	view.tick(600_001, 600_001);
	expect(view.link).toBe('blank');
	view.receive({ kind: 'heartbeat', heartbeat: { now: start + 601_000, seq: 1 } }, 601_000);
	expect(view).toMatchObject({ link: 'live', silenceSeconds: 0, figuresAtMs: start + 601_000 });
});

test('a device that slept is told, and its figures are as old as the sleep was long', () => {
	const view = new LiveView(0, 0);
	view.receive(snapshot({}), 0);
	expect(view.tick(1000, 1000)).toBe(false);
	expect(view.tick(2000, 902_000)).toBe(true);
	expect(view.link).toBe('blank');
});

test('a replay says its speed, the present says none', () => {
	const view = new LiveView(0, 0);
	view.receive(hello(), 0);
	expect(view.replaySpeed).toBeNull();
	view.receive(hello({ replay: true, speed: 60 }), 0);
	expect(view.replaySpeed).toBe(60);
	view.tick(1000, 1000);
	expect(view.nowMs).toBe(start + 60_000);
});

test('the present is told by the server too: beside a look back it goes on at its own pace', () => {
	const view = new LiveView(0, 0);
	expect(view.presentMs).toBeNull();
	view.receive(hello({ replay: true, speed: 60, present: start + 7_200_000 }), 0);
	view.tick(2000, 2000);
	expect([view.presentMs, view.nowMs]).toEqual([start + 7_202_000, start + 120_000]);
});
