import { get, type IncomingMessage } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningServer, startServer } from '#lib/cli/serve.ts';
import { createLogger } from '#lib/server/logger.ts';
import { type ConnectionLimits, connectionLimits } from '#lib/server/http/connection-limits.ts';
import { testConfiguration } from '../support/open-application.ts';
import { answerTimes, openSlowSenders, percentile } from '../support/slow-senders.ts';

const isLong = process.env['BEREIK_LONG'] === '1';
/** A tenth of the time, so that nobody waits half a minute for each run. */
const hasty = { headersMs: 1_000, requestMs: 1_500, checkMs: 200 };
/** What a server would do that leaves everything to its senders. */
const patient = { headersMs: 0, requestMs: 0 };
const ordinaryP99Ms = 250;

async function serveWith(limits: Partial<ConnectionLimits>): Promise<RunningServer> {
	const server = await startServer(testConfiguration(), { logger: createLogger('silent'), web: { limits } });
	onTestFinished(() => server.stop());
	return server;
}

/** Holds connections open for so long; which of them are left then, and how long others waited meanwhile. */
async function attack({ web }: RunningServer, count: number, forMs: number) {
	const senders = await openSlowSenders(web.port, count, Math.min(500, forMs / 20));
	onTestFinished(() => senders.stop());
	const startedAt = performance.now();
	const opened = senders.open();
	const isOver = (): boolean => senders.open() === 0 || performance.now() - startedAt > forMs;
	const times = await answerTimes(`${web.url}/api/health/live`, isOver);
	return { opened, left: senders.open(), tookMs: performance.now() - startedAt, p99Ms: percentile(times, 0.99) };
}

test('who sends a request slowly is cut off, and others are served meanwhile', { timeout: 30_000 }, async () => {
	const server = await serveWith(hasty);
	const { opened, left, p99Ms } = await attack(server, 150, 4_000);
	expect([opened, left]).toEqual([150, 0]);
	expect(p99Ms).toBeLessThan(ordinaryP99Ms);
});

test('the same look finds a server that waits for them', { timeout: 30_000 }, async () => {
	const { opened, left } = await attack(await serveWith(patient), 60, 2_500);
	expect([opened, left]).toEqual([60, 60]);
});

test('a stream goes on long after a request must have come, and is not taken for one', async () => {
	const limits = { headersMs: 200, requestMs: 300, checkMs: 50, keepAliveMs: 300 };
	const server = await serveWith(limits);
	const answer = await new Promise<IncomingMessage>((resolve, reject) =>
		get(`${server.web.url}/api/stream`, resolve).once('error', reject)
	);
	answer.on('error', () => {}).resume();
	await new Promise((resolve) => void setTimeout(resolve, 1_500));
	expect([answer.closed, answer.complete, server.app.streams.size]).toEqual([false, false, 1]);
	answer.destroy();
});

test('no more connections are held than there may be', async () => {
	const server = await serveWith({ connections: 10 });
	const senders = await openSlowSenders(server.web.port, 30, 1_000);
	onTestFinished(() => senders.stop());
	await expect.poll(() => senders.open()).toBe(10);
});

test.runIf(isLong)(
	'a thousand slow senders are gone within 25 s, and others wait no longer than a quarter of a second',
	{ timeout: 60_000 },
	async () => {
		const server = await serveWith(connectionLimits);
		const { opened, left, tookMs, p99Ms } = await attack(server, 1_000, 25_000);
		console.error(
			`1,000 slow senders: gone after ${(tookMs / 1000).toFixed(1)} s, others p99 ${p99Ms.toFixed(0)} ms meanwhile`
		);
		expect([opened, left]).toEqual([1_000, 0]);
		expect(p99Ms).toBeLessThan(ordinaryP99Ms);
	}
);
