import { expect, test } from 'vitest';
import { pixelShift } from './pixel-shift.ts';

const places = Array.from({ length: 50 }, (_, minute) => pixelShift(minute));

test('every one of the 49 places is visited before the first comes back', () => {
	expect(new Set(places.slice(0, 49).map(({ x, y }) => `${x} ${y}`)).size).toBe(49);
	expect(places[49]).toEqual(places[0]);
});

test('the board never strays further than the margin allows', () => {
	for (const { x, y } of places) {
		expect(Math.abs(x)).toBeLessThanOrEqual(6);
		expect(Math.abs(y)).toBeLessThanOrEqual(6);
	}
});

test('a step within the round is too small to be seen', () => {
	for (let minute = 1; minute < 49; minute += 1) {
		const before = pixelShift(minute - 1);
		const after = pixelShift(minute);
		expect(Math.abs(after.x - before.x) + Math.abs(after.y - before.y)).toBe(2);
	}
});

test('the minute is cut, also before the epoch', () => {
	expect(pixelShift(3.99)).toEqual(pixelShift(3));
	expect(pixelShift(-1)).toEqual(pixelShift(48));
});
