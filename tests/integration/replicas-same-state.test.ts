import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import type { NewEvent, SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { openPostgres } from '#lib/server/database/postgres/open-postgres.ts';
import { openLog } from '#lib/server/database/sqlite/open-log.ts';
import { PostgresEventStore } from '#lib/server/event-log/postgres-event-store.ts';
import { SqliteEventStore } from '#lib/server/event-log/sqlite-event-store.ts';
import { createSimulator } from '#lib/simulator/simulator.ts';
import type { PostgresPlace } from '#lib/server/configuration.ts';
import { placeForLog, startServe } from '../support/bereik-process.ts';
import { Poster } from '../support/http-senders.ts';
import { ask, postgresTest as test, testPlace } from '../support/postgres.ts';
import { ReplicaSite } from '../support/replica-site.ts';

// Processes are started, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const hourMs = 3_600_000;
const together = 200;
const windows = ['today', 'sliding:1800', 'sliding:7200'];

/** An event as its sender writes it. */
function written({ id, type, time, data, supersedes }: SourceEvent): Record<string, unknown> {
	const also = supersedes === undefined ? {} : { supersedes };
	return { specversion: '1.0', id, source: 'pbx', type, time: new Date(time).toISOString(), data, ...also };
}

/** A file with the very log that is in a database: events, positions, and when each was received. */
async function copyIntoFile(place: PostgresPlace, file: string): Promise<void> {
	const from = new PostgresEventStore(await openPostgres(place));
	const into = new SqliteEventStore(openLog(file));
	const { seq: head } = await from.head();
	for (let seq = 0; seq < head;) {
		const events = await from.read(seq, 5_000);
		for (let at = 0; at < events.length;) {
			const receivedAt = events[at]?.receivedAt ?? 0;
			const next = events.findIndex((event, index) => index > at && event.receivedAt !== receivedAt);
			const commit = events.slice(at, next < 0 ? events.length : next);
			await into.append(commit.map(asNew), receivedAt);
			at += commit.length;
		}
		seq += events.length;
	}
	await from.close();
	await into.close();
}

function asNew({
	seq: _seq,
	receivedAt: _receivedAt,
	...event
}: NewEvent & { seq: number; receivedAt: number }): NewEvent {
	return event;
}

async function figures(url: string, seq: number, at: number, queue: string, window: string): Promise<string> {
	const query = new URLSearchParams({ asOf: `seq:${seq}`, at: new Date(at).toISOString(), queue, window });
	const response = await fetch(`${url}/api/live?${query}`);
	const text = await response.text();
	if (response.status !== 200) throw new Error(`${query}: ${response.status} ${text}`);
	return text;
}

test('two servers on one log, sent different halves of it, and one that has it in a file answer every question the same', async () => {
	const place = await testPlace();
	const site = new ReplicaSite(place);
	onTestFinished(() => site.remove());
	const [a, b] = await site.startAll('a', 'b');
	const poster = new Poster(await site.createKey());
	onTestFinished(() => poster.close());
	const now = Date.now();
	const simulator = createSimulator({ seed: 7, from: now - 3 * hourMs, zone: 'Europe/Amsterdam', alwaysOpen: true });
	const events = simulator.until(now).map(written);
	const requests: Promise<number>[] = [];
	for (let at = 0; at < events.length; at += together) {
		const url = (at / together) % 2 === 0 ? a?.url : b?.url;
		requests.push(poster.post(url ?? '', events.slice(at, at + together)).then(({ status }) => status));
	}
	expect([...new Set(await Promise.all(requests))]).toEqual([200]);

	const log = placeForLog();
	onTestFinished(() => log.remove());
	await copyIntoFile(place, log.file);
	copyFileSync(join(site.folder, 'key'), join(log.file, '..', 'bereik.key'));
	const alone = await startServe(log);
	onTestFinished(() => alone.child.kill('SIGKILL'));

	const received = await ask<{ seq: string; received_at: string }>(
		place.url,
		'select seq, received_at from events order by seq'
	);
	expect(received.length).toBeGreaterThan(events.length);
	const queues = await ask<{ queue: string }>(
		place.url,
		"select distinct data::jsonb ->> 'queue' as queue from events where type = 'contact.queued'"
	);
	expect(queues.length).toBeGreaterThan(3);
	let compared = 0;
	for (const share of [0.3, 0.7, 1]) {
		const row = received[Math.ceil(received.length * share) - 1];
		const [seq, at] = [Number(row?.seq), Number(row?.received_at)];
		for (const queue of ['all', 'fast', ...queues.map((one) => one.queue)])
			for (const window of windows) {
				const [first, ...others] = await Promise.all(
					[a?.url, b?.url, alone.url].map((url) => figures(url ?? '', seq, at, queue, window))
				);
				for (const other of others) expect(other, `${queue} ${window} at event ${seq}`).toBe(first);
				compared++;
			}
	}
	console.log(`${compared} questions about a log of ${received.length} events answered the same by three servers`);
	// What would be found out: one event more is another answer.
	const last = Number(received.at(-1)?.received_at);
	const whole = await figures(a?.url ?? '', received.length, last, 'all', 'today');
	expect(await figures(b?.url ?? '', received.length - 40, last, 'all', 'today')).not.toBe(whole);
});
