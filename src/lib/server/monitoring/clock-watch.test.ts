import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClockWatch } from './clock-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watch() {
	const clock = { wall: 1_000_000, monotonic: 0 };
	const jumps: number[] = [];
	const watched = new ClockWatch({
		wall: () => clock.wall,
		monotonic: () => clock.monotonic,
		onJump: (byMs) => jumps.push(byMs)
	});
	watched.start();
	return {
		jumps,
		watched,
		pass(ms: number, jumpMs = 0) {
			clock.wall += ms + jumpMs;
			clock.monotonic += ms;
			vi.advanceTimersByTime(1_000);
		}
	};
}

test('tells of a clock that is set forward or back by more than two seconds, once each time', () => {
	const { jumps, watched, pass } = watch();
	pass(1_000);
	pass(1_000, 3_600_000);
	pass(1_000);
	pass(1_000, -3_600_000);
	pass(1_000, 2_000);
	expect(jumps).toEqual([3_600_000, -3_600_000]);
	expect(watched.jumps).toBe(2);
});

test('takes neither a busy machine nor a slow correction for a jump', () => {
	const { jumps, pass } = watch();
	pass(60_000);
	for (let at = 0; at < 100; at++) pass(1_000, 500);
	expect(jumps).toEqual([]);
});

test('looks no more once it is stopped', () => {
	const { jumps, watched, pass } = watch();
	watched.stop();
	pass(1_000, 10_000);
	expect(jumps).toEqual([]);
});
