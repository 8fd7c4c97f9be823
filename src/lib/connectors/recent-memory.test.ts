import { expect, test } from 'vitest';
import { RecentMemory } from './recent-memory.ts';

test('knows at least the newest keys and forgets all but twice as many', () => {
	const memory = new RecentMemory<number>(10);
	for (let key = 0; key < 100; key++) memory.set(String(key), key);
	for (let key = 90; key < 100; key++) expect(memory.get(String(key))).toBe(key);
	const known = Array.from({ length: 100 }, (_, key) => memory.get(String(key))).filter((value) => value !== undefined);
	expect(known.length).toBeGreaterThanOrEqual(10);
	expect(known.length).toBeLessThanOrEqual(20);
});

test('gives the last value said under a key', () => {
	const memory = new RecentMemory<string>(2);
	memory.set('a', 'first');
	memory.set('b', 'other');
	memory.set('c', 'other');
	memory.set('a', 'second');
	expect(memory.get('a')).toBe('second');
	expect(memory.get('z')).toBeUndefined();
});
