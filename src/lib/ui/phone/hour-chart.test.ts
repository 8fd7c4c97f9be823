import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelHeight, rangeOf, scaleTop, timeTicks } from './hour-chart.ts';

test('the scale ends on a round even number above everything drawn, norm included', () => {
	const line = fc.array(fc.option(fc.nat(3000)), { maxLength: 61 });
	fc.assert(
		fc.property(line, fc.option(fc.nat(500)), (values, norm) => {
			const top = scaleTop([values], norm);
			expect(top % 2).toBe(0);
			expect(top).toBeGreaterThan(Math.max(norm ?? 0, 0, ...values.map((value) => value ?? 0)));
		})
	);
	expect([[14], [9], [128], [0]].map((values) => scaleTop([values], 10))).toEqual([16, 12, 160, 12]);
});

test('times under the chart reach from its first minute to its last', () => {
	const end = Date.UTC(2026, 10, 10, 10, 42);
	const minutesBack = (most: number) => timeTicks(end, 60, most).map((at) => (end - at) / 60_000);
	expect(minutesBack(9)).toEqual([60, 40, 20, 0]);
	expect(minutesBack(3)).toEqual([60, 30, 0]);
	expect(minutesBack(1)).toEqual([60, 0]);
	expect(timeTicks(null, 60, 2)).toEqual([]);
});

test('the words of last week keep away from this hour and from the norm', () => {
	const box = { width: 300, height: 150, max: 16, steps: 61 };
	const below = labelHeight([4], [6], null, box, 15, 20);
	const above = labelHeight([4], [2], null, box, 15, 20);
	const y = 150 - (4 / 16) * 150;
	expect(below).toBeGreaterThan(y);
	expect(above).toBeLessThan(y);
	// A line that is low now but was higher under the words: they stand clear of all of it.
	const jagged = Array.from({ length: 61 }, (_, minute) => (minute % 10 === 0 && minute < 60 ? 2 : 0));
	const clear = labelHeight([0], jagged, null, box, 15, 20) ?? 150;
	expect(clear).toBeLessThan(150 - (2 / 16) * 150 - 8);
	expect(labelHeight([], [4], 10, box, 15, 20)).toBeNull();
	expect(labelHeight([16], [1], null, box, 15, 20)).toBeGreaterThanOrEqual(15);
});

test('the range is of what is known', () => {
	expect(rangeOf([null, 3, 0, 9])).toEqual({ lowest: 0, highest: 9 });
	expect(rangeOf([null])).toBeNull();
});
