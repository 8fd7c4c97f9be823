import { expect, test } from 'vitest';
import { beyondNormSince, compareStanding, queueStanding } from './queue-standing.ts';
import type { QueueLoad } from './queue-standing.ts';

const now = Date.UTC(2026, 10, 10, 10, 42);

function load(over: Partial<QueueLoad> = {}): QueueLoad {
	return { queue: 'a', depth: 0, longestSince: null, depthNorm: 10, longestWaitNormSeconds: 300, ...over };
}

test('an empty queue is within its norms and has no longest wait', () => {
	const standing = queueStanding(load(), now);
	expect(standing.status).toBe('within');
	expect(standing.longestWaitSeconds).toBeNull();
	expect(beyondNormSince(standing)).toBeNull();
});

test('the worse of depth and longest wait is the status, and names its cause', () => {
	const deep = queueStanding(load({ depth: 14, longestSince: now - 310_000 }), now);
	expect(deep).toMatchObject({ status: 'alarm', cause: 'depth', longestWaitSeconds: 310 });
	const long = queueStanding(load({ depth: 11, longestSince: now - 402_000 }), now);
	expect(long).toMatchObject({ status: 'alarm', cause: 'longest_wait', longestWaitSeconds: 402 });
	const both = queueStanding(load({ depth: 14, longestSince: now - 402_000 }), now);
	expect(both).toMatchObject({ status: 'alarm', cause: 'depth' });
});

test('a wait is beyond its norm only after the second that is shown passes it', () => {
	const since = now - 300_000;
	expect(queueStanding(load({ depth: 1, longestSince: since }), now + 999).status).toBe('within');
	const late = queueStanding(load({ depth: 1, longestSince: since }), now + 1000);
	expect(late.status).toBe('attention');
	expect(beyondNormSince(late)).toBe(since + 300_000);
});

test('an entry ahead of the clock waits zero seconds, not a negative time', () => {
	expect(queueStanding(load({ depth: 1, longestSince: now + 5000 }), now).longestWaitSeconds).toBe(0);
});

test('nothing known is unknown, also when the norms exist', () => {
	expect(queueStanding(load({ depth: null }), now)).toMatchObject({ status: 'unknown', overshoot: 0 });
	expect(queueStanding(load({ depth: 3, depthNorm: null }), now).status).toBe('unknown');
});

test('queues come gravest first, then furthest beyond, then fullest, oldest, by name', () => {
	const queues = [
		load({ queue: 'within-b', depth: 2, longestSince: now - 10_000 }),
		load({ queue: 'within-a', depth: 2, longestSince: now - 10_000 }),
		load({ queue: 'older', depth: 2, longestSince: now - 20_000 }),
		load({ queue: 'fuller', depth: 3, longestSince: now - 5000 }),
		load({ queue: 'attention', depth: 11 }),
		load({ queue: 'no-norm', depth: 90, depthNorm: null, longestWaitNormSeconds: null }),
		load({ queue: 'alarm', depth: 14 }),
		load({ queue: 'worst', depth: 5, longestSince: now - 900_000 }),
		load({ queue: 'closed-norm', depth: 1, depthNorm: 0 })
	];
	const order = queues
		.map((queue) => queueStanding(queue, now))
		.sort(compareStanding)
		.map((standing) => standing.queue);
	expect(order).toEqual([
		'closed-norm',
		'worst',
		'alarm',
		'attention',
		'fuller',
		'older',
		'within-a',
		'within-b',
		'no-norm'
	]);
});
