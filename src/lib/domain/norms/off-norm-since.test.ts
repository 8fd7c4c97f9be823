import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOffNorm, offNormSince } from './off-norm-since.ts';

const minute = 60_000;
const start = Date.UTC(2026, 2, 4, 8);

/** Looks at the starts of the minutes before and at `start`, newest last: `x` off, `.` within, `?` nobody looked. */
function since(looks: string, isOffNow: boolean | null = true, secondsIntoMinute = 30): number | null {
	const at = offNormSince(isOffNow, start + secondsIntoMinute * 1000, (asked) => {
		const look = looks.at(-1 - (start - asked) / minute);
		return look === 'x' ? true : look === '.' ? false : null;
	});
	return at === null ? null : (at - start) / minute;
}

describe('since when', () => {
	test('nothing is said of what is within its norm, or has none', () => {
		expect(since('xxx', false)).toBeNull();
		expect(since('xxx', null)).toBeNull();
	});

	test('is this minute when its first look was still within', () => {
		expect(since('xx.')).toBe(0);
	});

	test('is the minute in which it went off, and stays that while looks go on', () => {
		expect(since('..x')).toBe(-1);
		expect(since('..xx')).toBe(-2);
		expect(since('.x.xxxxx')).toBe(-5);
	});

	test('does not reach across a minute that nobody looked at', () => {
		expect(since('xxxx?xx')).toBe(-1);
		expect(since('?')).toBe(0);
		expect(since('xxx?')).toBe(0);
	});

	test('begins where the looks begin', () => {
		expect(since('xxxxx')).toBe(-4);
	});

	test('is on a whole minute also at its very start and end', () => {
		expect(since('.xx', true, 0)).toBe(-2);
		expect(since('.xx', true, 59.999)).toBe(-2);
	});

	test('does not jump as time passes in an unbroken run', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 59 }), (minutes, second) => {
				expect(since('.' + 'x'.repeat(minutes), true, second)).toBe(-minutes);
			})
		);
	});
});

describe('a look', () => {
	test('is off when the depth or the longest wait is beyond its norm, and equal is within', () => {
		expect(isOffNorm({ queueDepth: 10, longestWaitMs: 300_999 }, 10, 300)).toBe(false);
		expect(isOffNorm({ queueDepth: 11, longestWaitMs: 1000 }, 10, 300)).toBe(true);
		expect(isOffNorm({ queueDepth: 1, longestWaitMs: 301_000 }, 10, 300)).toBe(true);
	});

	test('of an empty queue is within', () => {
		expect(isOffNorm({ queueDepth: 0, longestWaitMs: null }, 10, 300)).toBe(false);
	});

	test('says nothing where nothing is promised, and uses the one norm there is', () => {
		expect(isOffNorm({ queueDepth: 90, longestWaitMs: 1e9 }, null, null)).toBeNull();
		expect(isOffNorm({ queueDepth: 90, longestWaitMs: 1e9 }, null, 300)).toBe(true);
		expect(isOffNorm({ queueDepth: 0, longestWaitMs: null }, null, 300)).toBeNull();
	});
});
