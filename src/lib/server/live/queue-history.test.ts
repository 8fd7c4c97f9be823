import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QueueHistory } from './queue-history.ts';

const minute = 60_000;
const start = Date.UTC(2026, 2, 4, 8);
const look = (queueDepth: number, longestWaitMs: number | null = null) => ({ queueDepth, longestWaitMs });

test('a minute says what was added for it, and nothing was seen of any other', () => {
	const history = new QueueHistory(10 * minute);
	history.add('q1', start, look(3, 70_000));
	history.add('q2', start, look(0));
	expect(history.at('q1', start)).toEqual({ queueDepth: 3, longestWaitMs: 70_000 });
	expect(history.at('q2', start)).toEqual({ queueDepth: 0, longestWaitMs: null });
	expect(history.at('q1', start - minute)).toBeNull();
	expect(history.at('q1', start + minute)).toBeNull();
	expect(history.at('q3', start)).toBeNull();
});

test('whatever the order and the gaps, it is a table that forgets what is too old', () => {
	const entries = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.nat(40)), { maxLength: 60 });
	fc.assert(
		fc.property(entries, (added) => {
			const history = new QueueHistory(10 * minute);
			const table = new Map<number, number>();
			let newest = -Infinity;
			for (const [no, depth] of added) {
				history.add('q', start + no * minute, look(depth, depth === 0 ? null : depth * 1000));
				newest = Math.max(newest, no);
				table.set(no, depth);
				for (const old of table.keys()) if (old <= newest - 11) table.delete(old);
			}
			for (let no = -12; no <= 72; no++)
				expect(history.at('q', start + no * minute)?.queueDepth ?? null, String(no)).toBe(table.get(no) ?? null);
		})
	);
});

test('there is room for so many queues and no more, until one has gone quiet', () => {
	const history = new QueueHistory(10 * minute, 2);
	history.add('old', start, look(1));
	history.add('kept', start, look(2));
	history.add('third', start + minute, look(3));
	expect(history.at('third', start + minute)).toBeNull();
	history.add('kept', start + 12 * minute, look(4));
	history.add('third', start + 12 * minute, look(5));
	expect(history.at('old', start)).toBeNull();
	expect([history.at('kept', start + 12 * minute), history.at('third', start + 12 * minute)]).toEqual([
		look(4),
		look(5)
	]);
});
