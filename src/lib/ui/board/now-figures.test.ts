import { expect, test } from 'vitest';
import { queueCellPrefix } from '#lib/protocol/live-cells.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { forgetFigures, nowFigures } from './now-figures.ts';

const now = Date.UTC(2026, 10, 10, 10, 42);

const centre: Cells = {
	'fast.queue_depth': 24,
	'fast.longest_since': now - 402_900,
	'fast.asa_s': 60.4,
	'fast.sl': 0.79,
	'fast.sl_offered': 50,
	'fast.norm.queue_depth': 15,
	'fast.norm.longest_wait_s': 300,
	'fast.norm.asa_s': 60,
	'fast.norm.sl': 0.8,
	'line.queue_depth': [1, null, 3],
	'line.end': now
};

function queue(id: string, over: Cells = {}): Cells {
	const prefix = queueCellPrefix(id);
	const cells: Cells = {
		name: id.toUpperCase(),
		channel: 'phone',
		depth: 1,
		longest_since: null,
		'norm.queue_depth': 10,
		...over
	};
	return Object.fromEntries(Object.entries(cells).map(([key, value]) => [prefix + key, value]));
}

test('figures are read with their norms and measured', () => {
	const figures = nowFigures(centre, now);
	expect(figures.waiting).toEqual({ value: 24, norm: 15, status: 'alarm' });
	expect(figures.longestWait).toEqual({ value: 402, norm: 300, status: 'alarm' });
	expect(figures.serviceLevel).toEqual({ value: 0.79, norm: 0.8, status: 'attention' });
	expect(figures.waitingLine).toEqual([1, null, 3]);
	expect(figures.longestLine).toEqual([]);
});

test('an average is measured as it reads: 60.4 seconds is the 1:00 that the norm allows', () => {
	expect(nowFigures(centre, now).averageWait).toEqual({ value: 60, norm: 60, status: 'within' });
	expect(nowFigures({ ...centre, 'fast.asa_s': 60.6 }, now).averageWait.status).toBe('attention');
});

test('nothing known is null everywhere, and no status', () => {
	const figures = nowFigures({}, now);
	expect(figures.waiting).toEqual({ value: null, norm: null, status: 'unknown' });
	expect(figures.agents.total).toBeNull();
	expect(figures.queues).toEqual([]);
	expect(figures.isNobodyWaiting).toBe(false);
	expect(figures.isServiceLevelTooFew).toBe(false);
});

test('waits are not known while the time is not', () => {
	const figures = nowFigures({ ...centre, ...queue('a', { longest_since: now }) }, null);
	expect(figures.longestWait.value).toBeNull();
	expect(figures.queues[0]?.longestWaitSeconds).toBeNull();
});

test('nobody waiting is known to be nobody, not merely unknown', () => {
	const empty = { 'fast.queue_depth': 0, 'fast.longest_since': null };
	expect(nowFigures(empty, now)).toMatchObject({ isNobodyWaiting: true, longestWait: { value: null } });
});

test('a service level over fewer than fifty says so and claims nothing', () => {
	const figures = nowFigures({ ...centre, 'fast.sl_offered': 49 }, now);
	expect(figures).toMatchObject({ isServiceLevelTooFew: true, serviceLevel: { value: 0.79, status: 'unknown' } });
});

test('a total of people needs every part of it', () => {
	const agents = { 'agents.busy': 5, 'agents.ready': 0, 'agents.acw': 1, 'agents.not_ready': 2 };
	expect(nowFigures(agents, now).agents.total).toBe(8);
	expect(nowFigures({ ...agents, 'agents.acw': null }, now).agents.total).toBeNull();
});

test('queues come gravest first; slow channels stay off the board', () => {
	const cells = {
		...queue('calm'),
		...queue('mail', { channel: 'email', depth: 900 }),
		...queue('p.o%', { depth: 14, name: '' }),
		...queue('chat', { channel: 'chat', depth: 11 })
	};
	expect(nowFigures(cells, now).queues.map(({ name, status }) => `${name} ${status}`)).toEqual([
		'p.o% alarm',
		'CHAT attention',
		'CALM within'
	]);
});

test('figures too old to show are forgotten; what was promised, and to whom, is not', () => {
	const forgotten = nowFigures(forgetFigures({ ...centre, ...queue('a') }), now);
	expect(forgotten.waiting).toEqual({ value: null, norm: 15, status: 'unknown' });
	expect(forgotten.serviceLevel).toEqual({ value: null, norm: 0.8, status: 'unknown' });
	expect(forgotten.queues).toMatchObject([{ name: 'A', depth: null, longestWaitSeconds: null, status: 'unknown' }]);
	expect(forgotten.waitingLine).toEqual([]);
});
