import { get } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { startServer } from '#lib/cli/serve.ts';
import { openAccessConfiguration } from '#lib/server/access/access-configuration.ts';
import { takeIn } from '#lib/server/intake/take-in.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { type Measurement, percentile } from './measurement.ts';

const screens = 100;
const eventsPerSecond = 1_000;
const seconds = 15;

/** How late frames are written while a hundred screens look and a thousand events a second come in. */
export async function benchFrames(): Promise<Measurement[]> {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-frames-'));
	const server = await startServer({
		databaseFile: join(folder, 'bench.db'),
		host: '127.0.0.1',
		port: 0,
		origin: null,
		zone: 'Europe/Amsterdam',
		access: openAccessConfiguration
	});
	const late: number[] = [];
	// The screens are in a process of their own: what they cost is not the server's.
	const readers = fork(import.meta.filename, ['readers', `http://127.0.0.1:${server.web.port}/api/stream?view=now`]);
	try {
		await new Promise((resolve, reject) => {
			readers.once('message', resolve);
			readers.once('exit', () => reject(new Error('the screens were let in nowhere')));
		});
		const broadcaster = server.app.streams.of('now');
		if (broadcaster === null) throw new Error('there is no view now');
		broadcaster.onWritten = (ms) => late.push(ms);
		await post(server.app);
		if (late.length === 0) throw new Error('no frame was written: there is nothing to measure');
		const p99 = percentile(late, 0.99);
		return [
			{
				what: `frame due → written, ${screens} screens, ${eventsPerSecond} events/s for ${seconds} s`,
				figure: `p99 ${p99.toFixed(1)} ms (p50 ${percentile(late, 0.5).toFixed(1)}), ${late.length} frames`,
				anchor: 'the moment a frame is due',
				aim: 'p99 ≤ 20 ms',
				met: p99 <= 20
			}
		];
	} finally {
		readers.kill();
		await server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function post(app: Parameters<typeof takeIn>[0]): Promise<void> {
	const startedAt = performance.now();
	let no = 0;
	while (performance.now() - startedAt < seconds * 1000) {
		const due = Math.floor(((performance.now() - startedAt) / 1000) * eventsPerSecond);
		if (due > no) await takeIn(app, callsOf(no, due), false);
		no = Math.max(no, due);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

function callsOf(from: number, to: number): SourceEvent[] {
	const now = Date.now();
	return Array.from({ length: to - from }, (_, index): SourceEvent => {
		const no = from + index;
		const contact = `call-${Math.floor(no / 3)}`;
		const envelope = { source: 'bench', id: `${now.toString(36)}-${no}`, time: now };
		if (no % 3 === 0)
			return { ...envelope, type: 'contact.queued', data: { contact, queue: `queue-${no % 5}`, channel: 'phone' } };
		const agent = `agent-${no % 40}`;
		if (no % 3 === 1) return { ...envelope, type: 'contact.answered', data: { contact, agent } };
		return { ...envelope, type: 'contact.ended', data: { contact, agent } };
	});
}

async function read(url: string): Promise<void> {
	let open = 0;
	for (let screen = 0; screen < screens; screen++) {
		get(url, { agent: false }, (response) => {
			if (response.statusCode !== 200) process.exit(1);
			response.resume();
			if (++open === screens) process.send?.('open');
		});
	}
	await new Promise(() => {});
}

if (process.argv[2] === 'readers' && process.argv[3] !== undefined) await read(process.argv[3]);
