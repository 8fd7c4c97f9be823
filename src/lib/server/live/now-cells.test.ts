import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Figures, figuresAt } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import type { Window } from '#lib/domain/live/window.ts';
import { type Cells, queueCellPrefix, queueOfCell } from '#lib/protocol/live-cells.ts';
import { calendar, foldOf, settings } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { randomLog } from '../../../../tests/support/random-log.ts';
import type { MinuteSample } from './minute-samples.ts';
import { nowCells } from './now-cells.ts';

const minute = 60_000;
const nothing = (): null => null;

function cellsOf(log: LogWriter, at: number, sampleAt: (at: number) => MinuteSample | null = nothing): Cells {
	return nowCells(foldOf(log.events).state, at, settings, calendar, sampleAt);
}

/** The keys that the protocol documents, with `Q` for the name of a queue. */
function documentedKeys(): string[] {
	const text = readFileSync(fileURLToPath(new URL('../../protocol/live-cells.ts', import.meta.url)), 'utf8');
	const end = text.indexOf('export type NowCellKey');
	const docstring = text.slice(text.lastIndexOf('/**', end), end);
	return [...docstring.matchAll(/`((?:fast|agents|line|queue)\.[A-Za-z_.]+)`/g)].map(([, key]) => key ?? '');
}

describe('the keys', () => {
	test('are exactly those that the protocol documents', () => {
		const cells = cellsOf(new LogWriter().queued(0, 'c1', 'desk.eu 50%'), morning + 1_000);
		const own = Object.keys(cells).map((key) => {
			const queue = queueOfCell(key);
			if (queue === null) return key;
			expect(queue).toBe('desk.eu 50%');
			return `queue.Q.${key.slice(queueCellPrefix(queue).length)}`;
		});
		const documented = documentedKeys();
		expect(documented.length).toBeGreaterThan(25);
		expect(own.sort()).toEqual([...new Set(documented)].sort());
	});

	test('are all there while nothing is known, but those of queues', () => {
		const cells = cellsOf(new LogWriter(), morning);
		expect(Object.keys(cells).sort()).toEqual(
			documentedKeys()
				.filter((key) => !key.startsWith('queue.'))
				.sort()
		);
		expect(cells).toMatchObject({
			'fast.queue_depth': 0,
			'fast.longest_since': null,
			'fast.queue_depth_last_week': null,
			'fast.asa_s': null,
			'fast.asa_n': 0,
			'fast.sl': null,
			'fast.sl_offered': 0,
			'agents.busy': 0
		});
	});
});

test('the cells say what /api/live says', () => {
	const instant = fc.integer({ min: 0, max: 3 * 3_600_000 }).map((ms) => morning + ms);
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const { state } = foldOf(events);
			const figures = (selection: Selection, window: Window = { kind: 'today' }): MomentFigures => {
				const found = figuresAt(state, selection, window, at, settings, calendar);
				if (!('queue_depth' in found)) throw new Error('a window up to now has a depth');
				return found;
			};
			const cells = nowCells(state, at, settings, calendar, nothing);
			const today = figures('fast');
			const lately = figures('fast', { kind: 'sliding', seconds: 1_800 });
			expect(cells).toMatchObject({
				'fast.queue_depth': today.queue_depth,
				'fast.asa_s': lately.asa_s,
				'fast.asa_n': lately.answered,
				'fast.sl': today.sl_v5,
				'fast.sl_offered': today.offered,
				'agents.busy': today.agents.busy,
				'agents.ready': today.agents.ready,
				'agents.acw': today.agents.acw,
				'agents.not_ready': today.agents.not_ready
			});
			expect(waitedSeconds(cells['fast.longest_since'], at)).toBe(today.longest_wait_s);
			for (const queue of ['q1', 'q2']) {
				const own = figures({ queue });
				const prefix = queueCellPrefix(queue);
				if (!(`${prefix}name` in cells)) {
					expect(own.queue_depth).toBe(0);
					continue;
				}
				expect([cells[`${prefix}name`], cells[`${prefix}depth`]]).toEqual([queue, own.queue_depth]);
				expect(waitedSeconds(cells[`${prefix}longest_since`], at)).toBe(own.longest_wait_s);
			}
			expect(Object.keys(cells).filter((key) => key.startsWith('queue.q3.'))).toEqual([]);
		})
	);
});

test('the average wait is over the last half hour, to the millisecond', () => {
	const log = new LogWriter().queued(0, 'c1').answered(60, 'c1').queued(100, 'c2').answered(110, 'c2');
	const half = morning + (60 + 30 * 60) * 1000;
	expect(cellsOf(log, half - 1)).toMatchObject({ 'fast.asa_s': 35, 'fast.asa_n': 2 });
	expect(cellsOf(log, half)).toMatchObject({ 'fast.asa_s': 10, 'fast.asa_n': 1 });
	expect(cellsOf(log, half + 50_000)).toMatchObject({ 'fast.asa_s': null, 'fast.asa_n': 0 });
});

type MomentFigures = Extract<Figures, { queue_depth: number }>;

function waitedSeconds(since: Cells[string] | undefined, at: number): number | null {
	return typeof since === 'number' ? (at - since) / 1000 : null;
}

describe('queues', () => {
	test('leave the board after a week without a contact', () => {
		const week = 7 * 24 * 60 * minute;
		const log = new LogWriter().queued(0, 'c1').answered(1, 'c1').queued(60, 'c2', 'chats', { channel: 'chat' });
		expect(cellsOf(log, morning + week)).toHaveProperty(['queue.q1.depth'], 0);
		const later = cellsOf(log, morning + week + 1);
		expect(later).not.toHaveProperty(['queue.q1.depth']);
		expect(later).toHaveProperty(['queue.chats.channel'], 'chat');
	});

	test('that take several channels show their fast ones only', () => {
		const log = new LogWriter().queued(0, 'c1', 'Support').queued(5, 'm1', 'Support', { channel: 'email' });
		const cells = cellsOf(log, morning + minute);
		expect(cells).toMatchObject({
			'fast.queue_depth': 1,
			'queue.Support.depth': 1,
			'queue.Support.longest_since': morning,
			'queue.Support.channel': 'phone'
		});
	});

	test('of slow channels are not on the board, nor in the figures of the centre', () => {
		const log = new LogWriter().queued(0, 'c1', 'letters', { channel: 'email' });
		const cells = cellsOf(log, morning + minute);
		expect(cells).toMatchObject({ 'fast.queue_depth': 0, 'fast.sl_offered': 0 });
		expect(Object.keys(cells).filter((key) => key.startsWith('queue.'))).toEqual([]);
	});

	test('have the norms of their channel', () => {
		const log = new LogWriter().queued(0, 'c1').queued(0, 'c2', 'chats', { channel: 'chat' });
		expect(cellsOf(log, morning)).toMatchObject({
			'queue.q1.norm.queue_depth': 10,
			'queue.q1.norm.longest_wait_s': 300,
			'queue.chats.norm.queue_depth': 8,
			'queue.chats.norm.longest_wait_s': 180,
			'fast.norm.queue_depth': 15,
			'fast.norm.longest_wait_s': 300,
			'fast.norm.asa_s': 60,
			'fast.norm.sl': 0.8
		});
	});
});

test('the target is named where the channels in use agree on it', () => {
	const phone = new LogWriter().queued(0, 'c1');
	expect(cellsOf(phone, morning)).toMatchObject({ 'fast.sl_target_s': 20, 'fast.sl_target_share': 0.8 });
	const chat = new LogWriter().queued(0, 'c1', 'chats', { channel: 'chat' });
	expect(cellsOf(chat, morning)).toMatchObject({ 'fast.sl_target_s': 60, 'fast.sl_target_share': 0.8 });
	const both = new LogWriter().queued(0, 'c1').queued(0, 'c2', 'chats', { channel: 'chat' });
	expect(cellsOf(both, morning)).toMatchObject({ 'fast.sl_target_s': null, 'fast.sl_target_share': 0.8 });
});

describe('lines', () => {
	const at = morning + 90 * minute + 20_000;
	const end = morning + 90 * minute;
	const sampleAt = (asked: number): MinuteSample => ({
		at: asked,
		queue: null,
		queueDepth: (asked / minute) % 1_000,
		longestWaitMs: null
	});

	test('have a value for each of 61 minutes up to the one that runs, and the same a week ago', () => {
		const cells = cellsOf(new LogWriter(), at, sampleAt);
		const week = 7 * 24 * 60 * minute;
		const depths = (from: number) =>
			Array.from({ length: 61 }, (_, index) => ((from + index * minute) / minute) % 1_000);
		expect(cells['line.end']).toBe(end);
		expect(cells['line.queue_depth']).toEqual(depths(end - 60 * minute));
		expect(cells['line.queue_depth.last_week']).toEqual(depths(end - week - 60 * minute));
		expect(cells['fast.queue_depth_last_week']).toBe(sampleAt(end - week).queueDepth);
	});

	test('have a gap where nobody looked, and lie on the ground where nobody waited', () => {
		const gapAt = end - 30 * minute;
		const cells = cellsOf(new LogWriter(), at, (asked) => (asked === gapAt ? null : sampleAt(asked)));
		for (const key of ['line.queue_depth', 'line.longest_wait_s']) {
			const line = cells[key];
			if (!Array.isArray(line)) throw new Error(`${key} is no line`);
			expect(line.flatMap((value, index) => (value === null ? [index] : []))).toEqual([30]);
		}
		expect(cells['line.longest_wait_s']).toContain(0);
	});

	test('look back a week of the calendar, also when the clocks changed in between', () => {
		const asked: number[] = [];
		const after = calendar.instantOf('2026-10-28T09:00');
		cellsOf(new LogWriter(), after, (one) => (asked.push(one), null));
		expect(asked).toContain(after - 169 * 3_600_000);
		expect(asked).not.toContain(after - 168 * 3_600_000);
	});
});
