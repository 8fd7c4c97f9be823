import { afterEach, expect, test, vi } from 'vitest';
import { ReplayClock, SteppedClock, systemClock } from './clock.ts';

const from = Date.UTC(2018, 10, 30, 15);

afterEach(() => vi.useRealTimers());

test('the present is the present, once as fast', () => {
	const before = Date.now();
	const now = systemClock.now();
	expect(now).toBeGreaterThanOrEqual(before);
	expect(now).toBeLessThanOrEqual(Date.now());
	expect([systemClock.speed, systemClock.isReplay]).toEqual([1, false]);
});

test.each([1, 60, 0.5])(
	'a replay at %d times the speed stands where it was told until it is started, and runs that fast',
	(speed) => {
		vi.useFakeTimers({ toFake: ['performance'] });
		const clock = new ReplayClock(from, speed);
		vi.advanceTimersByTime(5_000);
		expect([clock.now(), clock.isReplay, clock.speed]).toEqual([from, true, speed]);
		clock.start();
		vi.advanceTimersByTime(60_000);
		clock.start();
		vi.advanceTimersByTime(30_000);
		expect(clock.now()).toBe(from + 90_000 * speed);
	}
);

test('a replay tells whole milliseconds, and setting the clock of the machine does not move it', () => {
	vi.useFakeTimers({ toFake: ['performance', 'Date'] });
	const clock = new ReplayClock(from, 1 / 3);
	clock.start();
	vi.advanceTimersByTime(1_000);
	vi.setSystemTime(0);
	expect(clock.now()).toBe(from + 333);
});

test('a stepped clock stands still, goes on when it is told, and never back', () => {
	const clock = new SteppedClock(from);
	expect([clock.now(), clock.speed, clock.isReplay]).toEqual([from, 0, true]);
	clock.stepTo(from + 1);
	clock.stepTo(from + 1);
	expect(clock.now()).toBe(from + 1);
	expect(() => clock.stepTo(from)).toThrow(RangeError);
	expect(clock.now()).toBe(from + 1);
	expect(new SteppedClock(from, false).isReplay).toBe(false);
});
