import { expect, test } from 'vitest';
import { LinkSilence } from './link-silence.ts';

test('silence counts from the last message', () => {
	const link = new LinkSilence(1000, 500_000);
	expect(link.silenceMs(4000)).toBe(3000);
	link.heard(9000);
	expect(link.silenceMs(9000)).toBe(0);
	expect(link.silenceMs(70_000)).toBe(61_000);
});

test('an hour asleep is an hour of silence, even where the monotonic clock slept too', () => {
	const link = new LinkSilence(0, 0);
	link.heard(1000);
	expect(link.noticeSleep(1000, 1000)).toBe(false);
	expect(link.noticeSleep(2000, 3_602_000)).toBe(true);
	expect(link.silenceMs(2000)).toBe(3_601_000);
	expect(link.noticeSleep(3000, 3_603_000)).toBe(false);
});

test('a wall clock that is set back, or a timer that came late, is no sleep', () => {
	const link = new LinkSilence(0, 1_000_000);
	expect(link.noticeSleep(1000, 400_000)).toBe(false);
	expect(link.noticeSleep(61_000, 460_000)).toBe(false);
	expect(link.silenceMs(61_000)).toBe(61_000);
});
