import { expect, test } from 'vitest';
import { PlaceLimit } from './place-limit.ts';

function limitAt() {
	let now = 1_000_000;
	const limit = new PlaceLimit({ most: 2, mostUnknown: 5, withinMs: 60_000 }, () => now);
	const waits = (address: string | null, times: number) => Array.from({ length: times }, () => limit.take(address));
	return { limit, waits, at: (ms: number) => (now = 1_000_000 + ms) };
}

test('counts each address by itself, a network of IPv6 as one, and this machine never', () => {
	const { limit, waits, at } = limitAt();
	expect(waits('10.0.0.1', 3)).toEqual([0, 0, 60]);
	expect(waits('10.0.0.2', 1)).toEqual([0]);
	expect([...waits('2001:db8::1', 2), ...waits('2001:db8::2', 1)]).toEqual([0, 0, 60]);
	expect(new Set([...waits('127.0.0.1', 50), ...waits('::1', 50)])).toEqual(new Set([0]));
	expect(limit.size).toBe(3);
	at(60_000);
	expect(waits('10.0.0.1', 1)).toEqual([0]);
});

test('all whose address is not known have a bound of their own, which is wider', () => {
	const { waits } = limitAt();
	expect(waits(null, 6)).toEqual([0, 0, 0, 0, 0, 60]);
	expect(waits('10.0.0.1', 1)).toEqual([0]);
});
