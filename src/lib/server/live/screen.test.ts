import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StreamReader } from '../../../../tests/support/stream-events.ts';
import { SteppedClock } from '../clock.ts';
import { Broadcaster } from './broadcaster.ts';
import { Screen } from './screen.ts';
import type { StreamLine } from './stream-line.ts';

const identity = { epoch: '0123456789ab', boot: 'f00d', build: 'test', zone: 'Europe/Amsterdam' };
const minute = 60_000;

class Line implements StreamLine {
	readonly reader = new StreamReader();
	unread = 0;
	log: string[] = [];

	write(bytes: Uint8Array): void {
		this.reader.take(bytes);
	}

	end(): void {
		this.log.push('end');
	}

	cut(): void {
		this.log.push('cut');
	}

	get kinds(): readonly string[] {
		return this.reader.events.map(({ event }) => event);
	}
}

let broadcaster: Broadcaster;
let cells: Record<string, number | string>;

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
	cells = { count: 0 };
	const pace = { betweenMs: 250, isBusy: () => false };
	broadcaster = new Broadcaster({ cells: () => cells, seq: () => 1 }, new SteppedClock(0, false), pace, identity);
});
afterEach(() => vi.useRealTimers());

function open(random = () => 0.5, lastId: string | null = null): { line: Line; screen: Screen } {
	const line = new Line();
	const screen = new Screen(line, broadcaster, random);
	broadcaster.subscribe(screen, lastId);
	return { line, screen };
}

test('a stream is told to come back after 15 minutes, give or take a fifth, and goes on from where it was', () => {
	for (const [drawn, lifeMinutes] of [
		[0, 12],
		[0.5, 15],
		[1, 18]
	] as const) {
		const { line } = open(() => drawn);
		const from = performance.now();
		broadcaster.look(from + lifeMinutes * minute - 1);
		expect(line.log).toEqual([]);
		broadcaster.look(from + lifeMinutes * minute);
		expect(line.kinds.filter((kind) => kind !== 'hb')).toEqual(['hello', 'snapshot', 'bye']);
		expect(line.log).toEqual(['end']);
		const [bye] = line.reader.of('bye') as { retryMs: number }[]; // as sent
		expect(bye?.retryMs).toBeGreaterThanOrEqual(500);
		expect(bye?.retryMs).toBeLessThanOrEqual(2_000);
		cells = { count: cells['count'] === 0 ? 1 : 0 };
		const back = open(() => drawn, line.reader.events[1]?.id);
		expect(back.line.kinds).toEqual(['hello', 'frame']);
		back.screen.end();
	}
	expect(broadcaster.size).toBe(0);
});

test('where nothing was missed, a screen that comes back is told that this is still so', () => {
	const { line, screen } = open();
	screen.leave();
	expect(open(undefined, line.reader.events[1]?.id).line.kinds).toEqual(['hello', 'hb']);
});

test('where more was missed than may wait for one screen, it gets a snapshot', () => {
	const { line } = open();
	const id = line.reader.events[1]?.id;
	for (let no = 0; no < 5; no++) {
		cells = { count: no, text: `${no}${'x'.repeat(30_000)}` };
		broadcaster.flush();
	}
	expect(open(undefined, id).line.kinds).toEqual(['hello', 'snapshot']);
	expect(open(undefined, line.reader.events[2]?.id).line.kinds).toEqual(['hello', 'frame', 'frame', 'frame', 'frame']);
});

test('whoever lost their rights is told so at once, and nothing after', () => {
	const { line, screen } = open();
	screen.revoke();
	screen.revoke();
	cells = { count: 1 };
	broadcaster.flush();
	expect(line.kinds).toEqual(['hello', 'snapshot', 'bye']);
	expect(line.log).toEqual(['end']);
});

test('one who does not read is cut instead, as is a screen that makes place for another', () => {
	const { line, screen } = open();
	line.unread = 1;
	screen.revoke();
	expect([line.kinds, line.log]).toEqual([
		['hello', 'snapshot'],
		['end', 'cut']
	]);
	const other = open();
	other.screen.cut();
	expect([other.line.kinds, other.line.log]).toEqual([
		['hello', 'snapshot'],
		['end', 'cut']
	]);
	expect(broadcaster.size).toBe(0);
});

test('what keeps account of a stream is told once when it ends, also where it has ended before', () => {
	const { screen } = open();
	let ends = 0;
	screen.follow(() => void ends++);
	screen.leave();
	screen.end();
	expect(ends).toBe(1);
	screen.follow(() => void ends++);
	expect(ends).toBe(2);
});

test('a server that stops spreads its screens over ten seconds, and takes none on after', () => {
	const lines = Array.from({ length: 500 }, () => open().line);
	let drawn = 0;
	broadcaster.end(() => drawn++ / 499);
	const retries = lines.map(({ reader }) => (reader.of('bye')[0] as { retryMs: number }).retryMs); // as sent
	expect([Math.min(...retries), Math.max(...retries), new Set(retries).size]).toEqual([500, 10_000, 500]);
	expect(broadcaster.canShow()).toBe(false);
	const late = open().line;
	expect([late.kinds, late.log]).toEqual([[], ['end']]);
});
