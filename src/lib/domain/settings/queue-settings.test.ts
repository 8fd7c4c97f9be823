import { expect, test } from 'vitest';
import { ask, foldOf, settings as defaults } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { readSettings } from './file/read-settings.ts';
import { countedQueue, idsOfQueue, isRetiredAt, queueLabel, queueMergers, queueNorm } from './queue-settings.ts';
import type { SiteSettings } from './site-settings.ts';

function withQueues(...queues: readonly unknown[]): SiteSettings {
	const read = readSettings({ queues });
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return read.settings;
}

const at = morning + 3_600_000;
const renamed = withQueues({ id: 'orders', renamedFrom: ['old-1', 'old-2'], names: { nl: 'Bestellingen' } });
const merged = withQueues(
	{ id: 'north', mergedInto: 'all-of-it' },
	{ id: 'south', mergedInto: 'north' },
	{ id: 'all-of-it' }
);

test('a queue counts under its last name, and under the end of a chain of mergers', () => {
	expect(['old-1', 'old-2', 'orders', 'other'].map((id) => countedQueue(renamed, id))).toEqual([
		'orders',
		'orders',
		'orders',
		'other'
	]);
	expect(['north', 'south', 'all-of-it'].map((id) => countedQueue(merged, id))).toEqual([
		'all-of-it',
		'all-of-it',
		'all-of-it'
	]);
	expect(idsOfQueue(merged, 'south')).toEqual(['all-of-it', 'north', 'south']);
	expect(queueMergers(renamed)).toEqual([
		['old-1', 'orders'],
		['old-2', 'orders']
	]);
	expect(countedQueue(defaults, 'orders')).toBe('orders');
});

test('is called by its name in the language, else in the other, else by its id', () => {
	expect(queueLabel(renamed, 'old-1', 'nl')).toBe('Bestellingen');
	expect(queueLabel(renamed, 'old-1', 'en')).toBe('Bestellingen');
	expect(queueLabel(merged, 'south', 'en')).toBe('all-of-it');
});

test('figures of a merged queue are those of its parts together, and the parts are asked for by any name', () => {
	const log = new LogWriter()
		.queued(0, 'c1', 'north')
		.answered(10, 'c1')
		.queued(20, 'c2', 'south')
		.abandoned(60, 'c2', { queue: 'south' })
		.queued(70, 'c3', 'all-of-it')
		.answered(100, 'c3')
		.queued(110, 'c4', 'south').events;
	const of = (settings: SiteSettings, queue: string) =>
		ask(log, at, { queue }, { kind: 'today' }, settings) as unknown as Record<string, number>; // the counts are compared by name
	const together = of(merged, 'all-of-it');
	for (const figure of ['offered', 'answered', 'abandoned', 'sl_met', 'sl_breached', 'queue_depth'])
		expect(together[figure], figure).toBe(
			['north', 'south', 'all-of-it'].reduce((sum, queue) => sum + (of(defaults, queue)[figure] ?? 0), 0)
		);
	expect(together).toMatchObject({ offered: 4, answered: 2, abandoned: 1, queue_depth: 1 });
	expect(of(merged, 'south')).toEqual(together);
	expect([...foldOf(log, true, merged).state.queues.keys()]).toEqual(['all-of-it']);
	expect(ask(log, at, { queue: 'north' }, { kind: 'cohort', from: morning, to: at }, merged)).toMatchObject({
		offered: 4
	});
});

test('a contact that moves between two queues that became one enters it a second time', () => {
	const log = new LogWriter().queued(0, 'c1', 'north').queued(30, 'c1', 'south').answered(40, 'c1').events;
	expect(ask(log, at, { queue: 'all-of-it' }, { kind: 'today' }, merged)).toMatchObject({
		contacts: 1,
		offered: 2,
		answered: 1,
		flow_out: 1
	});
	expect(ask(log, at, { queue: 'south' })).toMatchObject({ contacts: 1, answered: 1 });
});

test('in parallel queues that became one, an answer takes the one it names', () => {
	const log = new LogWriter()
		.queued(0, 'c1', 'north')
		.queued(5, 'c1', 'south', { parallel: true })
		.answered(12, 'c1', 'a1', { queue: 'south' }).events;
	expect(ask(log, at, { queue: 'all-of-it' }, { kind: 'today' }, merged)).toMatchObject({
		answered: 1,
		asa_s: 7,
		queue_depth: 0
	});
});

test('whoever waited while the queue got another name leaves it under that', () => {
	const log = new LogWriter()
		.queued(0, 'c1', 'old-1')
		.abandoned(40, 'c1', { queue: 'orders', reason: 'timeout' }).events;
	expect(ask(log, at, { queue: 'orders' }, { kind: 'today' }, renamed)).toMatchObject({ abandoned: 1, queue_depth: 0 });
});

test('retires at the local midnight of its date, under any name', () => {
	const settings = withQueues({ id: 'fax', retiredSince: '2026-03-04', renamedFrom: ['telefax'] });
	const midnight = Date.UTC(2026, 2, 3, 23);
	expect([midnight - 1, midnight].map((instant) => isRetiredAt(settings, 'telefax', instant))).toEqual([false, true]);
	expect(isRetiredAt(settings, 'orders', midnight)).toBe(false);
});

test('has its own norms where it has any, else those of the channel', () => {
	const settings = withQueues({ id: 'help', channel: 'chat', norms: { queueDepth: 2 } });
	expect(queueNorm(settings, 'help', 'chat')).toEqual({ ...defaults.norms.queue.chat, queueDepth: 2 });
	expect(queueNorm(settings, 'other', 'phone')).toBe(defaults.norms.queue.phone);
});
