import fc from 'fast-check';
import { expect, test } from 'vitest';
import { npsInterval, npsWaldInterval } from './nps.ts';

test('without answers there is no score, and as many for as against is 0', () => {
	expect(npsInterval(0, 0, 0)).toBeNull();
	expect(npsWaldInterval(0, 0, 0)).toBeNull();
	expect(npsInterval(4, 1, 4)?.value).toBe(0);
});

test('the interval lies within the scale, holds the score, and mirrors', () => {
	fc.assert(
		fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (promoters, passives, detractors) => {
			const score = npsInterval(promoters, passives, detractors);
			if (score === null) return;
			expect(-100 <= score.low && score.low <= score.value).toBe(true);
			expect(score.value <= score.high && score.high <= 100).toBe(true);
			expect(npsInterval(detractors, passives, promoters)?.low).toBeCloseTo(-score.high, 9);
		})
	);
});

test('ten promoters are not certainty, as the plain interval has it', () => {
	expect(npsWaldInterval(10, 0, 0)).toEqual({ low: 100, high: 100 });
	expect(npsInterval(10, 0, 0)?.low).toBeLessThan(60);
	expect(npsInterval(10, 0, 0)?.high).toBe(100);
});

test('covers the truth of a thousand centres nearly always, where the plain interval misses often', () => {
	const promoter = 0.9;
	const detractor = 0.02;
	const truth = 100 * (promoter - detractor);
	const n = 15;
	let adjusted = 0;
	let plain = 0;
	// Every outcome with its probability: p promoters and d detractors of n.
	for (let p = 0; p <= n; p++)
		for (let d = 0; p + d <= n; d++) {
			const chance =
				choose(n, p) * choose(n - p, d) * promoter ** p * detractor ** d * (1 - promoter - detractor) ** (n - p - d);
			const one = npsInterval(p, n - p - d, d);
			const other = npsWaldInterval(p, n - p - d, d);
			if (one !== null && one.low <= truth && truth <= one.high) adjusted += chance;
			if (other !== null && other.low <= truth && truth <= other.high) plain += chance;
		}
	expect(adjusted).toBeGreaterThan(0.93);
	expect(plain).toBeLessThan(0.85);
});

function choose(n: number, k: number): number {
	let ways = 1;
	for (let index = 1; index <= k; index++) ways = (ways * (n - index + 1)) / index;
	return ways;
}
