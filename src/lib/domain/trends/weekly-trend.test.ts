import { describe, expect, test } from 'vitest';
import { randomStream, type RandomStream, standardNormal } from '../statistics/random.ts';
import { seasonallyAdjusted, weeksPerYear } from './seasonal-adjustment.ts';
import { SupFNulls } from './sup-f.ts';
import { trendOf, weeklyRules } from './trend-break.ts';
import { weeklyTrend } from './weekly-trend.ts';

const nulls = new SupFNulls(20_260_102, 499);

/** Weeks with a season, a slope, errors that fade, and jumps at these weeks. */
function weeks(random: RandomStream, n: number, fading: number, jumps: Readonly<Record<number, number>> = {}) {
	let error = standardNormal(random);
	let level = 100;
	return Array.from({ length: n }, (_, step) => {
		error = fading * error + Math.sqrt(1 - fading * fading) * standardNormal(random);
		level += 0.01 + (jumps[step] ?? 0);
		const angle = (2 * Math.PI * step) / weeksPerYear;
		return { step, value: level + 4 * Math.sin(angle) + 2 * Math.cos(2 * angle) + error };
	});
}

describe('five years of weeks', () => {
	test('with a planted break show it at its date, with its size, and without the season', () => {
		const { trend, adjustment } = weeklyTrend(weeks(randomStream(1, 'one'), 260, 0.4, { 150: 3 }), nulls);
		expect(trend.breaks).toHaveLength(1);
		expect(Math.abs((trend.breaks[0]?.firstAfter ?? 0) - 150)).toBeLessThanOrEqual(2);
		expect(trend.breaks[0]?.jump.low).toBeLessThan(3);
		expect(trend.breaks[0]?.jump.high).toBeGreaterThan(3);
		expect(trend.test).toMatchObject({ assumes: 'fading', minSegment: 16, hasLowPower: false });
		expect(adjustment.method).toBe('stl');
		for (const [index, adjusted] of adjustment.adjusted.slice(0, 140).entries())
			expect(Math.abs(adjusted - 100 - 0.01 * index)).toBeLessThan(4.5);
	});

	test('with a large break have no echo of it a year before or after', () => {
		const random = randomStream(2, 'echo');
		const counts = Array.from(
			{ length: 12 },
			() => weeklyTrend(weeks(random, 260, 0, { 150: 6 }), nulls).trend.breaks.length
		);
		expect(counts.every((count) => count >= 1)).toBe(true);
		expect(counts.filter((count) => count > 1).length).toBeLessThanOrEqual(2);
	});

	test('with two breaks show both', () => {
		const { trend } = weeklyTrend(weeks(randomStream(3, 'two'), 260, 0.2, { 90: 5, 200: -4 }), nulls);
		const dates = trend.breaks.map(({ firstAfter }) => firstAfter);
		expect(dates).toHaveLength(2);
		expect(Math.abs((dates[0] ?? 0) - 90) + Math.abs((dates[1] ?? 0) - 200)).toBeLessThanOrEqual(4);
	});
});

test('weeks that resemble the week before are called broken seldom; taken as independent, far too often', () => {
	const random = randomStream(4, 'fading');
	const runs = Array.from({ length: 40 }, () => weeks(random, 156, 0.5));
	const alarms = runs.filter((points) => weeklyTrend(points, nulls).trend.breaks.length > 0).length;
	expect(alarms).toBeLessThanOrEqual(6); // 5 % of 40, and four more
	const independent = { ...weeklyRules(156, null), errors: 'independent' } as const;
	const naive = runs.filter((points) => {
		const adjusted = seasonallyAdjusted(points.map(({ value }) => value)).adjusted;
		return (
			trendOf(
				adjusted.map((value, step) => ({ step, value })),
				independent,
				nulls
			).breaks.length > 0
		);
	}).length;
	expect(naive).toBeGreaterThan(13);
});

test('a season takes chance along with it: simulated series that kept theirs would cry wolf', () => {
	const random = randomStream(7, 'three years');
	const runs = Array.from({ length: 100 }, () => weeks(random, 156, 0.7));
	const adjusted = runs.map((points) =>
		seasonallyAdjusted(points.map(({ value }) => value)).adjusted.map((value, step) => ({ step, value }))
	);
	const alarms = runs.filter((points) => (weeklyTrend(points, nulls).trend.test?.p ?? 1) <= 0.05).length;
	expect(alarms / 100).toBeLessThanOrEqual(0.09);
	const kept = adjusted.filter(
		(points) => (trendOf(points, weeklyRules(156, null), nulls).test?.p ?? 1) <= 0.05
	).length;
	expect(kept / 100).toBeGreaterThan(0.09);
});

test('a year is too short for a season, and half a year for any test', () => {
	const year = weeklyTrend(weeks(randomStream(5, 'year'), 60, 0), nulls);
	expect(year.adjustment.method).toBe('none');
	expect(year.trend.test).toMatchObject({ hasLowPower: true, minSegment: 8 });
	expect(weeklyTrend(weeks(randomStream(5, 'half'), 40, 0), nulls).trend.notTested).toBe('too few values');
});

test('a missing week is refused, because a season would slip', () => {
	const points = weeks(randomStream(6, 'gap'), 160, 0).filter(({ step }) => step !== 80);
	expect(() => weeklyTrend(points, nulls)).toThrow('week 81 does not follow the one before it');
});
