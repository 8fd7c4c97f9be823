import type { Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LogEvent, NewEvent } from '#lib/domain/contact/contact-event.ts';
import { usualSilenceRules } from '#lib/domain/live/silence.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { Broadcaster } from '#lib/server/live/broadcaster.ts';
import type { Subscriber } from '#lib/server/live/subscriber.ts';
import { nowCells } from '#lib/server/live/now-cells.ts';
import { SourcedViews } from '#lib/server/live/source-cells.ts';
import { streamResponse } from '#lib/server/live/stream-response.ts';
import { Streams } from '#lib/server/live/streams.ts';
import { GET as getStream } from '../../src/routes/api/stream/+server.ts';
import { morning } from '../support/log-events.ts';
import { type OpenApplication, openApplication } from '../support/open-application.ts';
import { randomLog } from '../support/random-log.ts';
import { FollowedCells, StreamReader } from '../support/stream-events.ts';

const identity = { epoch: '0123456789ab', boot: 'f00d', build: 'test', zone: 'Europe/Amsterdam' };
const unreadBytes = 256 * 1024;
const unguarded = { run: (_what: string, work: () => void): void => work() };

/** A view whose cells the test sets. */
class SetView {
	cells: Cells = { count: 0 };
	readonly clock = new SteppedClock(morning, false);
	isBusy = false;
	readonly broadcaster = new Broadcaster(
		{ cells: () => this.cells, seq: () => 7 },
		this.clock,
		{ betweenMs: 250, isBusy: () => this.isBusy },
		identity
	);

	change(cells: Cells): void {
		this.cells = cells;
		this.broadcaster.touch();
	}
}

/** A screen that reads everything, and remembers the very bytes and when they came. */
class Attentive implements Subscriber {
	readonly buffers: Uint8Array[] = [];
	readonly at: number[] = [];
	readonly reader = new StreamReader();
	hasEnded = false;

	send(bytes: Uint8Array): boolean {
		this.buffers.push(bytes);
		this.at.push(performance.now());
		this.reader.take(bytes);
		return true;
	}

	end(): void {
		this.hasEnded = true;
	}
}

function fakeTime(): void {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
}

afterEach(() => vi.useRealTimers());

describe('the pace of a view', () => {
	test('the first change after quiet leaves at once, and a storm at most four times a second', () => {
		fakeTime();
		const view = new SetView();
		const screen = new Attentive();
		view.broadcaster.subscribe(screen);
		vi.advanceTimersByTime(5_000);
		view.change({ count: 1 });
		vi.advanceTimersByTime(0);
		expect(screen.reader.of('frame')).toHaveLength(1);
		for (let ms = 0; ms < 4_000; ms++) {
			view.change({ count: 2 + ms });
			vi.advanceTimersByTime(1);
		}
		const frameTimes = screen.at.slice(-screen.reader.of('frame').length);
		const gaps = frameTimes.slice(1).map((at, index) => at - (frameTimes[index] ?? 0));
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
		expect(frameTimes.length).toBeGreaterThanOrEqual(16);
		vi.advanceTimersByTime(250);
		expect(screen.reader.of('frame').at(-1)?.set).toEqual({ count: 4_001 });
	});

	test('a busy process sends once a second', () => {
		fakeTime();
		const view = new SetView();
		view.isBusy = true;
		const screen = new Attentive();
		view.broadcaster.subscribe(screen);
		for (let ms = 0; ms < 3_000; ms++) {
			view.change({ count: ms });
			vi.advanceTimersByTime(1);
		}
		expect(screen.reader.of('frame')).toHaveLength(3);
	});

	test('nothing is built for a view that nobody looks at, nor sent where nothing changed', () => {
		fakeTime();
		const view = new SetView();
		view.change({ count: 1 });
		expect(vi.getTimerCount()).toBe(0);
		const screen = new Attentive();
		view.broadcaster.subscribe(screen);
		expect(screen.reader.of('snapshot')[0]?.cells).toEqual({ count: 1 });
		view.broadcaster.touch();
		vi.advanceTimersByTime(1_000);
		expect(screen.reader.events.map(({ event }) => event)).toEqual(['hello', 'snapshot']);
	});

	test('a clock that is stepped by hand is told to the page also where no figure changed', () => {
		const view = new SetView();
		const screen = new Attentive();
		view.broadcaster.subscribe(screen);
		view.clock.stepTo(morning + 1_000);
		view.broadcaster.flush();
		expect(screen.reader.of('hb')).toEqual([{ now: morning + 1_000, seq: 7 }]);
		view.broadcaster.flush();
		expect(screen.reader.of('hb')).toHaveLength(1);
	});

	test('a proof of life comes every ten seconds and has no id', () => {
		fakeTime();
		const clock = new SteppedClock(morning, false);
		const streams = new Streams({ now: { cells: () => ({ count: 1 }), seq: () => 3 } }, clock, identity, unguarded);
		onTestFinished(() => streams.end());
		const screen = new Attentive();
		streams.of('now')?.subscribe(screen);
		streams.start(() => {});
		vi.advanceTimersByTime(30_000);
		const beats = screen.reader.events.filter(({ event }) => event === 'hb');
		expect(beats).toEqual(new Array(3).fill({ event: 'hb', id: null, payload: { now: morning, seq: 3 } }));
	});
});

describe('what screens share', () => {
	test('a frame and a snapshot are encoded once, and the same bytes go to all', () => {
		const view = new SetView();
		const screens = [new Attentive(), new Attentive(), new Attentive()];
		for (const screen of screens) view.broadcaster.subscribe(screen);
		view.cells = { count: 1 };
		view.broadcaster.flush();
		const [first] = screens;
		expect(first?.reader.events.map(({ event }) => event)).toEqual(['hello', 'snapshot', 'frame']);
		for (const screen of screens) {
			expect(screen.buffers[1]).toBe(first?.buffers[1]);
			expect(screen.buffers[2]).toBe(first?.buffers[2]);
		}
	});

	test('a snapshot of a quiet view still tells what time it is', () => {
		const view = new SetView();
		view.broadcaster.subscribe(new Attentive());
		view.clock.stepTo(morning + 50_000);
		const late = new Attentive();
		view.broadcaster.subscribe(late);
		expect(late.reader.of('hello')[0]?.now).toBe(morning + 50_000);
		expect(late.reader.of('snapshot')[0]?.now).toBe(morning + 50_000);
	});

	test('every frame follows the one before it, for screens that came at any time', () => {
		const view = new SetView();
		const followers: { screen: Attentive; follows: FollowedCells }[] = [];
		for (let no = 1; no <= 20; no++) {
			const follower = { screen: new Attentive(), follows: new FollowedCells() };
			followers.push(follower);
			view.broadcaster.subscribe(follower.screen);
			view.cells = { count: no, [`only${no}`]: [no, null] };
			view.broadcaster.flush();
			if (no % 3 === 0) view.broadcaster.flush();
		}
		for (const { screen, follows } of followers) {
			for (const event of screen.reader.events) follows.take(event);
			expect(follows.cells).toEqual({ count: 20, only20: [20, null] });
		}
	});
});

describe('one screen', () => {
	test('is answered as an event stream that no proxy may hold or keep', () => {
		const view = new SetView();
		const response = streamResponse(view.broadcaster, { signal: new AbortController().signal });
		expect(Object.fromEntries(response.headers)).toEqual({
			'content-type': 'text/event-stream',
			'cache-control': 'no-store, no-transform',
			'x-accel-buffering': 'no',
			connection: 'close'
		});
	});

	test('that stops reading costs a bounded buffer, and one snapshot when it reads again', async () => {
		const view = new SetView();
		const body = bodyOf(streamResponse(view.broadcaster, { signal: new AbortController().signal }));
		const large = 'x'.repeat(10_000);
		for (let no = 1; no <= 500; no++) {
			view.cells = { count: no, text: `${no}${large}` };
			view.broadcaster.flush();
		}
		const reader = new StreamReader();
		const follows = new FollowedCells();
		let bytes = 0;
		let no = 500;
		// Changes go on while it reads, and none of them may bring a snapshot of its own.
		while (reader.of('snapshot').length < 2) {
			const { value } = await body.read();
			if (value === undefined) throw new Error('the stream ended');
			bytes += value.byteLength;
			reader.take(value);
			view.cells = { count: ++no, text: large };
			view.broadcaster.flush();
		}
		expect(bytes).toBeLessThan(unreadBytes + 3 * large.length);
		// One change came since: when the snapshot was read.
		reader.take((await body.read()).value ?? new Uint8Array());
		for (const event of reader.events) follows.take(event);
		const oldFrames = reader.of('frame').length - 1;
		expect(reader.of('snapshot').map(({ cells }) => cells['count'])).toEqual([0, no - 1]);
		expect(reader.events.map(({ event }) => event)).toEqual([
			'hello',
			'snapshot',
			...new Array<string>(oldFrames).fill('frame'),
			'snapshot',
			'frame'
		]);
		expect(follows.cells).toEqual({ count: no, text: large });
		await body.cancel();
	});

	test('that does not read for 30 seconds is let go, and not a moment earlier', async () => {
		fakeTime();
		const view = new SetView();
		let cuts = 0;
		const socket = { writableLength: 0, destroy: () => void cuts++ } as unknown as Socket; // all that is asked of it before it is taken
		const body = bodyOf(streamResponse(view.broadcaster, { signal: new AbortController().signal, socket }));
		for (const text of ['x', 'y']) {
			view.cells = { text: text.repeat(unreadBytes / 2) };
			view.broadcaster.flush();
		}
		vi.advanceTimersByTime(29_999);
		view.broadcaster.look(performance.now());
		expect([view.broadcaster.size, cuts]).toEqual([1, 0]);
		vi.advanceTimersByTime(1);
		view.broadcaster.look(performance.now());
		expect([view.broadcaster.size, cuts]).toEqual([0, 1]);
		let isDone = false;
		while (!isDone) isDone = (await body.read()).done;
		expect(vi.getTimerCount()).toBe(0);
	});

	test('that reads everything just in time stays, and gets no snapshot when it missed nothing', async () => {
		fakeTime();
		const view = new SetView();
		const body = bodyOf(streamResponse(view.broadcaster, { signal: new AbortController().signal }));
		view.cells = { text: 'x'.repeat(unreadBytes - 1_000) };
		view.broadcaster.flush();
		vi.advanceTimersByTime(29_000);
		for (let chunk = 0; chunk < 3; chunk++) await body.read();
		vi.advanceTimersByTime(9_000);
		view.broadcaster.look(performance.now());
		vi.advanceTimersByTime(1_000);
		expect(view.broadcaster.size).toBe(1);
		view.cells = { count: 1 };
		view.broadcaster.flush();
		const reader = new StreamReader();
		for (let message = 0; message < 2; message++) reader.take((await body.read()).value ?? new Uint8Array());
		expect(reader.events.map(({ event }) => event)).toEqual(['hb', 'frame']);
		await body.cancel();
	});

	test('that leaves is forgotten, by whichever end: nothing is left of two hundred', async () => {
		fakeTime();
		const view = new SetView();
		for (let no = 0; no < 200; no++) {
			const aborter = new AbortController();
			const body = bodyOf(streamResponse(view.broadcaster, { signal: aborter.signal }));
			if (no % 2 === 0) await body.cancel();
			else aborter.abort();
			expect(view.broadcaster.size).toBe(0);
		}
		expect(vi.getTimerCount()).toBe(0);
		expect(() => view.change({ count: 1 })).not.toThrow();
	});

	test('whose request was given up before it was answered is never taken on', async () => {
		const view = new SetView();
		const body = bodyOf(streamResponse(view.broadcaster, { signal: AbortSignal.abort() }));
		expect(view.broadcaster.size).toBe(0);
		expect((await body.read()).done).toBe(true);
	});
});

describe('over the real log', () => {
	test('a snapshot and all frames after it are what a fresh screen would get', async () => {
		await fc.assert(
			fc.asyncProperty(randomLog, fc.integer({ min: 1, max: 9 }), async (log, together) => {
				const opened = await openApplication();
				const stream = opened.app.streams.of('now');
				if (stream === null) throw new Error('there is no view now');
				const screen = new Attentive();
				stream.subscribe(screen);
				for (let index = 0; index < log.length; index += together)
					await takeFrom(opened, log.slice(index, index + together));
				// Time alone moves figures too: targets pass, windows slide, the minute begins.
				for (const later of [21_000, 61_000, 1_900_000]) await opened.take(opened.clock.now() + later);
				const fresh = new Attentive();
				stream.subscribe(fresh);
				const follows = new FollowedCells();
				for (const event of screen.reader.events) follows.take(event);
				const { projection, settings, calendar, clock } = opened.app;
				const at = clock.now();
				const figures = (then: number) => nowCells(projection.state, then, settings, calendar, () => null);
				const parts = { state: projection.state, at, settings, calendar, rules: usualSilenceRules, figures };
				const sourced = new SourcedViews().cells({ view: 'now', ...parts }, figures(at));
				const built = { ...sourced, 'server.problem': null, 'server.clock_set_back': false };
				expect(screen.reader.events.slice(0, 2).map(({ event }) => event)).toEqual(['hello', 'snapshot']);
				expect(screen.reader.of('frame').length).toBeGreaterThan(0);
				expect(follows.cells).toEqual(fresh.reader.of('snapshot')[0]?.cells);
				expect(withoutLines(follows.cells)).toEqual(withoutLines(JSON.parse(JSON.stringify(built)) as Cells)); // its own text
				await opened.close();
			}),
			{ numRuns: 25 }
		);
	});

	test('a view that there is not is refused by its name', async () => {
		await openApplication();
		const response = await askStream('?view=elsewhere');
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({ error: 'view: there is no view elsewhere', field: 'view' });
	});

	test('every stream ends with a goodbye when the application closes', async () => {
		const opened = await openApplication();
		const bodies = await Promise.all(['', '?view=now', ''].map(async (query) => bodyOf(await askStream(query))));
		expect(opened.app.streams.size).toBe(3);
		await opened.close();
		for (const body of bodies) {
			const reader = new StreamReader();
			for (let part = await body.read(); !part.done; part = await body.read()) reader.take(part.value);
			expect(reader.events.map(({ event }) => event)).toEqual(['hello', 'snapshot', 'bye']);
			const [bye] = reader.of('bye') as { retryMs: number }[]; // as sent
			expect(bye?.retryMs).toBeGreaterThanOrEqual(500);
			expect(bye?.retryMs).toBeLessThanOrEqual(10_000);
		}
		expect(opened.app.streams.size).toBe(0);
	});
});

function bodyOf(response: Response): ReadableStreamDefaultReader<Uint8Array> {
	if (response.body === null) throw new Error('the answer has no body');
	return response.body.getReader();
}

/** Asks the route itself; it takes no more of an event than this. */
async function askStream(query: string): Promise<Response> {
	const url = new URL(`http://localhost/api/stream${query}`);
	const origin = { address: '127.0.0.1', isForwarded: false, isSecure: false, host: 'localhost' };
	const locals = { principal: { kind: 'machine' }, origin };
	const event = { url, request: new Request(url), platform: undefined, locals };
	return getStream(event as unknown as Parameters<typeof getStream>[0]);
}

/** Hands events of a random log over, at the instant of the last of them. */
async function takeFrom(opened: OpenApplication, events: readonly LogEvent[]): Promise<void> {
	const at = Math.max(opened.clock.now(), ...events.map(({ time }) => time));
	const offered = events.map(({ source, id, type, time, data }) => ({ source, id, type, time, data }) as NewEvent); // of the contract
	await opened.take(at, ...offered);
}

/** Lines come of samples, which have tests of their own. */
function withoutLines(cells: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(cells).filter(([key]) => !/^line\.|last_week/.test(key)));
}
