import { expect, test } from 'vitest';
import { HeldClock } from './held-clock.ts';

const start = Date.parse('2026-11-20T10:00Z');
const minute = 60_000;
const hour = 60 * minute;

function machine() {
	let wall = start;
	let mono = 0;
	const clock = new HeldClock({ base: { now: () => wall }, monotonic: () => mono });
	return {
		clock,
		/** Time since the start, by the clock that is held, minutes. */
		minutes: () => (clock.now() - start) / minute,
		pass: (ms: number): void => {
			wall += ms;
			mono += ms;
			clock.now();
		},
		set: (byMs: number): void => void (wall += byMs)
	};
}

test('is the clock of the machine as long as nobody sets it back', () => {
	const { clock, minutes, pass, set } = machine();
	clock.heard(start);
	pass(minute);
	expect(minutes()).toBe(1);
	set(hour);
	expect([minutes(), clock.heldByMs]).toEqual([61, 0]);
	set(-1_500);
	expect(minutes()).toBe(61 - 1.5 / 60);
});

test('goes on as it did when it is set back behind what happened, until it has caught up with it', () => {
	const { clock, minutes, pass, set } = machine();
	clock.heard(start + minute);
	pass(2 * minute);
	set(-30 * minute);
	expect([minutes(), clock.heldByMs]).toEqual([2, 30 * minute]);
	pass(10 * minute);
	expect([minutes(), clock.heldByMs]).toEqual([12, 30 * minute]);
	pass(19 * minute);
	expect([minutes(), clock.heldByMs]).toEqual([1, 0]);
});

test('goes on for as long as sources say that it is later, and until it is put right', () => {
	const { clock, minutes, pass, set } = machine();
	clock.heard(start);
	set(-hour);
	for (let step = 1; step <= 100; step++) {
		pass(minute);
		clock.heard(start + step * minute);
		expect(minutes()).toBe(step);
	}
	set(hour);
	expect([minutes(), clock.heldByMs]).toEqual([100, 0]);
});

test('is followed at once where nothing happened that late, and where it was wrong by more than any zone', () => {
	const ahead = machine();
	ahead.clock.heard(start - hour);
	ahead.set(-hour);
	expect(ahead.minutes()).toBe(-60);
	const yearAhead = machine();
	yearAhead.clock.heard(start);
	yearAhead.set(-365 * 24 * hour);
	expect(yearAhead.clock.heldByMs).toBe(0);
	const twice = machine();
	twice.clock.heard(start);
	for (let time = 1; time <= 4; time++) {
		twice.set(-hour);
		twice.clock.now();
	}
	expect(twice.clock.heldByMs).toBe(0);
});

test('takes up at a start what the log knew, but not what nobody had checked', () => {
	const { clock, minutes } = machine();
	clock.resume(start + 20 * minute, start + 20 * minute);
	expect(minutes()).toBe(20);
	const history = machine();
	history.clock.resume(start + hour, start - hour);
	expect(history.minutes()).toBe(0);
	const skewed = machine();
	skewed.clock.resume(start + minute, start);
	expect(skewed.minutes()).toBe(0);
});
