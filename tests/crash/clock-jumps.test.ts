import { expect, onTestFinished, test } from 'vitest';
import { startApplication } from '#lib/server/start-application.ts';
import type { Clock } from '#lib/server/clock.ts';
import { createLogger } from '#lib/server/logger.ts';
import { LogWriter, morning } from '../support/log-events.ts';
import { testConfiguration } from '../support/open-application.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Everything a view says in numbers that is no instant, and below zero. */
function negatives(cells: Readonly<Record<string, unknown>>): string[] {
	return Object.entries(cells).flatMap(([key, value]) =>
		typeof value === 'number' && value < 0 ? [`${key}: ${value}`] : []
	);
}

/** @param monotonic where it is given, the server holds its clock against it, as it does outside tests */
async function serveOn(
	clock: { at: number },
	monotonic: (() => number) | null = null,
	configuration = testConfiguration()
) {
	const own: Clock = { now: () => clock.at, speed: 1, isReplay: false };
	const clocks = monotonic === null ? { clock: own } : { heldClock: { base: own, monotonic } };
	const app = await startApplication(configuration, { ...clocks, logger: createLogger('silent') });
	let isOpen = true;
	const close = async (): Promise<void> => {
		if (isOpen) await app.close();
		isOpen = false;
	};
	onTestFinished(close);
	const send = async (...events: LogWriter['events']): Promise<void> => {
		const sent = events.map(({ seq: _seq, receivedAt: _at, ...event }) => event);
		const result = await app.log.append(sent);
		if (!result.committed) throw new Error(result.refusal);
		await app.projection.settled();
		app.tick();
	};
	/** What screens of a view are shown: the snapshot of one that comes now. */
	const shown = (view: string): Readonly<Record<string, unknown>> => {
		let cells: Readonly<Record<string, unknown>> = {};
		const broadcaster = app.streams.of(view);
		const subscriber = {
			send(bytes: Uint8Array) {
				const data = /^event: snapshot\n(?:id: .*\n)?data: (.*)$/m.exec(Buffer.from(bytes).toString())?.[1];
				const inOrder = data ?? /^data: (\{.*"cells".*\})$/m.exec(Buffer.from(bytes).toString())?.[1];
				if (inOrder !== undefined) cells = (JSON.parse(inOrder) as { cells: typeof cells }).cells; // as it is sent
				return true;
			},
			end: () => {}
		};
		broadcaster?.subscribe(subscriber);
		broadcaster?.unsubscribe(subscriber);
		return cells;
	};
	return { app, send, shown, close };
}

test('a clock that is set back or forward by an hour and is not held makes no figure negative, and windows are right after', async () => {
	const clock = { at: morning + 10 * minuteMs };
	const { app, send, shown } = await serveOn(clock);
	const log = new LogWriter().queued(60, 'c1').answered(70, 'c1').queued(120, 'c2').queued(500, 'c3');
	await send(...log.events);
	expect(shown('now')).toMatchObject({ 'fast.queue_depth': 2 });
	for (const jumpMs of [-hourMs, hourMs, hourMs, -hourMs]) {
		clock.at += jumpMs;
		app.tick();
		for (const view of ['now', 'board', 'phone']) {
			const cells = shown(view);
			expect(Object.keys(cells).length, view).toBeGreaterThan(3);
			expect(negatives(cells), `${view} after ${jumpMs} ms`).toEqual([]);
		}
		// The canary of the next: by a clock that is behind them, nobody has come yet, and everybody who waits is gone from the wall.
		const waiting = clock.at < morning + 120_000 ? 0 : 2;
		expect(shown('now'), String(jumpMs)).toMatchObject({ 'fast.queue_depth': waiting });
	}
	// Back where it was: the window is what it was, and events go on in order.
	expect(shown('now')).toMatchObject({ 'fast.queue_depth': 2, 'fast.longest_since': morning + 120_000 });
	const before = await app.log.head();
	clock.at -= hourMs;
	await send(...new LogWriter().queued(540, 'c4').events.map((event) => ({ ...event, id: 'late' })));
	const after = await app.log.head();
	expect([after.seq, after.receivedAt]).toEqual([before.seq + 1, before.receivedAt]);
	expect(negatives(shown('now'))).toEqual([]);
});

/** A machine whose clock somebody sets, and the time that passes whatever it says. */
function machine() {
	let mono = 0;
	const clock = { at: morning + 10 * minuteMs };
	const pass = (ms: number): void => {
		mono += ms;
		clock.at += ms;
	};
	return { clock, monotonic: () => mono, pass };
}

const waits = { 'fast.queue_depth': 2, 'fast.longest_since': morning + 120_000 };

async function withTwoWaiting(configuration = testConfiguration()) {
	const { clock, monotonic, pass } = machine();
	const served = await serveOn(clock, monotonic, configuration);
	const log = new LogWriter().queued(60, 'c1').answered(70, 'c1').queued(120, 'c2').queued(500, 'c3');
	await served.send(...log.events);
	expect(served.shown('now')).toMatchObject({ ...waits, 'server.clock_set_back': false });
	return { ...served, clock, monotonic, pass, configuration };
}

test('whoever waits goes on waiting when the clock is set back by an hour: they grow older, and the wall says why', async () => {
	const { app, clock, pass, shown, send } = await withTwoWaiting();
	clock.at -= hourMs;
	app.tick();
	for (let minute = 1; minute <= 57; minute++) {
		pass(minuteMs);
		app.tick();
		for (const view of ['now', 'board', 'phone']) {
			expect(shown(view), `${view}, ${minute}`).toMatchObject({ ...waits, 'server.clock_set_back': true });
			expect(negatives(shown(view)), `${view}, ${minute}`).toEqual([]);
		}
		expect(app.clock.now()).toBe(morning + (10 + minute) * minuteMs);
	}
	expect((await app.health()).warning).toContain('the clock of the machine was set back');
	// A source whose clock is right is taken, and is where it should be.
	const later = new LogWriter().queued(66 * 60, 'c5').events.map((event) => ({ ...event, id: 'right' }));
	await send(...later);
	expect(shown('now')).toMatchObject({ 'fast.queue_depth': 3 });
	// Somebody puts the clock right.
	clock.at += hourMs;
	app.tick();
	expect(shown('now')).toMatchObject({ 'fast.queue_depth': 3, 'server.clock_set_back': false });
	expect((await app.health()).warning ?? '').not.toContain('clock');
});

test('once the clock has caught up with what happened before, the wall goes by it again', async () => {
	const { app, clock, pass, shown } = await withTwoWaiting();
	clock.at -= hourMs;
	app.tick();
	pass(hourMs - 2 * minuteMs);
	app.tick();
	expect(shown('now')).toMatchObject({ ...waits, 'server.clock_set_back': true });
	pass(2 * minuteMs);
	app.tick();
	expect(shown('now')).toMatchObject({ ...waits, 'server.clock_set_back': false });
	expect(app.clock.now()).toBe(clock.at);
	expect(negatives(shown('board'))).toEqual([]);
});

test('a start while the clock is an hour behind the log shows who waits, too', async () => {
	const { clock, monotonic, close, configuration } = await withTwoWaiting();
	await close();
	clock.at -= hourMs;
	const { app, shown } = await serveOn(clock, monotonic, configuration);
	app.tick();
	expect(shown('now')).toMatchObject({ ...waits, 'server.clock_set_back': true });
	expect(negatives(shown('phone'))).toEqual([]);
});

test('a clock that was ahead of everybody and is put right is followed at once', async () => {
	const { clock, monotonic } = machine();
	clock.at += hourMs;
	const { app, send, shown } = await serveOn(clock, monotonic);
	await send(...new LogWriter().queued(120, 'c2').queued(500, 'c3').events);
	clock.at -= hourMs;
	app.tick();
	expect(app.clock.now()).toBe(clock.at);
	expect(shown('now')).toMatchObject({ ...waits, 'server.clock_set_back': false });
});

test('is found out where a figure is below zero', () => {
	expect(negatives({ 'fast.queue_depth': 1, 'fast.asa_s': -1, 'x.since': null })).toEqual(['fast.asa_s: -1']);
});
