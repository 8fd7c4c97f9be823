import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import { createLogger } from '#lib/server/logger.ts';
import { placeForLog, startServe } from '../support/bereik-process.ts';
import { killAllChildren, startChild } from '../support/child-processes.ts';
import { testConfiguration } from '../support/open-application.ts';

const screens = 500;
const withinMs = 1_000;

afterEach(() => killAllChildren());

/** Screens that note what they were told last, and whether their stream was ended in order. */
async function openScreens(port: number, count: number) {
	const heard = Array.from({ length: count }, () => ({ text: '', isOver: false }));
	const sockets: Socket[] = [];
	for (const one of heard) {
		const socket = connect(port, '127.0.0.1');
		sockets.push(socket);
		socket.setEncoding('utf8').on('error', () => {});
		socket.on('data', (text: string) => (one.text += text));
		socket.once('close', () => (one.isOver = true));
		socket.write('GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
	}
	onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
	const told = (what: string): number => heard.filter(({ text }) => text.includes(what)).length;
	await expect.poll(() => told('event: snapshot'), { timeout: 20_000 }).toBe(count);
	return { told, over: () => heard.filter(({ isOver }) => isOver).length };
}

describe('a server that is told to stop', () => {
	test('says goodbye on 500 streams and is gone within a second', { timeout: 40_000 }, async () => {
		const log = placeForLog();
		onTestFinished(() => log.remove());
		const { child, url } = await startServe(log);
		const { told, over } = await openScreens(Number(new URL(url).port), screens);
		const startedAt = performance.now();
		child.kill('SIGTERM');
		const ending = await child.ended;
		const tookMs = performance.now() - startedAt;
		expect(ending).toEqual({ code: 0, signal: null });
		await expect.poll(() => [over(), told('event: bye')]).toEqual([screens, screens]);
		expect(tookMs).toBeLessThan(withinMs);
	});

	test('is found out where it only stops to listen', { timeout: 20_000 }, async () => {
		const server = await startServer(testConfiguration(), { logger: createLogger('silent') });
		const { told, over } = await openScreens(server.web.port, 20);
		await server.web.close();
		await expect.poll(() => over()).toBe(20);
		expect(told('event: bye')).toBe(0);
		await server.stop();
	});

	test(
		'leaves a request under way a moment, and none where it is told a second time',
		{ timeout: 20_000 },
		async () => {
			const ended: { code: number | null; signal: string | null; tookMs: number }[] = [];
			for (const times of [1, 2]) {
				const log = placeForLog();
				onTestFinished(() => log.remove());
				const { child, url } = await startServe(log);
				const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
				onTestFinished(() => void socket.destroy());
				socket.write(
					'POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n'
				);
				await sleep(100);
				const startedAt = performance.now();
				child.kill('SIGTERM');
				if (times === 2) {
					await sleep(100);
					child.kill('SIGTERM');
				}
				ended.push({ ...(await child.ended), tookMs: performance.now() - startedAt });
			}
			const [once, twice] = ended;
			expect(once).toMatchObject({ code: 0, signal: null });
			expect(once?.tookMs).toBeGreaterThan(400);
			expect(twice).toMatchObject({ code: null, signal: 'SIGTERM' });
			expect(twice?.tookMs).toBeLessThan(400);
		}
	);
});

test.skipIf(process.platform === 'win32')(
	'no signal opens a debugger in a server, and none for its certificate ends one that has no certificate',
	{ timeout: 20_000 },
	async () => {
		const log = placeForLog();
		onTestFinished(() => log.remove());
		const { child, url } = await startServe(log);
		for (const signal of ['SIGUSR1', 'SIGHUP'] as const) child.kill(signal);
		await sleep(500);
		expect((await fetch(`${url}/api/health/live`)).status).toBe(200);
		expect(child.stderr()).not.toMatch(/debugger|inspector/i);
		// A bare process does open one: what is looked for is what it says.
		const bare = startChild(process.execPath, ['-e', 'console.log("up"); setTimeout(() => {}, 3000)']);
		await bare.heard(/up/);
		bare.kill('SIGUSR1');
		await expect.poll(() => bare.stderr()).toMatch(/debugger|inspector/i);
	}
);
