import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { createLogger } from '#lib/server/logger.ts';
import { LogWriter, morning } from '../support/log-events.ts';
import { testConfiguration } from '../support/open-application.ts';
import { StreamReader } from '../support/stream-events.ts';

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

function follow(
	url: string,
	headers: Readonly<Record<string, string>> = {}
): Promise<{ answer: IncomingMessage; reader: StreamReader; ended: Promise<void> }> {
	return new Promise((resolve, reject) => {
		const asked = get(url, { headers }, (answer) => {
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

test('the built server lets a stream go past itself, and still notices who leaves and ends what is left', async () => {
	const { app, web, stop } = await serveAll();
	const screens = await Promise.all([1, 2, 3].map(() => follow(`${web.url}/api/stream?view=now`)));
	const [first] = screens;
	await expect.poll(() => screens.every(({ reader }) => reader.of('snapshot').length === 1)).toBe(true);
	await expect.poll(() => screens.map(({ answer }) => answer.headers.connection)).toEqual(['close', 'close', 'close']);
	// Nothing of a request that goes on would be left to the server.
	app.streams.of('now')?.heartbeat();
	await expect.poll(() => screens.every(({ reader }) => reader.of('hb').length === 1)).toBe(true);
	first?.answer.destroy();
	await expect.poll(() => app.streams.size).toBe(2);
	const before = performance.now();
	await stop();
	expect(performance.now() - before).toBeLessThan(2_000);
	for (const { reader, ended } of screens.slice(1)) {
		await ended;
		expect(reader.events.at(-1)?.event).toBe('bye');
	}
});

test('a screen that comes back says what it has, in the address or in the header, which wins', async () => {
	const { app, web } = await serveAll();
	const { answer, reader } = await follow(`${web.url}/api/stream?view=now`);
	await expect.poll(() => reader.of('snapshot').length).toBe(1);
	const id = reader.events[1]?.id ?? '';
	answer.destroy();
	const kindsOf = async (query: string, headers: Record<string, string> = {}): Promise<string[]> => {
		const back = await follow(`${web.url}/api/stream?view=now${query}`, headers);
		await expect.poll(() => back.reader.events.length).toBe(2);
		back.answer.destroy();
		return back.reader.events.map(({ event }) => event);
	};
	expect(await kindsOf(`&last_event_id=${id}`)).toEqual(['hello', 'hb']);
	expect(await kindsOf('', { 'last-event-id': id })).toEqual(['hello', 'hb']);
	expect(await kindsOf(`&last_event_id=${id}`, { 'last-event-id': 'another' })).toEqual(['hello', 'snapshot']);
	expect(await kindsOf('&last_event_id=another', { 'last-event-id': id })).toEqual(['hello', 'hb']);
	await expect.poll(() => app.streams.size).toBe(0);
});
