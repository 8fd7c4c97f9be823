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

async function serveOn(clock: { at: number }) {
	const own: Clock = { now: () => clock.at, speed: 1, isReplay: false };
	const app = await startApplication(testConfiguration(), { clock: own, logger: createLogger('silent') });
	onTestFinished(() => app.close());
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
	return { app, send, shown };
}

test('a clock of the server that is set back or forward by an hour makes no figure negative, and windows are right after', async () => {
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
		// By a clock that is behind them, nobody has come yet: figures are of the instant that the server believes in.
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

test('is found out where a figure is below zero', () => {
	expect(negatives({ 'fast.queue_depth': 1, 'fast.asa_s': -1, 'x.since': null })).toEqual(['fast.asa_s: -1']);
});
