import { expect, test } from 'vitest';
import { ServerClock } from './server-clock.ts';

const start = Date.UTC(2026, 10, 10, 10, 42);

test('the time is not known before the first message', () => {
	expect(new ServerClock().now(5000)).toBeNull();
});

test('the clock runs on between messages at the speed of the server', () => {
	const clock = new ServerClock();
	clock.sync(start, 1000, 1);
	expect(clock.now(4000)).toBe(start + 3000);
	clock.sync(start, 4000, 60);
	expect(clock.now(5000)).toBe(start + 60_000);
});

test('a stepped clock stands still between messages and follows each of them, also backwards', () => {
	const clock = new ServerClock();
	clock.sync(start, 0, 0);
	expect(clock.now(90_000)).toBe(start);
	clock.sync(start + 500, 91_000);
	expect(clock.now(92_000)).toBe(start + 500);
	clock.sync(start - 500, 93_000);
	expect(clock.now(93_000)).toBe(start - 500);
});

test('a message that was held up on its way hardly moves the clock, one that came faster sets it', () => {
	const clock = new ServerClock();
	clock.sync(start, 0, 1);
	clock.sync(start + 9200, 10_000);
	expect(clock.now(10_000)).toBe(start + 9950);
	clock.sync(start + 20_100, 20_000);
	expect(clock.now(20_000)).toBe(start + 20_100);
});

test('a server whose clock was set is followed at once in both directions', () => {
	const clock = new ServerClock();
	clock.sync(start, 0, 1);
	clock.sync(start - 3_600_000, 1000);
	expect(clock.now(1000)).toBe(start - 3_600_000);
	clock.sync(start, 2000);
	expect(clock.now(2000)).toBe(start);
});
