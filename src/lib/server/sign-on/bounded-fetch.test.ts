import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { boundedFetch, ProviderUnreachable } from './bounded-fetch.ts';

const options = { method: 'GET', headers: {}, redirect: 'manual', body: undefined } as const;

async function serve(answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // it listens on TCP
}

test('gives the answer as it came', async () => {
	const url = await serve((_, response) => response.writeHead(400, { 'content-type': 'application/json' }).end('{}'));
	const told: boolean[] = [];
	const response = await boundedFetch((did) => told.push(did))(url, options);
	expect([response.status, response.headers.get('content-type'), await response.text(), told]).toEqual([
		400,
		'application/json',
		'{}',
		[true]
	]);
});

test('follows nobody anywhere', async () => {
	const visited: unknown[] = [];
	const url = await serve((request, response) => {
		visited.push(request.url);
		response.writeHead(302, { location: '/elsewhere' }).end();
	});
	expect((await boundedFetch(() => {})(url, options)).status).toBe(302);
	expect(visited).toEqual(['/']);
});

test('takes 64 KiB and no more, however slowly it comes', async () => {
	const exact = await serve((_, response) => response.end('x'.repeat(64 * 1024)));
	expect(await (await boundedFetch(() => {})(exact, options)).text()).toHaveLength(64 * 1024);
	const endless = await serve((_, response) => {
		const timer = setInterval(() => response.write('x'.repeat(8 * 1024)), 1);
		response.once('close', () => clearInterval(timer));
	});
	await expect(boundedFetch(() => {})(endless, options)).rejects.toThrow('answered with more than 65536 bytes');
});

test.each([500, 502, 503, 429])('takes %d for nobody being there', async (status) => {
	const url = await serve((_, response) => response.writeHead(status).end('{"error":"invalid_grant"}'));
	const told: boolean[] = [];
	const asking = boundedFetch((did) => told.push(did))(url, options);
	await expect(asking).rejects.toThrow(ProviderUnreachable);
	await expect(asking).rejects.toThrow(`answered ${status}`);
	expect(told).toEqual([false]);
});

test('says why nobody answers, and not what was asked', async () => {
	const silent = await serve(() => {});
	const asked = `${silent}?code=secret`;
	const signal = AbortSignal.timeout(50);
	await expect(boundedFetch(() => {})(asked, { ...options, signal })).rejects.toThrow(
		`${silent.slice(0, -1)}: no answer in time`
	);
	await expect(boundedFetch(() => {})('http://127.0.0.1:1/?code=secret', options)).rejects.toThrow(
		/^http:\/\/127\.0\.0\.1:1: (?!.*secret)/
	);
});
