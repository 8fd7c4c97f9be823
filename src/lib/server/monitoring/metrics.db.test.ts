import { Gauge, Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { cloudEvent } from '../../../../tests/support/contact-events.ts';
import { openApplication } from '../../../../tests/support/open-application.ts';
import { faultsOf, valueOf } from '../../../../tests/support/prometheus-text.ts';
import { receiveEvents } from '../intake/receive-events.ts';
import { IntakeTally, otherSources } from './intake-tally.ts';

const now = Date.parse('2025-11-22T08:30:00Z');
const noCounts = { stored: 0, duplicate: 0, conflict: 0, rejected: 0 };
const secret = 'mrs-de-vries';

describe('what Prometheus reads', () => {
	test('says how events fared, how far everything is, and who must look at what, in base units and words', async () => {
		const { app } = await openApplication(now);
		const { text: key } = await app.keys.create('pbx', ['intake']);
		const send = async (...events: unknown[]) => {
			const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
			const init = { method: 'POST', headers, body: JSON.stringify(events) };
			return (await receiveEvents(app.receiving, new Request('http://localhost/api/events', init))).status;
		};
		const event = (id: string, time: string) =>
			cloudEvent(id, { time, data: { contact: secret, queue: 'support', channel: 'phone', customer: secret } });
		expect(await send(event('a', '2025-11-22T08:00:00Z'), event('b', '2025-11-22T08:00:00Z'))).toBe(200);
		expect(await send(event('a', '2025-11-22T08:00:00Z'), event('b', '2025-11-22T08:01:00Z'), { id: 'x' })).toBe(207);
		await app.projection.settled();
		await app.history.settled();
		const text = await app.metrics.text();
		const head = (await app.log.head()).seq;
		const events = (outcome: string) => valueOf(text, 'bereik_events_total', { source: 'pbx', outcome });
		expect(['stored', 'duplicate', 'conflict', 'rejected'].map(events)).toEqual([2, 1, 1, 1]);
		expect(valueOf(text, 'bereik_intake_acknowledge_seconds_count')).toBe(2);
		expect(valueOf(text, 'bereik_log_seq')).toBe(head);
		expect(valueOf(text, 'bereik_fold_lag_events')).toBe(0);
		expect(valueOf(text, 'bereik_history_lag_events')).toBe(0);
		expect(valueOf(text, 'bereik_log_writable')).toBe(1);
		for (const view of ['now', 'board', 'phone']) expect(valueOf(text, 'bereik_streams', { view })).toBe(0);
		for (const file of ['log', 'log-wal', 'views'])
			expect(valueOf(text, 'bereik_file_bytes', { file })).toBeGreaterThan(0);
		expect(valueOf(text, 'bereik_displays_dark')).toBe(0);
		expect(valueOf(text, 'bereik_backup_last_success_timestamp_seconds')).toBeNaN();
		expect(valueOf(text, 'bereik_backup_failing')).toBe(0);
		expect(valueOf(text, 'bereik_clock_jumps_total')).toBe(0);
		expect(valueOf(text, 'bereik_build_info', { version: '0.1.0' })).toBe(1);
		expect(valueOf(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
		expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
		expect(faultsOf(text)).toEqual([]);
		expect(text).not.toContain(secret);
		expect(text).not.toContain(app.pseudonyms.of('contact', secret));
		// Asked again, counters have not run on by being asked.
		expect(valueOf(await app.metrics.text(), 'bereik_events_total', { source: 'pbx', outcome: 'stored' })).toBe(2);
	});

	test('counts the screens that follow a view and what they were sent', async () => {
		const { app, take } = await openApplication(now);
		const subscriber = { send: () => true, end: () => {} };
		app.streams.of('board')?.subscribe(subscriber);
		await take(now + 1_000);
		app.streams.of('board')?.heartbeat();
		const text = await app.metrics.text();
		expect(valueOf(text, 'bereik_streams', { view: 'board' })).toBe(1);
		expect(valueOf(text, 'bereik_stream_messages_total', { view: 'board' })).toBeGreaterThan(0);
		expect(valueOf(text, 'bereik_stream_bytes_total', { view: 'board' })).toBeGreaterThan(50);
		app.streams.of('board')?.noteSlow();
		expect(valueOf(await app.metrics.text(), 'bereik_slow_streams_cut_total', { view: 'board' })).toBe(1);
	});

	test('says what it can while the log is away', async () => {
		const { app } = await openApplication(now, undefined, {
			wrapStore: (store) => {
				let isAway = false;
				const head = store.head.bind(store);
				setTimeout(() => (isAway = true), 0);
				store.head = async () => {
					if (isAway) throw new Error('away');
					return head();
				};
				return store;
			}
		});
		await new Promise((resolve) => void setTimeout(resolve, 20));
		const text = await app.metrics.text();
		expect(valueOf(text, 'bereik_log_seq')).toBeNaN();
		expect(valueOf(text, 'bereik_streams', { view: 'now' })).toBe(0);
	});

	test('is found out where a label names somebody, a counter is called otherwise, or words are missing', async () => {
		const registry = new Registry();
		const named = new Gauge({
			name: 'bereik_agents',
			help: 'Agents by name.',
			labelNames: ['agent'],
			registers: [registry]
		});
		named.set({ agent: secret }, 1);
		new Gauge({ name: 'bereik_wait_ms', help: 'x', registers: [registry] }).set(1);
		expect(faultsOf(await registry.metrics())).toEqual([
			'bereik_wait_ms: has no words',
			'bereik_wait_ms: is not in a base unit',
			`bereik_agents: label agent says ${secret}`
		]);
	});
});

test('a sender that makes one source after the other does not make one series after the other', () => {
	const tally = new IntakeTally();
	for (let at = 0; at < 1_000; at++) tally.note(`source ${at}`, { ...noCounts, stored: 1 });
	expect(tally.all().length).toBe(101);
	expect(new Map(tally.all()).get(otherSources)).toEqual({ ...noCounts, stored: 900 });
});
