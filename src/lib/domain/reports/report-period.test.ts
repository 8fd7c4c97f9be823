import { describe, expect, test } from 'vitest';
import { SiteCalendar } from '../time/calendar.ts';
import { ReportBuckets } from './report-buckets.ts';
import { type ReportGrain } from './report-grain.ts';
import { earlierSpan, earlierWhole, periodAt } from './report-period.ts';

const calendar = new SiteCalendar('Europe/Amsterdam');
const at = (local: string): number => calendar.instantOf(local);
const local = (instant: number): string => calendar.localTime(instant).slice(0, 16);
const nobody = { queue: null, channel: null, topic: null };

describe('a bucket', () => {
	test.each<[ReportGrain, string, string]>([
		['total', '2026-11-22T10:00', 'total'],
		['hour', '2026-11-22T08:59', '08'],
		['weekday', '2026-11-22T08:59', '7'],
		['weekday', '2026-11-23T00:00', '1'],
		['day', '2026-11-22T23:59', '2026-11-22'],
		['week', '2027-01-03T23:59', '2026-W53'],
		['sunday-week', '2027-01-03T00:00', '2027-01-03'],
		['sunday-week', '2027-01-02T23:59', '2026-12-27'],
		['month', '2026-11-30T23:59', '2026-11'],
		['quarter', '2026-12-31T23:59', '2026-Q4'],
		['year', '2026-12-31T23:59', '2026']
	])('of a %s at %s is %s', (grain, instant, bucket) => {
		expect(new ReportBuckets(calendar, grain).of(at(instant), nobody)).toBe(bucket);
	});

	test('is the same hour of the day for both of the hours that come twice', () => {
		const hours = new ReportBuckets(calendar, 'hour');
		const first = at('2026-10-25T02:30');
		expect([hours.of(first, nobody), hours.of(first + 3_600_000, nobody)]).toEqual(['02', '02']);
	});

	test('is found again when instants come in any order', () => {
		const days = new ReportBuckets(calendar, 'day');
		for (const day of ['2026-03-29', '2026-10-25', '2026-03-29', '2026-01-01', '2026-10-25'])
			for (const time of ['23:59', '00:00', '12:00']) expect(days.of(at(`${day}T${time}`), nobody)).toBe(day);
	});

	test('of a year begins and ends at local midnight', () => {
		const { from, to } = periodAt(calendar, 'year', at('2026-07-01T12:00'));
		expect([local(from), local(to)]).toEqual(['2026-01-01T00:00', '2027-01-01T00:00']);
	});
});

describe('what is compared with', () => {
	test.each([
		['day', 'previous', '2026-10-25T00:00', '2026-10-26T00:00', '2026-10-24T00:00', '2026-10-25T00:00'],
		['week', 'previous', '2026-10-26T00:00', '2026-10-28T10:30', '2026-10-19T00:00', '2026-10-21T10:30'],
		['week', 'same-period-last-year', '2026-11-16T00:00', '2026-11-23T00:00', '2025-11-17T00:00', '2025-11-24T00:00'],
		['month', 'previous', '2026-03-01T00:00', '2026-03-31T10:00', '2026-02-01T00:00', '2026-02-28T10:00'],
		['month', 'same-period-last-year', '2024-02-01T00:00', '2024-03-01T00:00', '2023-02-01T00:00', '2023-03-01T00:00'],
		['quarter', 'previous', '2026-01-01T00:00', '2026-04-01T00:00', '2025-10-01T00:00', '2026-01-01T00:00'],
		['year', 'previous', '2026-01-01T00:00', '2026-11-22T10:00', '2025-01-01T00:00', '2025-11-22T10:00']
	] as const)('for a %s, %s: %s to %s', (grain, comparison, from, to, earlierFrom, earlierTo) => {
		const span = earlierSpan(calendar, grain, { from: at(from), to: at(to) }, comparison);
		expect([local(span.from), local(span.to)]).toEqual([earlierFrom, earlierTo]);
	});

	test.each([
		['as many days before', 'previous', '2026-11-16', '2026-11-23', '2030-01-01', '2026-11-09', '2026-11-16'],
		['the month before', 'previous', '2026-03-01', '2026-04-01', '2030-01-01', '2026-02-01', '2026-03-01'],
		['52 weeks before', 'same-period-last-year', '2026-11-16', '2026-11-23', '2030-01-01', '2025-11-17', '2025-11-24'],
		['the same dates', 'same-period-last-year', '2026-01-01', '2027-01-01', '2030-01-01', '2025-01-01', '2026-01-01'],
		['the part that has come', 'previous', '2026-11-16', '2026-11-23', '2026-11-18', '2026-11-09', '2026-11-11']
	] as const)('a whole report stands beside %s', (_what, comparison, from, to, until, earlierFrom, earlierTo) => {
		const span = earlierWhole(calendar, { from: at(from), to: at(to) }, at(until), comparison);
		expect([local(span.from), local(span.to)]).toEqual([`${earlierFrom}T00:00`, `${earlierTo}T00:00`]);
	});
});
