import { expect, test } from 'vitest';
import { lastKnown, shiftLeft, sparkMax, sparkPath } from './spark-path.ts';

const box = { width: 100, height: 50, max: 10, steps: 5 };

test('a line runs from left to right with zero at the bottom', () => {
	expect(sparkPath([0, 10, 5, 0, 10], box)).toBe('M0 50h0L25 0L50 25L75 50L100 0');
});

test('what is not known is a gap, and one value between two gaps stays a dot', () => {
	expect(sparkPath([5, null, 5, null, 5], box)).toBe('M0 25h0M50 25h0M100 25h0');
	expect(sparkPath([null, null], box)).toBe('');
	expect(sparkPath([], box)).toBe('');
});

test('a shorter line keeps its places on the left', () => {
	expect(sparkPath([10, 10], box)).toBe('M0 0h0L25 0');
});

test('the line ends at its last known value', () => {
	expect(lastKnown([1, 2, null])).toEqual({ value: 2, index: 1 });
	expect(lastKnown([0])).toEqual({ value: 0, index: 0 });
	expect(lastKnown([null])).toBeNull();
});

test('the scale has room for every line and the norm, also when all is zero', () => {
	expect(sparkMax([[1, null], [4]], 15)).toBeCloseTo(16.8);
	expect(sparkMax([[1, 20], []], 15)).toBeCloseTo(22.4);
	expect(sparkMax([[0, 0]], null)).toBe(1);
});

test('minutes of silence move the line to the left and leave the end open', () => {
	expect(shiftLeft([1, 2, 3], 0)).toEqual([1, 2, 3]);
	expect(shiftLeft([1, 2, 3], 2)).toEqual([3, null, null]);
	expect(shiftLeft([1, 2, 3], 9)).toEqual([null, null, null]);
	expect(shiftLeft([], 3)).toEqual([]);
});
