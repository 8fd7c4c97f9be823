import { expect, test } from 'vitest';
import { encodeText } from './encoded-message.ts';
import { ResumeRing } from './resume-ring.ts';

/** A ring of frames 0 → 1 → 2 …, built at the given times. */
function ringOf(times: readonly number[], bytes = 10): ResumeRing {
	const ring = new ResumeRing();
	times.forEach((builtMs, no) => ring.add(`${no}`, encodeText(`${no + 1} `.padEnd(bytes, 'x')), builtMs));
	return ring;
}

function idsSince(ring: ResumeRing, id: string, current: string, nowMs: number): string[] | undefined {
	return ring.since(id, current, nowMs)?.map(({ bytes }) => bytes.toString().split(' ')[0] ?? '');
}

test('whoever has an id gets all that followed it, and nobody gets less', () => {
	const ring = ringOf([0, 1, 2]);
	expect(idsSince(ring, '0', '3', 2)).toEqual(['1', '2', '3']);
	expect(idsSince(ring, '2', '3', 2)).toEqual(['3']);
	expect(idsSince(ring, '3', '3', 2)).toEqual([]);
	expect(ring.since('4', '3', 2)).toBeNull();
	expect(ring.since('', '3', 2)).toBeNull();
});

test('keeps 240 frames', () => {
	const ring = ringOf(new Array<number>(300).fill(0));
	expect(ring.size).toBe(240);
	expect(ring.since('59', '300', 0)).toBeNull();
	expect(ring.since('60', '300', 0)).toHaveLength(240);
});

test('keeps frames for a minute, also where none comes after them', () => {
	const ring = ringOf([0, 30_000]);
	expect(ring.since('0', '2', 60_000)).toHaveLength(2);
	expect(ring.since('0', '2', 60_001)).toBeNull();
	expect(ring.since('1', '2', 60_001)).toHaveLength(1);
	expect(ring.since('1', '2', 90_001)).toBeNull();
	// What is the present is not missed, however old it is.
	expect(ring.since('2', '2', 9_000_000)).toEqual([]);
});

test('keeps four megabytes', () => {
	const ring = ringOf(new Array<number>(50).fill(0), 100_000);
	expect(ring.bytes).toBeLessThanOrEqual(4 * 1024 * 1024);
	expect(ring.size).toBe(41);
	expect(ringOf([0], 5_000_000).size).toBe(0);
});
