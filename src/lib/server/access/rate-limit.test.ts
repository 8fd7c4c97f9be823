import { expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

function limitOf(most: number) {
	let now = 1_000_000;
	return { limit: new RateLimit(most, 60_000, () => now), pass: (ms: number) => void (now += ms) };
}

test('allows so many within the window, which slides', () => {
	const { limit, pass } = limitOf(2);
	limit.count('a');
	pass(30_000);
	expect(limit.waitSeconds('a')).toBe(0);
	limit.count('a');
	expect(limit.waitSeconds('a')).toBe(30);
	pass(29_999);
	expect(limit.waitSeconds('a')).toBe(1);
	pass(1);
	expect(limit.waitSeconds('a')).toBe(0);
	limit.count('a');
	expect(limit.waitSeconds('a')).toBe(30);
});

test('counts every key by itself', () => {
	const { limit } = limitOf(1);
	limit.count('a');
	expect([limit.waitSeconds('a'), limit.waitSeconds('b')]).toEqual([60, 0]);
});

test('remembers a bounded number of keys, the latest', () => {
	const { limit } = limitOf(1);
	for (let no = 0; no < 10_001; no++) limit.count(`${no}`);
	expect([limit.size, limit.waitSeconds('0'), limit.waitSeconds('1')]).toEqual([10_000, 0, 60]);
});

test('what is taken back does not count', () => {
	const { limit } = limitOf(2);
	limit.count('a');
	limit.count('a');
	expect(limit.waitSeconds('a')).toBe(60);
	limit.takeBack('a');
	expect(limit.waitSeconds('a')).toBe(0);
	limit.takeBack('a');
	expect(limit.size).toBe(0);
});
