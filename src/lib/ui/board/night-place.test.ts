import { expect, test } from 'vitest';
import { nightPlace } from './night-place.ts';

const night = Array.from({ length: 12 * 60 }, (_, minute) => nightPlace(29_000_000 + minute));

test('the clock stands somewhere else every minute, far from where it stood', () => {
	for (const [index, place] of night.slice(1).entries()) {
		const before = night[index];
		if (before === undefined) throw new Error('a minute is missing');
		expect(Math.hypot(place.x - before.x, place.y - before.y)).toBeGreaterThan(0.3);
	}
	expect(nightPlace(7.9)).toEqual(nightPlace(7));
});

test('no part of the screen has it for much longer than another in one night', () => {
	const counts = new Map<string, number>();
	for (const { x, y } of night) {
		const part = `${Math.floor(x * 6)} ${Math.floor(y * 6)}`;
		counts.set(part, (counts.get(part) ?? 0) + 1);
	}
	expect(counts.size).toBe(36);
	expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(17);
	expect(Math.max(...counts.values())).toBeLessThanOrEqual(23);
});
