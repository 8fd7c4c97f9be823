import { createServer, get, type IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createGunzip } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startServer } from '#lib/cli/serve.ts';
import { createLogger } from '#lib/server/logger.ts';
import { encodeEvent } from '#lib/protocol/stream-message.ts';
import { queued } from '../support/contact-events.ts';
import { findNginx, startNginx, startShippedNginx } from '../support/nginx.ts';
import { testConfiguration } from '../support/open-application.ts';
import { canMakeCertificates } from '../support/own-certificate.ts';

const nginx = findNginx();
if (nginx === null) console.warn('SKIPPED: no nginx on this machine, so no stream was followed through it');
const isLong = process.env['BEREIK_LONG'] === '1';
/**
 * So much faster does time pass for the server's streams, and the proxy is as much less patient: ten seconds against fifteen, as ever. But
 * each second, as before, a stream is looked at: with more haste a proof of life would come too late.
 */
const haste = isLong ? 1 : 2.5;
const readTimeoutSeconds = 15 / haste;
/** Longer than the proxy waits for a word, so that only heartbeats keep the stream open. */
const quietMs = isLong ? 40_000 : 1_200 * readTimeoutSeconds;
const changes = isLong ? 10 : 4;

/** What came of a stream in a while, and whether it was still open then. */
type Followed = { events: { name: string; atMs: number }[]; isOpen: boolean; encoding: string | null };

/** Follows a stream as a browser does that takes gzip; whoever signed a certificate. */
function follow(url: string, key: string, forMs: number): Promise<Followed> {
	const began = Date.now();
	const followed: Followed = { events: [], isOpen: false, encoding: null };
	return new Promise((resolve, reject) => {
		let isTimeUp = false;
		const authorization = `Bearer ${key}`;
		const headers = { accept: 'text/event-stream', 'accept-encoding': 'gzip', authorization };
		const asked = url.startsWith('https:')
			? getSecurely(url, { headers, agent: false, rejectUnauthorized: false }, read)
			: get(url, { headers, agent: false }, read);
		const timer = setTimeout(() => {
			isTimeUp = true;
			asked.destroy();
		}, forMs);
		asked.on('error', (error) => (isTimeUp ? undefined : reject(error)));
		asked.on('close', () => {
			clearTimeout(timer);
			resolve({ ...followed, isOpen: isTimeUp });
		});
		function read(response: IncomingMessage): void {
			if (response.statusCode !== 200) return void reject(new Error(`the answer was ${response.statusCode}`));
			followed.encoding = response.headers['content-encoding'] ?? null;
			let rest = '';
			response.on('error', () => {}); // it was cut: that is what is looked for
			const unpacked = followed.encoding === 'gzip' ? response.pipe(createGunzip()) : response;
			unpacked.on('error', () => {});
			unpacked.setEncoding('utf8').on('data', (text: string) => {
				const lines = (rest + text).split('\n');
				rest = lines.pop() ?? '';
				for (const line of lines)
					if (line.startsWith('event: ')) followed.events.push({ name: line.slice(7), atMs: Date.now() - began });
			});
		}
	});
}

/** A server that greets and then is silent for 30 seconds at a time. */
async function startSeldomServer(): Promise<number> {
	const server = createServer((_, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
		response.write(encodeEvent('hello', { now: 0 }));
		const timer = setInterval(() => response.write(encodeEvent('hb', { now: 0, seq: 0 })), 30_000);
		response.on('close', () => clearInterval(timer));
	});
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return (server.address() as AddressInfo).port; // it listens on TCP
}

test.skipIf(nginx === null)(
	`behind nginx, as shipped and with gzip and a read timeout of ${readTimeoutSeconds} s, events come at once and quiet streams are not cut`,
	{ timeout: 90_000 },
	async () => {
		const ownNow = performance.now.bind(performance);
		const hurried = vi.spyOn(performance, 'now').mockImplementation(() => haste * ownNow());
		onTestFinished(() => hurried.mockRestore());
		const server = await startServer(testConfiguration(), { logger: createLogger('silent') });
		onTestFinished(() => server.stop());
		// Through a proxy nobody is at the machine itself, to whom all is open.
		const { text: key } = await server.app.keys.create('reader', ['read']);
		const proxy = await startNginx(
			nginx ?? '',
			{ bereik: server.web.port, seldom: await startSeldomServer() },
			readTimeoutSeconds
		);
		onTestFinished(() => proxy.stop());
		const view = 'api/stream?view=now';
		const shipped = canMakeCertificates() ? await startShippedNginx(nginx ?? '', server.web.port) : null;
		onTestFinished(() => shipped?.stop());
		// All at once: they are about waiting.
		const asShipped = shipped === null ? null : follow(`${shipped.url}/${view}`, key, changes * 1_000 + quietMs);
		const through = follow(`${proxy.url}/${view}`, key, changes * 1_000 + quietMs);
		const heldBack = follow(`${proxy.url}/held-back/${view}`, key, changes * 1_000);
		const seldom = follow(`${proxy.url}/seldom/`, key, (readTimeoutSeconds + 3) * 1_000);
		for (let no = 0; no < changes; no += 1) {
			await new Promise((resolve) => setTimeout(resolve, 1_000));
			const data = { contact: `c${no}`, queue: 'Sales', channel: 'phone' as const };
			await server.app.log.append([queued(`q${no}`, { time: Date.now(), data })]);
		}
		for (const [name, following] of [
			[`gzip and ${readTimeoutSeconds} s`, through],
			['as shipped', asShipped]
		] as const) {
			if (following === null) continue;
			const { events, isOpen, encoding } = await following;
			const soon = events.filter(({ name: of, atMs }) => of === 'frame' && atMs < changes * 1_000 + 2_000);
			const beats = events.filter(({ name: of }) => of === 'hb').length;
			console.log(
				`through nginx (${name}): ${soon.length} frames in ${changes} s, ${beats} heartbeats, open after ` +
					`${quietMs / 1000} s of quiet: ${isOpen}, encoding ${encoding}`
			);
			expect(soon.length).toBeGreaterThanOrEqual(changes);
			expect(events[0]?.atMs).toBeLessThan(1_000);
			expect(beats).toBeGreaterThan(0);
			expect(isOpen).toBe(true);
			if (name === 'as shipped') expect(encoding).toBeNull();
		}

		// Canaries: a stream that does not say that it must not be held back, and one that is silent too long.
		expect((await heldBack).events).toEqual([]);
		const late = await seldom;
		expect(late.events.map(({ name }) => name)).toEqual(['hello']);
		expect(late.isOpen).toBe(false);
	}
);
