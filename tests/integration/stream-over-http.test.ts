import { once } from 'node:events';
import { createServer, get, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { setResponse } from '@sveltejs/kit/node';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { createLogger } from '#lib/server/logger.ts';
import { Broadcaster } from '#lib/server/live/broadcaster.ts';
import { streamResponse } from '#lib/server/live/stream-response.ts';
import { LogWriter, morning } from '../support/log-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { StreamReader } from '../support/stream-events.ts';

const identity = { epoch: '0123456789ab', boot: 'f00d', build: 'test', zone: 'Europe/Amsterdam' };

afterEach(() => vi.useRealTimers());

/** The whole server, as `bereik serve` starts it. Where the pages are not built it says so, and the test fails. */
async function serveAll() {
	const clock = new SteppedClock(morning, false);
	const server = await startServer(testConfiguration(), { clock, logger: createLogger('silent') });
	let isRunning = true;
	const stop = async (): Promise<void> => {
		if (isRunning) {
			isRunning = false;
			await server.stop();
		}
	};
	onTestFinished(stop);
	return { ...server, clock, stop };
}

function follow(url: string): Promise<{ answer: IncomingMessage; reader: StreamReader; ended: Promise<void> }> {
	return new Promise((resolve, reject) => {
		const asked = get(url, (answer) => {
			const reader = new StreamReader();
			answer.on('data', (bytes: Buffer) => reader.take(bytes));
			const ended = new Promise<void>((done, fail) => answer.once('end', done).once('error', fail));
			// Whoever does not ask how it ended must not be stopped by it.
			ended.catch(() => {});
			resolve({ answer, reader, ended });
		});
		asked.once('error', reject);
	});
}

test('the built server streams a snapshot, then a frame for what is committed', async () => {
	const { app, web, clock } = await serveAll();
	const { answer, reader } = await follow(`${web.url}/api/stream?view=now`);
	expect(answer.statusCode).toBe(200);
	expect(answer.headers['content-type']).toBe('text/event-stream');
	expect(answer.headers['cache-control']).toBe('no-store, no-transform');
	expect(answer.headers['x-accel-buffering']).toBe('no');
	expect(answer.headers['content-encoding']).toBeUndefined();
	await expect.poll(() => reader.of('snapshot').length).toBe(1);
	clock.stepTo(morning + 1_000);
	const { events } = new LogWriter().queued(1, 'c1');
	await app.log.append(events.map(({ source, id, type, time, data }) => ({ source, id, type, time, data }) as never)); // of the contract
	await expect.poll(() => reader.of('frame').length).toBeGreaterThan(0);
	expect(reader.of('frame')[0]?.set).toMatchObject({
		'fast.queue_depth': 1,
		'fast.longest_since': morning + 1_000,
		'queue.q1.depth': 1
	});
	answer.destroy();
	await expect.poll(() => app.streams.size).toBe(0);
});

test('a server that stops says goodbye on every stream, and is gone at once', async () => {
	const { app, web, stop } = await serveAll();
	const screens = await Promise.all([1, 2, 3].map(() => follow(`${web.url}/api/stream`)));
	await expect.poll(() => app.streams.size).toBe(3);
	const before = performance.now();
	await stop();
	expect(performance.now() - before).toBeLessThan(2_000);
	for (const { reader, ended } of screens) {
		await ended;
		expect(reader.events.map(({ event }) => event)).toEqual(['hello', 'snapshot', 'bye']);
	}
	await expect(follow(`${web.url}/api/stream`)).rejects.toThrow();
});

test('HEAD tells the headers of a stream and takes no screen on', async () => {
	const { app, web } = await serveAll();
	const asked = request(`${web.url}/api/stream`, { method: 'HEAD' }).end();
	const [answer] = (await once(asked, 'response')) as [IncomingMessage]; // what the event carries
	answer.resume();
	await once(answer, 'end');
	expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/event-stream']);
	expect(app.streams.size).toBe(0);
});

test('two hundred screens come and go, and none is left', async () => {
	const { app, web } = await serveAll();
	for (let round = 0; round < 10; round++) {
		const screens = await Promise.all(Array.from({ length: 20 }, () => follow(`${web.url}/api/stream`)));
		expect(app.streams.size).toBe(20);
		for (const { answer } of screens) answer.destroy();
		await expect.poll(() => app.streams.size).toBe(0);
	}
});

test('a screen whose line is stuck costs a bounded buffer, and its connection is cut after 30 seconds', async () => {
	let cells: Cells = {};
	const clock = new SteppedClock(morning, false);
	const pace = { betweenMs: 250, isBusy: () => false };
	const broadcaster = new Broadcaster({ cells: () => cells, seq: () => 1 }, clock, pace, identity);
	let answer: ServerResponse | undefined;
	const server = createServer((message, response) => {
		answer = response;
		const cut = (): void => void message.socket.destroy();
		void setResponse(
			response,
			streamResponse(broadcaster, new AbortController().signal, { cut, follow: () => () => {} })
		);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo; // it listens on a port
	const screen = connect(port, '127.0.0.1').pause();
	onTestFinished(() => void screen.destroy());
	screen.on('error', () => {});
	screen.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
	await expect.poll(() => broadcaster.size).toBe(1);

	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	const text = 'x'.repeat(64 * 1024);
	let most = 0;
	for (let no = 0; no < 400; no++) {
		cells = { text: `${no}${text}` };
		broadcaster.flush();
		await turn();
		most = Math.max(most, answer?.writableLength ?? 0);
	}
	// 25 MB were offered: the kernel took what it takes, and beyond that one frame waits here.
	expect(most).toBeGreaterThan(0);
	expect(most).toBeLessThan(256 * 1024);
	expect([vi.getTimerCount(), broadcaster.size]).toEqual([1, 1]);
	vi.advanceTimersByTime(30_000);
	expect(broadcaster.size).toBe(0);
	expect(answer?.socket?.destroyed ?? true).toBe(true);
});
