import { expect, test } from 'vitest';
import { type FindingValue, searchable } from './finding-series.ts';

/** Values of weeks, each counted as its letter says; a dot is a gap. */
function weeks(...stretches: readonly (readonly [letter: string, count: number])[]): FindingValue[] {
	let step = 100;
	return stretches.flatMap(([letter, count]) =>
		Array.from({ length: count }, () => ({
			step: ++step,
			bucket: `w${step}`,
			value: letter === '.' ? null : step,
			definition: letter === '.' ? '' : letter
		}))
	);
}

test.each([
	['one way of counting is searched whole', weeks(['a', 120]), 101, 120, null],
	['a gap ends a stretch, and the last long one is taken', weeks(['a', 200], ['.', 1], ['a', 110]), 302, 110, null],
	['a changed definition ends it as well', weeks(['a', 110], ['b', 150]), 211, 150, null],
	['where the last is short, the longest is taken', weeks(['a', 200], ['b', 60]), 101, 200, null],
	['stretches that are all too short are not searched', weeks(['a', 40], ['b', 40]), 141, 40, 'changed definition'],
	['gaps are told as such', weeks(['a', 40], ['.', 3], ['a', 40]), 144, 40, 'gaps'],
	['few values are no torn series', weeks(['a', 20]), 101, 20, null]
])('%s', (_, values, first, length, notTested) => {
	const found = searchable('score', 'week', values);
	expect([found.points[0]?.step, found.points.length, found.notTested]).toEqual([first, length, notTested]);
	for (const [index, { step }] of found.points.entries()) expect(step).toBe(first + index);
});

test('values that were left out without a trace are a gap too', () => {
	const torn = weeks(['a', 60], ['a', 70]).filter(({ step }) => step !== 161);
	expect(searchable('contacts', 'week', torn).points).toHaveLength(69);
});
