import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { StreamReader } from '../../../../tests/support/stream-events.ts';
import { Attempts } from '../attempts.ts';
import { SteppedClock } from '../clock.ts';
import type { Subscriber } from './subscriber.ts';
import { streamResponse } from './stream-response.ts';
import { Streams } from './streams.ts';

const identity = { epoch: '0123456789ab', boot: 'f00d', build: 'test', zone: 'Europe/Amsterdam' };

class Screen implements Subscriber {
	readonly reader = new StreamReader();
	hasEnded = false;

	send(bytes: Uint8Array): boolean {
		this.reader.take(bytes);
		return true;
	}

	end(): void {
		this.hasEnded = true;
	}

	get kinds(): readonly string[] {
		return this.reader.events.map(({ event }) => event);
	}
}

let fault: Error | null = null;
let count = 0;
let label = '';
let logged: string[] = [];
let streams: Streams;

beforeEach(() => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
	[fault, count, label, logged] = [null, 0, '', []];
	const now = {
		cells: () => {
			if (fault !== null) throw fault;
			return { count, label };
		},
		seq: () => 3
	};
	const board = { cells: () => ({ count }), seq: () => 3 };
	const attempts = new Attempts({
		error: (_what: unknown, said?: unknown) => void logged.push(String(said))
	} as ConstructorParameters<typeof Attempts>[0]); // one of the ways in which a logger is called
	streams = new Streams({ now, board }, new SteppedClock(0, false), identity, attempts);
	onTestFinished(() => streams.end());
});
afterEach(() => vi.useRealTimers());

function open(view: string): Screen {
	const screen = new Screen();
	streams.of(view)?.subscribe(screen);
	return screen;
}

function pass(seconds: number): void {
	for (let second = 0; second < seconds; second++) {
		count++;
		vi.advanceTimersByTime(1_000);
	}
}

test('a view that cannot be built is silent, is logged once for each kind of fault, and the others go on', () => {
	const [screen, other] = [open('now'), open('board')];
	streams.start(() => {});
	pass(3);
	const [before, otherBefore] = [screen.kinds.length, other.kinds.length];
	expect(before).toBeGreaterThan(3);
	fault = new TypeError('a view that has a fault');
	pass(30);
	streams.greet();
	expect(screen.kinds).toHaveLength(before); // no frame, and no sign of life either
	expect(screen.hasEnded).toBe(false);
	expect(other.kinds.slice(otherBefore).filter((kind) => kind === 'frame').length).toBeGreaterThanOrEqual(29);
	// Frames are proof of life enough.
	expect(other.kinds.slice(otherBefore).filter((kind) => kind === 'hb')).toHaveLength(0);
	expect(logged).toEqual(['building the view now: failed']);
	fault = new RangeError('another');
	pass(2);
	expect(logged).toHaveLength(2);
	expect(streams.problem).toBe('cannot be built, so that screens stand still: now');
});

test('it goes on with the next frame that can be built, from where the screens are, after telling what it had to keep back', () => {
	const screen = open('now');
	streams.start(() => {});
	pass(2);
	fault = new TypeError('a view that has a fault');
	pass(5);
	streams.greet();
	const before = screen.reader.events.length;
	const lastId = screen.reader.events.findLast(({ id }) => id !== null)?.id;
	fault = null;
	pass(1);
	const [hello, frame] = screen.reader.events.slice(before);
	expect([hello?.event, frame?.event]).toEqual(['hello', 'frame']);
	expect(frame?.payload).toMatchObject({ base: lastId, set: { count: 8 } });
	expect(streams.problem).toBeNull();
});

test('where nothing has changed meanwhile, it says at once that it is alive again', () => {
	const screen = open('now');
	fault = new TypeError('a view that has a fault');
	streams.flush();
	fault = null;
	const before = screen.kinds.length;
	streams.flush();
	expect(screen.kinds.slice(before)).toEqual(['hb']);
});

test('a screen that comes meanwhile is shown nothing, and one that asks again later everything', () => {
	fault = new TypeError('a view that has a fault');
	const broadcaster = streams.of('now');
	expect(broadcaster?.canShow()).toBe(false);
	const early = open('now');
	expect([early.kinds, early.hasEnded]).toEqual([[], true]);
	expect(streams.size).toBe(0);
	fault = null;
	vi.advanceTimersByTime(250);
	expect(broadcaster?.canShow()).toBe(true);
	expect(open('now').kinds).toEqual(['hello', 'snapshot']);
});

test('a screen that fell behind is not given old figures as if they were of now', async () => {
	const broadcaster = streams.of('now');
	if (broadcaster === null) throw new Error('there is a view now');
	const response = streamResponse(broadcaster, { signal: new AbortController().signal });
	label = 'x'.repeat(200 * 1024);
	streams.flush(); // nearly as much as it may leave unread
	label = 'y'.repeat(100 * 1024);
	streams.flush();
	label = 'missed';
	streams.flush();
	fault = new TypeError('a view that has a fault');
	streams.flush();
	const told = new StreamReader();
	for await (const bytes of response.body ?? []) told.take(bytes);
	expect(told.events.map(({ event }) => event)).toEqual(['hello', 'snapshot', 'frame']);
	expect(told.of('frame')[0]?.set).toMatchObject({ label: 'x'.repeat(200 * 1024) });
	expect(streams.size).toBe(0);
});

test('a process whose own work is late sends frames once a second, and four times a second when it is in time again', () => {
	let lateNs = 0;
	let resets = 0;
	const delay = {
		enable: () => {},
		disable: () => {},
		reset: () => void resets++,
		percentile: (percent: number) => (percent === 99 ? lateNs : NaN)
	};
	const counting = { cells: () => ({ count }), seq: () => 3 };
	const clock = new SteppedClock(0, false);
	const busy = new Streams({ now: counting }, clock, identity, { run: (_what, work) => work() }, delay);
	onTestFinished(() => busy.end());
	const screen = new Screen();
	busy.of('now')?.subscribe(screen);
	busy.start(() => {});
	const framesIn = (seconds: number): number => {
		const before = screen.kinds.length;
		for (let ms = 0; ms < seconds * 1_000; ms += 10) {
			count++;
			busy.touch();
			vi.advanceTimersByTime(10);
		}
		return screen.kinds.slice(before).filter((kind) => kind === 'frame').length;
	};
	framesIn(1);
	expect(framesIn(4)).toBe(16);
	lateNs = 101e6;
	framesIn(2);
	expect(framesIn(4)).toBe(4);
	lateNs = 100e6;
	framesIn(2);
	expect(framesIn(4)).toBe(16);
	// Each second is looked at by itself.
	expect(resets).toBe(17);
});
