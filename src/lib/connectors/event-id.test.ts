import { describe, expect, test } from 'vitest';
import { eventId, hash64 } from './event-id.ts';

describe('the id of an event from a foreign record', () => {
	const origin = { source: 'pbx1', at: 1_543_602_677_000, record: '1543602677|1543602660.197|IT|NONE|ENTERQUEUE||1|1' };

	test('is the time in base 36 and a hash', () => {
		expect(eventId(origin)).toMatch(/^[0-9a-z]{8}-[0-9a-z]{14}$/);
		expect(Number.parseInt(eventId(origin).slice(0, 8), 36)).toBe(origin.at);
	});

	test('is the same for the same record for ever: changing it would import everything twice', () => {
		expect(eventId(origin)).toBe('jp4d6gaw-1lcmdh611lam1m');
	});

	test('differs with the source, the record and the part', () => {
		const ids = [
			origin,
			{ ...origin, source: 'pbx2' },
			{ ...origin, record: `${origin.record} ` },
			{ ...origin, part: 'a' },
			{ ...origin, part: 'b' },
			{ ...origin, part: '' }
		].map(eventId);
		expect(new Set(ids).size).toBe(ids.length);
	});

	test('sorts by time as text', () => {
		const early = eventId({ ...origin, at: 999_999_999_000 });
		const late = eventId({ ...origin, at: 1_999_999_999_000 });
		expect([late, eventId(origin), early].sort()).toEqual([early, eventId(origin), late]);
	});
});

describe('the hash', () => {
	test('spreads near-identical lines like chance: half of it collides as often as 32 random bits do', () => {
		const lineCount = 300_000;
		const whole = new Set<string>();
		const left = new Set<string>();
		const right = new Set<string>();
		for (let number = 0; number < lineCount; number++) {
			const hash = hash64(`pbx1\n${1_543_602_677 + (number >> 5)}|${number}|IT|NONE|ENTERQUEUE||15552694225|1`);
			whole.add(hash);
			left.add(hash.slice(0, 7));
			right.add(hash.slice(7));
		}
		expect(whole.size).toBe(lineCount);
		// Expected n²/2³³ = 10.5 collisions; more than 40 happens once in 10¹¹ runs of a good hash.
		expect(lineCount - left.size).toBeLessThan(40);
		expect(lineCount - right.size).toBeLessThan(40);
	});

	test('changes about half of its bits with any one character', () => {
		const text = '1543602677|1543602660.197|IT|NONE|ENTERQUEUE||15552694225|1';
		const before = bits(hash64(text));
		let changed = 0;
		for (let index = 0; index < text.length; index++) {
			const other = String.fromCharCode(text.charCodeAt(index) ^ 1);
			changed += differing(before, bits(hash64(text.slice(0, index) + other + text.slice(index + 1))));
		}
		const share = changed / (64 * text.length);
		expect(share).toBeGreaterThan(0.45);
		expect(share).toBeLessThan(0.55);
	});

	test('takes any text, also none and half a character', () => {
		for (const text of ['', '\ud800', '\u0000', '☎'.repeat(1000)]) expect(hash64(text)).toMatch(/^[0-9a-z]{14}$/);
	});
});

function bits(hash: string): string {
	const left = Number.parseInt(hash.slice(0, 7), 36).toString(2).padStart(32, '0');
	return left + Number.parseInt(hash.slice(7), 36).toString(2).padStart(32, '0');
}

function differing(one: string, other: string): number {
	return [...one].filter((bit, index) => bit !== other[index]).length;
}
