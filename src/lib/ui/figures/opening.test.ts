import { expect, test } from 'vitest';
import { isNight, opensAt } from './opening.ts';

const now = Date.UTC(2026, 10, 10, 22, 0);
const opens = now + 9 * 3_600_000;
const closed = { 'hours.opens_at': opens, 'fast.queue_depth': 0 };

test('it is night while the centre is closed and nobody waits for a person', () => {
	expect(isNight(closed, now, false)).toBe(true);
	expect(isNight({ ...closed, 'fast.queue_depth': null }, now, false)).toBe(true);
	expect(isNight({ ...closed, 'slow.backlog': 12 }, now, false)).toBe(true);
});

test('it ends as soon as somebody waits or the centre opens, also where nobody said so', () => {
	expect(isNight({ ...closed, 'fast.queue_depth': 1 }, now, false)).toBe(false);
	expect(isNight({ ...closed, 'hours.opens_at': null }, now, false)).toBe(false);
	expect(isNight(closed, opens, false)).toBe(false);
	expect(opensAt(closed, opens)).toBeNull();
	expect(opensAt(closed, opens - 1)).toBe(opens);
});

test('there is no night where no hours are known, nor in a look back', () => {
	expect(isNight({ 'fast.queue_depth': 0 }, now, false)).toBe(false);
	expect(isNight(closed, now, true)).toBe(false);
});
