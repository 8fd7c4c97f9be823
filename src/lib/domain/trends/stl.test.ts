import { describe, expect, test } from 'vitest';
import { randomStream, standardNormal } from '../statistics/random.ts';
import { loess } from './loess.ts';
import { seasonallyAdjusted, weeksPerYear } from './seasonal-adjustment.ts';
import { periodicStl, stl } from './stl.ts';

const random = randomStream(12, 'stl');
const season = Array.from({ length: weeksPerYear }, (_, week) => 10 * Math.sin((2 * Math.PI * week) / weeksPerYear));
const noise = Array.from({ length: 265 }, () => standardNormal(random));

function weeks(n: number): number[] {
	return Array.from(
		{ length: n },
		(_, week) => 200 + 0.2 * week + (season[week % weeksPerYear] ?? 0) + (noise[week] ?? 0)
	);
}

function largest(values: ArrayLike<number>): number {
	return Math.max(...Array.from(values, Math.abs));
}

describe('loess', () => {
	test('of degree 1 leaves a straight line as it is, at every jump', () => {
		const line = Float64Array.from({ length: 50 }, (_, index) => 3 - 0.7 * index);
		for (const jump of [1, 4, 7]) {
			const smooth = loess(line, { window: 11, degree: 1, jump }, null);
			expect(largest(smooth.map((value, index) => value - (line[index] ?? 0)))).toBeLessThan(1e-10);
		}
	});

	test('does not see a value that is not trusted', () => {
		const values = new Float64Array(30).fill(5);
		values[12] = 5000;
		const trust = new Float64Array(30).fill(1);
		trust[12] = 0;
		expect(largest(loess(values, { window: 7, degree: 1, jump: 1 }, trust).map((value) => value - 5))).toBeLessThan(
			1e-9
		);
		expect(loess(values, { window: 7, degree: 1, jump: 1 }, null)[12]).toBeGreaterThan(1000);
	});
});

describe('season and trend by STL', () => {
	test('add up to the series, and find the season and the slope that are in it', () => {
		const values = weeks(260);
		const { seasonal, trend, remainder } = stl(values, periodicStl(260, weeksPerYear, true));
		for (const [index, value] of values.entries())
			expect((seasonal[index] ?? 0) + (trend[index] ?? 0) + (remainder[index] ?? 0)).toBeCloseTo(value, 9);
		expect(largest(seasonal.map((value, index) => value - (season[index % weeksPerYear] ?? 0)))).toBeLessThan(2.5);
		expect(((trend[220] ?? 0) - (trend[40] ?? 0)) / 180).toBeCloseTo(0.2, 1.9);
	});

	test('have one pattern for all years, which moves with unit and level only', () => {
		const values = weeks(261);
		const settings = periodicStl(261, weeksPerYear, true);
		const plain = stl(values, settings);
		const other = stl(
			values.map((value) => 50 - 3 * value),
			settings
		);
		for (let week = 0; week < 261; week++) {
			expect(plain.seasonal[week]).toBeCloseTo(plain.seasonal[week % weeksPerYear] ?? 0, 12);
			expect(other.seasonal[week]).toBeCloseTo(-3 * (plain.seasonal[week] ?? 0), 6);
			expect(other.trend[week]).toBeCloseTo(50 - 3 * (plain.trend[week] ?? 0), 6);
		}
	});

	test('are not moved by a week of outage where odd weeks count less', () => {
		const values = weeks(260);
		const odd = values.with(130, 5000);
		const shift = (isRobust: boolean): number => {
			const settings = periodicStl(260, weeksPerYear, isRobust);
			const [plain, hit] = [stl(values, settings), stl(odd, settings)];
			return largest(hit.seasonal.map((value, index) => value - (plain.seasonal[index] ?? 0)));
		};
		expect(shift(true)).toBeLessThan(3);
		expect(shift(false)).toBeGreaterThan(100);
	});

	test('need two periods', () => {
		expect(() => stl(weeks(100), periodicStl(100, weeksPerYear, false))).toThrow(
			'two periods of at least 2 are needed'
		);
	});
});

describe('seasonal adjustment', () => {
	test.each([
		[265, 'stl'],
		[156, 'stl'],
		[155, 'medians'],
		[104, 'medians'],
		[103, 'none']
	] as const)('of %i weeks is by %s', (n, method) => {
		const values = weeks(n);
		const { adjusted, seasonal, trend, method: used } = seasonallyAdjusted(values);
		expect(used).toBe(method);
		expect(trend === null).toBe(method !== 'stl');
		for (const [index, value] of values.entries())
			expect((adjusted[index] ?? 0) + (seasonal[index] ?? 0)).toBeCloseTo(value, 10);
		const left = adjusted.map((value, week) => value - 200 - 0.2 * week);
		if (method === 'none') expect(adjusted).toEqual(values);
		else expect(largest(left)).toBeLessThan(5);
	});

	test('by medians takes no part of the season for a slope, and leaves the level where it is', () => {
		const values = Array.from({ length: 104 }, (_, week) => 200 + 0.2 * week + (season[week % weeksPerYear] ?? 0));
		const { adjusted } = seasonallyAdjusted(values);
		const left = adjusted.map((value, week) => value - 200 - 0.2 * week);
		expect(largest(left.map((value) => value - (left[0] ?? 0)))).toBeLessThan(1e-9);
		const mean = (all: readonly number[]): number => all.reduce((sum, value) => sum + value / all.length, 0);
		expect(mean(adjusted)).toBeCloseTo(mean(values), 9);
	});
});
