import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

function open(perSecond: number, burst: number, maxKept?: number) {
	const clock = { at: 0 };
	return { clock, buckets: new TokenBuckets({ perSecond, burst }, () => clock.at, maxKept) };
}

test('gives a burst at once, then at its pace, and says how long to wait', () => {
	const { clock, buckets } = open(200, 400);
	for (let at = 0; at < 400; at++) expect(buckets.take('a')).toBe(0);
	expect(buckets.look('a')).toBe(5);
	expect(buckets.take('a')).toBe(5);
	clock.at = 5;
	expect(buckets.take('a')).toBe(0);
	expect(buckets.take('a')).toBe(5);
	let taken = 0;
	for (; clock.at < 10_005; clock.at++) if (buckets.take('a') === 0) taken++;
	// What a double cannot hold exactly may cost one.
	expect(taken).toBeGreaterThanOrEqual(1999);
	expect(taken).toBeLessThanOrEqual(2000);
});

test('keeps no more than a burst for later', () => {
	const { clock, buckets } = open(10, 3);
	buckets.take('a');
	clock.at = 3_600_000;
	expect([1, 2, 3, 4].map(() => buckets.take('a') === 0)).toEqual([true, true, true, false]);
});

test('keeps names apart', () => {
	const { buckets } = open(1, 1);
	expect([buckets.take('a'), buckets.take('b')]).toEqual([0, 0]);
	expect(buckets.take('a')).toBe(1000);
});

test('lends where something is left, and lets nobody in until that is paid back', () => {
	const { clock, buckets } = open(5000, 5000);
	expect(buckets.takeOnCredit('all', 4999)).toBe(0);
	expect(buckets.takeOnCredit('all', 501)).toBe(0);
	expect(buckets.look('all')).toBe(101);
	expect(buckets.takeOnCredit('all', 1)).toBe(101);
	clock.at = 101;
	expect(buckets.takeOnCredit('all', 1)).toBe(0);
});

test('remembers a bounded number of names, and forgets none that has to wait while others are full', () => {
	const { clock, buckets } = open(1, 2, 100);
	for (let at = 0; at < 50; at++) buckets.take(`early ${at}`);
	clock.at = 10_000;
	for (let at = 0; at < 3; at++) buckets.take('busy');
	for (let at = 0; at < 49; at++) buckets.take(`late ${at}`);
	expect(buckets.kept).toBe(100);
	buckets.take('one more');
	expect(buckets.kept).toBe(51);
	expect(buckets.look('busy')).toBeGreaterThan(0);
	for (let at = 0; at < 10_000; at++) buckets.take(`flood ${at}`);
	expect(buckets.kept).toBeLessThanOrEqual(100);
});
