import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figuresAt } from '#lib/domain/live/live-metrics.ts';
import { type Cells, queueCellPrefix, queueOfCell } from '#lib/protocol/live-cells.ts';
import { calendar, foldOf, settings } from '../../../../tests/support/ask.ts';
import { LogWriter, morning } from '../../../../tests/support/log-events.ts';
import { randomLog } from '../../../../tests/support/random-log.ts';
import { MinuteSamples } from './minute-samples.ts';
import { nowCells } from './now-cells.ts';
import { phoneCells, type PhoneSamples } from './phone-cells.ts';

const minute = 60_000;
const unseen: PhoneSamples = { centreAt: () => null, queueAt: () => null };
const noStore = { read: () => [], write: () => {}, forgetBefore: () => {} };

function cellsOf(log: LogWriter, at: number, samples = unseen, scores?: Cells): Cells {
	return phoneCells(foldOf(log.events).state, at, settings, calendar, samples, scores);
}

/** Looks at the log at every minute start as a server that runs would have. */
function samplesOf(log: LogWriter, end: number): MinuteSamples {
	const samples = new MinuteSamples(noStore, morning);
	const { events } = log;
	for (let at = morning; at <= end; at += minute)
		samples.takeUpTo(at, foldOf(events.filter(({ time }) => time <= at)).state);
	return samples;
}

describe('the keys', () => {
	test('are those of the board, of satisfaction, and what the protocol says of the phone', () => {
		const source = readFileSync(fileURLToPath(new URL('../../protocol/live-cells.ts', import.meta.url)), 'utf8');
		const [, rest = ''] = source.split('The view `phone` has');
		const documented = [...rest.slice(0, rest.indexOf('*/')).matchAll(/`((?:queue|fast|today)\.[A-Za-z_.]+)`/g)];
		const [, scores = ''] = source.split('Satisfaction, rolling:');
		const scoreKeys = [...scores.slice(0, scores.indexOf('E-mail')).matchAll(/`(score\.[a-z_]+)`/g)];
		const log = new LogWriter().queued(0, 'c1', 'desk.eu 50%');
		const now = Object.keys(nowCells(foldOf(log.events).state, morning + 1000, settings, calendar, () => null));
		const plain = (key: string): string =>
			queueOfCell(key) === null ? key : `queue.Q.${key.slice(queueCellPrefix('desk.eu 50%').length)}`;
		const expected = [...now.map(plain), ...[...documented, ...scoreKeys].map(([, key]) => key ?? '')];
		expect(documented.length).toBeGreaterThan(10);
		expect(scoreKeys.length).toBe(13);
		expect(
			Object.keys(cellsOf(log, morning + 1000))
				.map(plain)
				.sort()
		).toEqual([...new Set(expected)].sort());
	});

	test('of satisfaction are null until somebody works them out, and nothing else is let in by that door', () => {
		const log = new LogWriter();
		expect(cellsOf(log, morning)['score.value']).toBeNull();
		const cells = cellsOf(log, morning, unseen, { 'score.value': 0.81, 'score.n': 212, 'week.chats': 9 });
		expect([cells['score.value'], cells['score.n'], 'week.chats' in cells]).toEqual([0.81, 212, false]);
	});
});

test('what is said of a queue is what /api/live says', () => {
	const instant = fc.integer({ min: 0, max: 3 * 3_600_000 }).map((ms) => morning + ms);
	let queues = 0;
	fc.assert(
		fc.property(randomLog, instant, (events, at) => {
			const { state } = foldOf(events);
			const cells = phoneCells(state, at, settings, calendar, unseen);
			for (const { queue } of state.queues.values()) {
				const prefix = queueCellPrefix(queue);
				if (cells[`${prefix}name`] === undefined) continue;
				queues++;
				const selection = { queue, fastOnly: true } as const;
				const today = figuresAt(state, selection, { kind: 'today' }, at, settings, calendar);
				const lately = figuresAt(state, selection, { kind: 'sliding', seconds: 1800 }, at, settings, calendar);
				expect(cells).toMatchObject({
					[`${prefix}sl`]: today.sl_v5,
					[`${prefix}sl_offered`]: today.offered,
					[`${prefix}asa_s`]: lately.asa_s,
					[`${prefix}asa_n`]: lately.answered
				});
			}
		})
	);
	expect(queues).toBeGreaterThan(50);
});

test('letters in a queue that also takes calls stay out of what is said of it, while it takes them and when they are late', () => {
	const write = (hasLetters: boolean): LogWriter => {
		const log = new LogWriter().queued(0, 'c1', 'desk').queued(10, 'c2', 'desk');
		if (hasLetters) log.queued(20, 'm1', 'desk', { channel: 'email' }).queued(25, 'm2', 'desk', { channel: 'email' });
		log.answered(30, 'c2').answered(90, 'c1');
		if (hasLetters) log.answered(600, 'm1');
		return log;
	};
	for (const seconds of [28, 700, 1700]) {
		const at = morning + seconds * 1000;
		const mixed = cellsOf(write(true), at);
		for (const key of ['asa_s', 'asa_n', 'sl', 'sl_offered', 'depth', 'longest_since'])
			expect(mixed[`queue.desk.${key}`], `${key} at ${seconds}`).toBe(cellsOf(write(false), at)[`queue.desk.${key}`]);
	}
	const { state } = foldOf(write(true).events);
	const all = figuresAt(state, { queue: 'desk' }, { kind: 'today' }, morning + 700_000, settings, calendar);
	expect(all).toMatchObject({ offered: 4, answered: 3 });
});

describe('a queue', () => {
	const filling = new LogWriter();
	for (let no = 0; no < 12; no++) filling.queued(30 + no * 30, `c${no}`);
	const at = morning + 20 * minute + 5000;

	test('has a line of what was seen at each minute, the newest last', () => {
		const cells = cellsOf(filling, at, samplesOf(filling, at));
		const line = cells['queue.q1.line'];
		if (!Array.isArray(line)) throw new Error('no line');
		expect(line).toHaveLength(61);
		expect(line.slice(-21)).toEqual([null, 2, 4, 6, 8, 10, ...new Array<number>(15).fill(12)]);
	});

	test('has the same hour last week beside it, by the clock on the wall', () => {
		// The last Sunday of March: a week of 167 hours lies between.
		const end = Date.UTC(2026, 2, 30, 8, 0);
		const asked: number[] = [];
		const samples: PhoneSamples = {
			centreAt: () => null,
			queueAt: (_queue, minuteStart) => {
				asked.push(minuteStart);
				return { queueDepth: minuteStart < end - 24 * 60 * minute ? 4 : 7, longestWaitMs: null };
			}
		};
		const log = new LogWriter().queued((end - morning) / 1000, 'c1');
		const cells = cellsOf(log, end + 1000, samples);
		expect(cells['queue.q1.line']).toEqual(new Array<number>(61).fill(7));
		expect(cells['queue.q1.line.last_week']).toEqual(new Array<number>(61).fill(4));
		expect(asked).toContain(Date.UTC(2026, 2, 23, 9, 0));
	});

	test('says since when it is off its norm, and the centre likewise', () => {
		const samples = samplesOf(filling, at);
		const cells = cellsOf(filling, at, samples);
		// Eleven wait from 5:30 on, the norm is ten; the centre's is fifteen, but its longest wait passes 5:00 at 5:30 too.
		expect(cells['queue.q1.off_norm_since']).toBe(morning + 5 * minute);
		expect(cells['fast.off_norm_since']).toBe(morning + 5 * minute);
		expect(cellsOf(filling, morning + 5 * minute, samples)['queue.q1.off_norm_since']).toBeNull();
	});

	test('that takes letters too is judged by its calls alone', () => {
		const log = new LogWriter().queued(0, 'c1', 'desk').queued(10, 'm1', 'desk', { channel: 'email' });
		const cells = cellsOf(log, morning + 20_000);
		expect(cells).toMatchObject({
			'queue.desk.channel': 'phone',
			'queue.desk.sl_target_s': 20,
			'queue.desk.norm.asa_s': 60
		});
	});
});
