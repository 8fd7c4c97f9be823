import { describe, expect, test } from 'vitest';
import { isoWeekOf, SiteCalendar } from './calendar.ts';
import { localPeriodAt, localPeriodNamed, localPeriodOf, localWeekday, spanOf, totalGrains } from './local-period.ts';
import { WallClock } from './wall-clock.ts';

const dayMs = 86_400_000;
const local = (text: string): number => Date.parse(`${text}Z`);

describe('a local period', () => {
	test('of every day of forty years has the ISO week and weekday that the calendar gives', () => {
		for (let day = local('1999-12-20T00:00'); day < local('2040-01-10T00:00'); day += dayMs) {
			const date = new Date(day).toISOString().slice(0, 10);
			const { isoYear, isoWeek, weekday } = isoWeekOf(date);
			expect(localPeriodAt('week', day).label).toBe(`${isoYear}-W${String(isoWeek).padStart(2, '0')}`);
			expect(localWeekday(day + dayMs - 1)).toBe(weekday);
		}
	});

	test.each(totalGrains)('of the grain %s holds the time it was asked of, and is found again by its name', (grain) => {
		for (const text of ['1969-07-20T20:17', '2020-02-29T12:40', '2020-12-31T23:59', '2021-01-03T00:00']) {
			const period = localPeriodAt(grain, local(text));
			expect(period.from).toBeLessThanOrEqual(local(text));
			expect(period.to).toBeGreaterThan(local(text));
			expect(localPeriodAt(grain, period.to - 1)).toEqual(period);
			expect(localPeriodAt(grain, period.to).from).toBe(period.to);
			const named = localPeriodNamed(grain, period.label);
			if (['week', 'month', 'quarter', 'year'].includes(grain)) expect(named).toEqual(period);
			else expect(named).toBeNull();
		}
	});

	test.each([
		['month', '03-2020', '2020-03'],
		['month', '3/2020', '2020-03'],
		['month', '202003', '2020-03'],
		['quarter', 'Q1 2020', '2020-Q1'],
		['quarter', '2020 K4', '2020-Q4'],
		['week', 'W53 2020', '2020-W53'],
		['week', '2020-53', '2020-W53']
	] as const)('of the grain %s may be written %s', (grain, written, label) => {
		expect(localPeriodNamed(grain, written)?.label).toBe(label);
	});

	test.each([
		['month', '20203'],
		['month', '2020-13'],
		['month', 'March 2020'],
		['week', '2021-W53'],
		['quarter', '2020-Q5'],
		['year', '20']
	] as const)('of the grain %s is not what %s names', (grain, written) => {
		expect(localPeriodNamed(grain, written)).toBeNull();
	});

	test('that a year does not have is none', () => {
		expect([localPeriodOf('week', 2021, 53), localPeriodOf('month', 2021, 0), localPeriodOf('day', 2021, 1)]).toEqual([
			null,
			null,
			null
		]);
	});

	test('lasts as long as the clocks say: days by the calendar, hours an hour', () => {
		const clock = new WallClock('Europe/Amsterdam');
		const calendar = new SiteCalendar('Europe/Amsterdam');
		for (const date of ['2020-03-29', '2020-10-25', '2020-06-01'])
			expect(spanOf('day', localPeriodAt('day', local(`${date}T05:00`)), clock)).toEqual(calendar.day(date));
		const twice = spanOf('hour', localPeriodAt('hour', local('2020-10-25T02:30')), clock);
		expect(twice).toEqual({ from: Date.parse('2020-10-25T00:00Z'), to: Date.parse('2020-10-25T01:00Z') });
	});
});
