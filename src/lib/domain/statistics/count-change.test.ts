import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RandomStream, randomStream, standardNormal } from './random.ts';
import { compareCounts, fewestPastCounts } from './count-change.ts';
import { rateRatio } from './rate-ratio.ts';

const count = fc.nat(5000);

describe('two counts by chance alone', () => {
	test('7 against 5 is forty percent more and says nothing', () => {
		const { ratio, p } = rateRatio(7, 5);
		expect(ratio).toBe(1.4);
		expect(p).toBeGreaterThan(0.7);
	});

	test('after nothing there is no ratio, and nothing against nothing is no news', () => {
		expect(rateRatio(3, 0)).toMatchObject({ ratio: null, high: null });
		expect(rateRatio(0, 0)).toEqual({ ratio: null, p: 1, low: 0, high: null });
		expect(rateRatio(0, 3).ratio).toBe(0);
		expect(() => rateRatio(-1, 3)).toThrow(RangeError);
	});

	test('p is that of throwing a coin, summed by hand', () => {
		// 1 against 9: twice (1 + 10) of 1024.
		expect(rateRatio(1, 9).p).toBeCloseTo(22 / 1024, 13);
		expect(rateRatio(5, 5).p).toBe(1);
	});

	test('the interval holds the ratio, and turns round with the counts', () => {
		fc.assert(
			fc.property(count, count, (now, previous) => {
				const { ratio, p, low, high } = rateRatio(now, previous);
				const turned = rateRatio(previous, now);
				expect(p >= 0 && p <= 1).toBe(true);
				expect(turned.p).toBe(p);
				if (ratio !== null) expect(low <= ratio && (high === null || ratio <= high)).toBe(true);
				if (high !== null && high > 0) expect(turned.low).toBeCloseTo(1 / high, 6);
			})
		);
	});

	test('counts of a year take no longer than those of a day', () => {
		const started = performance.now();
		for (let round = 0; round < 100; round++) rateRatio(1_600_000 + round, 1_600_000);
		expect(performance.now() - started).toBeLessThan(2000);
	});
});

describe('two counts with a past', () => {
	const steady = Array.from({ length: 30 }, (_, index) => 100 + (index % 2));
	const wild = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? 60 : 140));

	test('shorter than 26 counts does not speak', () => {
		expect(compareCounts(140, 100, wild.slice(0, fewestPastCounts - 1))).toMatchObject({
			...rateRatio(140, 100),
			dispersion: null,
			byPastSpread: false
		});
	});

	test('that varies less than chance is not believed', () => {
		const change = compareCounts(140, 100, steady);
		expect(change.dispersion).toBeLessThan(1);
		expect(change).toMatchObject({ ...rateRatio(140, 100), byPastSpread: false });
	});

	test('that varies more makes the same change no news', () => {
		expect(compareCounts(140, 100, steady).p).toBeLessThan(0.05);
		const change = compareCounts(140, 100, wild);
		expect(change.byPastSpread).toBe(true);
		expect(change.p).toBeGreaterThan(0.3);
		expect(change.low).toBeLessThan(1);
		expect(change.high).toBeGreaterThan(1);
	});

	test('is never narrower than chance, whatever it was', () => {
		fc.assert(
			fc.property(count, count, fc.array(count, { maxLength: 60 }), (now, previous, past) => {
				const change = compareCounts(now, previous, past);
				const exact = rateRatio(now, previous);
				expect(change.ratio).toBe(exact.ratio);
				expect(change.p).toBeGreaterThanOrEqual(exact.p);
				expect(change.low).toBeLessThanOrEqual(exact.low);
				if (exact.high === null) expect(change.high).toBeNull();
				else if (change.high !== null) expect(change.high).toBeGreaterThanOrEqual(exact.high);
			})
		);
	});

	test('of nothing at all says nothing', () => {
		const nothing = Array.from({ length: 40 }, () => 0);
		expect(compareCounts(3, 0, nothing)).toMatchObject({ ratio: null, dispersion: null, byPastSpread: false });
	});
});

describe('false alarms when nothing changed, in 2,000 simulated years', () => {
	const alarms = (name: string, draw: (random: RandomStream) => number, usePast: boolean): number => {
		const random = randomStream(20_260_104, name);
		let raised = 0;
		for (let year = 0; year < 2000; year++) {
			const weeks = Array.from({ length: 54 }, () => draw(random));
			const [now = 0, previous = 0, ...past] = weeks;
			if (compareCounts(now, previous, usePast ? past : []).p < 0.05) raised += 1;
		}
		return raised / 2000;
	};
	const independent = (random: RandomStream): number => poisson(random, 120);
	/** The rate itself moves by a fifth from week to week, as with holidays, weather and mailings. */
	const moving = (random: RandomStream): number => poisson(random, 120 * Math.exp(0.2 * standardNormal(random)));

	test('of independent arrivals are at most one in twenty, with a past or without', () => {
		expect(alarms('independent', independent, false)).toBeLessThan(0.06);
		expect(alarms('independent', independent, false)).toBeGreaterThan(0.02);
		expect(alarms('independent', independent, true)).toBeLessThan(0.05);
		expect(alarms('independent', independent, true)).toBeGreaterThan(0.01);
	});

	test('of arrivals that vary more are about one in twenty with a past', () => {
		const rate = alarms('moving', moving, true);
		expect(rate).toBeGreaterThan(0.025);
		expect(rate).toBeLessThan(0.07);
	});

	test('would be one in three by chance alone, so this measure can tell', () => {
		expect(alarms('moving', moving, false)).toBeGreaterThan(0.3);
	});

	test('a doubling is still seen', () => {
		const random = randomStream(7, 'doubling');
		let seen = 0;
		for (let year = 0; year < 500; year++) {
			const past = Array.from({ length: 52 }, () => moving(random));
			if (compareCounts(2 * moving(random), moving(random), past).p < 0.05) seen += 1;
		}
		expect(seen / 500).toBeGreaterThan(0.5);
	});
});

function poisson(random: RandomStream, mean: number): number {
	let arrivals = -1;
	for (let time = 0; time < mean; arrivals++) time -= Math.log(1 - random());
	return arrivals;
}
