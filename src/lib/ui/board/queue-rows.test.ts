import { expect, test } from 'vitest';
import { queueStanding } from '#lib/domain/norms/queue-standing.ts';
import type { NamedStanding } from './now-figures.ts';
import { queueRows } from './queue-rows.ts';

const now = 1_000_000_000;

function rows(
	loads: readonly (readonly [depth: number | null, waitSeconds: number | null])[]
): readonly NamedStanding[] {
	return loads.map(([depth, waitSeconds], index) => {
		const longestSince = waitSeconds === null ? null : now - waitSeconds * 1000;
		const load = { queue: `q${index}`, depth, longestSince, depthNorm: null, longestWaitNormSeconds: null };
		return { ...queueStanding(load, now), name: `q${index}`, silence: null };
	});
}

test('five queues have a row each', () => {
	const { shown, rest } = queueRows(
		rows([
			[1, 1],
			[1, 1],
			[1, 1],
			[1, 1],
			[1, 1]
		])
	);
	expect(shown).toHaveLength(5);
	expect(rest).toBeNull();
});

test('of more, the last row stands for all that have none', () => {
	const { shown, rest } = queueRows(
		rows([
			[9, 9],
			[9, 9],
			[9, 9],
			[9, 9],
			[3, 40],
			[2, 70],
			[0, null]
		])
	);
	expect(shown).toHaveLength(4);
	expect(rest).toEqual({ queues: 3, depth: 5, longestWaitSeconds: 70, isSilent: false });
});

test('a part that is not known makes the sum unknown', () => {
	const { rest } = queueRows(
		rows([
			[9, 9],
			[9, 9],
			[9, 9],
			[9, 9],
			[3, null],
			[null, null]
		])
	);
	expect(rest).toEqual({ queues: 2, depth: null, longestWaitSeconds: null, isSilent: false });
});
