import { expect, test } from 'vitest';
import { newScoreSums } from '#lib/domain/satisfaction/score-sums.ts';
import type { TrendPoint } from './trend-points.ts';
import { whyOf } from './why.ts';

/** A topic with waits and grades in a year. */
function part(topic: string, answered: number, waitS: number, grades: readonly number[]): TrendPoint {
	const sums = newScoreSums();
	for (const grade of grades) {
		sums.n++;
		sums.sum += grade;
		sums.sumSquares += grade * grade;
	}
	const scores = { sums, hasSquares: true, hasTop: true, hasNps: true };
	const wait = { sumMs: answered * waitS * 1000, of: answered };
	// Only these are looked at.
	return { part: { queue: null, channel: null, topic }, sums: { wait, scores } } as unknown as TrendPoint;
}

const many = (grade: number, count: number): number[] => Array.from({ length: count }, (_, at) => grade + (at % 2));

test('mix and rate add up to the change, and a growing group that waits little lowers the average', () => {
	const before = [part('bills', 600, 100, []), part('moving', 400, 20, [])];
	const after = [part('bills', 400, 100, []), part('moving', 600, 30, [])];
	const why = whyOf('asa', 'topic', 'grade', { year: 2024, parts: before }, { year: 2025, parts: after });
	expect(why).toMatchObject({ before: { year: 2024, value: 68, n: 1000 }, after: { year: 2025, value: 58 } });
	expect((why?.mix ?? 0) + (why?.rate ?? 0)).toBeCloseTo(-10, 9);
	expect(why?.rate).toBeCloseTo(5, 9);
	// Both the group that grew and the one that shrank did their part.
	for (const { mix } of why?.groups ?? []) expect(mix).toBeLessThan(0);
	expect(why?.groups.map(({ rateLow }) => rateLow)).toEqual([null, null]);
});

test('the effect of a score has an interval by its answers', () => {
	const before = [part('bills', 0, 0, many(6, 50)), part('moving', 0, 0, many(7, 50))];
	const after = [part('bills', 0, 0, many(7, 50)), part('moving', 0, 0, many(7, 50))];
	const why = whyOf('score', 'topic', 'grade', { year: 2024, parts: before }, { year: 2025, parts: after });
	expect(why).toMatchObject({ mix: 0, rate: 0.5 });
	const [bills, moving] = why?.groups ?? [];
	// Half of the answers; each mean's variance is that of fifty grades of which every other is one more.
	const reach = 1.959963984540054 * 0.5 * Math.sqrt(2 * (0.25 / 49));
	expect(bills?.rateLow).toBeCloseTo(0.5 - reach, 9);
	expect(moving?.rateHigh).toBeCloseTo(reach, 9);
});

test('groups of fewer than five answers are told together, with the smallest of the others where they are few still', () => {
	const before = [part('a', 0, 0, many(6, 40)), part('b', 0, 0, many(7, 9)), part('c', 0, 0, [1, 1])];
	const after = [part('a', 0, 0, many(6, 40)), part('b', 0, 0, many(7, 9)), part('c', 0, 0, [9])];
	const why = whyOf('score', 'topic', 'grade', { year: 2024, parts: before }, { year: 2025, parts: after });
	expect(why?.groups.map(({ group, isRest, nBefore, nAfter }) => [group, isRest, nBefore, nAfter])).toEqual([
		['a', false, 40, 40],
		[null, true, 11, 10]
	]);
	const few = [part('c', 0, 0, [1, 1])];
	expect(whyOf('score', 'topic', 'grade', { year: 2024, parts: few }, { year: 2025, parts: few })).toBeNull();
});
