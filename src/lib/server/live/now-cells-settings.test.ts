import { expect, test } from 'vitest';
import { readSettings } from '#lib/domain/settings/file/read-settings.ts';
import { type Cells, queueNameIn } from '#lib/protocol/live-cells.ts';
import { calendar, foldOf } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { nowCells } from './now-cells.ts';

function cellsOf(log: LogWriter, at: number, written: unknown): Cells {
	const read = readSettings(written);
	if (!read.ok) throw new Error(JSON.stringify(read.faults));
	return nowCells(foldOf(log.events, true, read.settings).state, at, read.settings, calendar, () => null);
}

const soon = morning + 60_000;

test('a queue is named in the language asked for, else in that of the site, else by its id', () => {
	const log = new LogWriter().queued(0, 'c1', 'orders').queued(1, 'c2', 'fax').queued(2, 'c3', 'old');
	const queues = [
		{ id: 'orders', names: { nl: 'Bestellingen', en: 'Orders' } },
		{ id: 'help', renamedFrom: ['old'], names: { nl: 'Hulp' } }
	];
	const cells = cellsOf(log, soon, { queues, languages: { default: 'en', offered: ['en', 'nl'] } });
	const named = (queue: string) => ['nl', 'en', null].map((language) => queueNameIn(cells, queue, language));
	expect(named('orders')).toEqual(['Bestellingen', 'Orders', 'Orders']);
	expect(named('help')).toEqual(['Hulp', 'Hulp', 'Hulp']);
	expect(named('fax')).toEqual(['fax', 'fax', 'fax']);
	expect(Object.keys(cells).filter((key) => key.startsWith('queue.old'))).toEqual([]);
});

test('a retired queue leaves the board with the last of its customers, and still counts in the centre', () => {
	const settings = { queues: [{ id: 'fax', retiredSince: '2026-03-04' }] };
	const waiting = new LogWriter().queued(0, 'c1', 'fax');
	expect(cellsOf(waiting, soon, settings)).toMatchObject({ 'queue.fax.depth': 1, 'fast.queue_depth': 1 });
	const cells = cellsOf(waiting.answered(10, 'c1'), soon, settings);
	expect(Object.keys(cells).filter((key) => key.startsWith('queue.'))).toEqual([]);
	expect(cells['fast.asa_n']).toBe(1);
	expect(cellsOf(waiting, soon, { queues: [{ id: 'fax', retiredSince: '2026-03-05' }] })).toHaveProperty([
		'queue.fax.depth'
	]);
});

test('norms are those of the queue, and the target is the one of today', () => {
	const log = new LogWriter().queued(0, 'c1', 'vip');
	const cells = cellsOf(log, soon, {
		queues: [{ id: 'vip', norms: { queueDepth: 1, longestWait: '30s' } }],
		channels: {
			phone: [{ target: '20s' }, { from: '2026-03-04', target: '10s' }, { from: '2026-03-05', target: '5s' }]
		}
	});
	expect(cells).toMatchObject({
		'queue.vip.norm.queue_depth': 1,
		'queue.vip.norm.longest_wait_s': 30,
		'fast.sl_target_s': 10
	});
});
