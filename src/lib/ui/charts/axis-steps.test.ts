import { expect, test } from 'vitest';
import { hourTicks, scoreScale, usualHeight, waitScale } from './axis-steps.ts';

test('waits start at zero and have at most three steps that a clock knows', () => {
	expect(waitScale(108)).toEqual({ min: 0, max: 120, step: 60 });
	expect(waitScale(60)).toEqual({ min: 0, max: 90, step: 30 });
	expect(waitScale(0)).toEqual({ min: 0, max: 15, step: 5 });
	expect(waitScale(4900)).toEqual({ min: 0, max: 5400, step: 1800 });
	for (const highest of [0, 1, 7, 59, 61, 179, 3601, 86_400, 400_000]) {
		const { max, step } = waitScale(highest);
		expect(max, String(highest)).toBeGreaterThan(highest);
		expect(max / step, String(highest)).toBeLessThanOrEqual(3);
	}
});

test('a score is drawn around its values, and never beyond what can be given', () => {
	const marks = { min: 1, max: 10 };
	expect(scoreScale([6.9, 7.63], 0.5, marks)).toEqual({ min: 6.5, max: 8, step: 0.5 });
	expect(scoreScale([9.1, 9.9], 0.5, marks)).toEqual({ min: 9, max: 10, step: 0.5 });
	expect(scoreScale([7, 7], 0.5, marks)).toEqual({ min: 7, max: 7.5, step: 0.5 });
	expect(scoreScale([], 0.5, marks)).toEqual({ min: 1, max: 10, step: 4.5 });
	expect(scoreScale([-44, 12], 10, { min: -100, max: 100 })).toEqual({ min: -50, max: 50, step: 50 });
	expect(scoreScale([0.82, 0.892], 0.05, { min: 0, max: 1 })).toEqual({ min: 0.8, max: 0.9, step: 0.05 });
	expect(scoreScale([0, 1], 0.05, { min: 0, max: 1 })).toEqual({ min: 0, max: 1, step: 0.5 });
});

test('a line to compare with is drawn as high as nearly all of it, and a rare peak may leave the picture', () => {
	const calm = Array.from({ length: 52 }, (_, quarter) => 20 + (quarter % 10));
	expect(usualHeight([...calm, 600, 590, null])).toBe(29);
	expect(usualHeight([...calm, 600, 600, 600, 600])).toBe(600);
	expect([usualHeight([]), usualHeight([null]), usualHeight([40])]).toEqual([0, 0, 40]);
});

test('few whole hours stand under a day', () => {
	expect(hourTicks(480, 1260)).toEqual([480, 660, 840, 1020, 1200]);
	expect(hourTicks(480, 720)).toEqual([480, 540, 600, 660, 720]);
	expect(hourTicks(510, 1020)).toEqual([540, 660, 780, 900, 1020]);
	expect(hourTicks(0, 1440)).toEqual([0, 240, 480, 720, 960, 1200, 1440]);
});
