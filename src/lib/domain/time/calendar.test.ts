import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoWeekOf, SiteCalendar } from './calendar.ts';

const hour = 3_600_000;
const amsterdam = new SiteCalendar('Europe/Amsterdam');
const lengthHours = ({ from, to }: { from: number; to: number }): number => (to - from) / hour;

describe('the autumn night, in which an hour comes twice', () => {
	const first = Date.UTC(2026, 9, 25, 0, 30);
	const second = Date.UTC(2026, 9, 25, 1, 30);

	test('tells the two apart by their offset', () => {
		expect(amsterdam.localTime(first)).toBe('2026-10-25T02:30:00+02:00');
		expect(amsterdam.localTime(second)).toBe('2026-10-25T02:30:00+01:00');
	});

	test('takes a wall time without an offset for the first', () => {
		expect(amsterdam.instantOf('2026-10-25T02:30')).toBe(first);
	});

	test('is a day of 25 hours that holds both, from midnight to midnight', () => {
		const day = amsterdam.dayOf(first);
		expect(day).toEqual({ from: Date.UTC(2026, 9, 24, 22), to: Date.UTC(2026, 9, 25, 23) });
		expect(amsterdam.dayOf(second)).toEqual(day);
		expect(lengthHours(amsterdam.week('2026-10-25'))).toBe(169);
	});
});

describe('the spring night, in which an hour is left out', () => {
	test('moves a wall time that does not occur past the gap', () => {
		expect(amsterdam.localTime(amsterdam.instantOf('2026-03-29T02:30'))).toBe('2026-03-29T03:30:00+02:00');
	});

	test('is a day of 23 hours', () => {
		expect(lengthHours(amsterdam.day('2026-03-29'))).toBe(23);
		expect(lengthHours(amsterdam.week('2026-03-29'))).toBe(167);
	});
});

describe('the same time a week earlier', () => {
	test.each([
		['2026-10-28T09:00', 169],
		['2026-10-25T12:00', 169],
		['2026-11-01T12:00', 168],
		['2026-04-01T09:00', 167],
		['2026-03-29T12:00', 167],
		['2026-04-05T12:00', 168],
		['2026-07-15T09:00', 168]
	])('before %s is %d hours before', (local, hours) => {
		const at = amsterdam.instantOf(local);
		const earlier = amsterdam.daysBefore(at, 7);
		expect((at - earlier) / hour).toBe(hours);
		expect(amsterdam.localTime(earlier).slice(11, 16)).toBe(local.slice(11));
	});

	test('lies past the gap where it did not occur, and is the first where it occurred twice', () => {
		const afterGap = amsterdam.daysBefore(amsterdam.instantOf('2026-04-05T02:30'), 7);
		expect(amsterdam.localTime(afterGap)).toBe('2026-03-29T03:30:00+02:00');
		const twice = amsterdam.daysBefore(amsterdam.instantOf('2026-11-01T02:30'), 7);
		expect(amsterdam.localTime(twice)).toBe('2026-10-25T02:30:00+02:00');
	});

	test('has the same wall time and date arithmetic in any zone and night, unless that hour does not occur', () => {
		const zones = ['Europe/Amsterdam', 'America/New_York', 'Pacific/Chatham', 'Australia/Lord_Howe', 'UTC'];
		const calendars = zones.map((zone) => new SiteCalendar(zone));
		const instant = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) });
		fc.assert(
			fc.property(fc.constantFrom(...calendars), instant, (calendar, at) => {
				const earlier = calendar.daysBefore(at, 7);
				const gapMs = 7 * 24 * hour - (at - earlier);
				expect([-2, -1, -0.5, 0, 0.5, 1, 2].map((hours) => hours * hour)).toContain(gapMs);
				expect(calendar.daysBefore(at, 0) === at || isRepeated(calendar, at)).toBe(true);
			})
		);
	});
});

describe('days', () => {
	test('touch and hold every instant, however they are asked for', () => {
		const anchors = [Date.UTC(2026, 2, 28), Date.UTC(2026, 9, 24), Date.UTC(2026, 5, 1), Date.UTC(2026, 11, 31)];
		const instant = fc.tuple(fc.constantFrom(...anchors), fc.integer({ min: 0, max: 72 * hour }));
		fc.assert(
			fc.property(
				fc.array(
					instant.map(([from, ms]) => from + ms),
					{ minLength: 1 }
				),
				(instants) => {
					const calendar = new SiteCalendar('Europe/Amsterdam');
					for (const at of instants) {
						const day = calendar.dayOf(at);
						expect(day.from <= at && at < day.to).toBe(true);
						expect(calendar.dateOf(day.from)).toBe(calendar.dateOf(at));
						expect(calendar.dateOf(day.to)).not.toBe(calendar.dateOf(at));
						expect(calendar.dayOf(day.to).from).toBe(day.to);
					}
				}
			)
		);
	});

	test('of an interval are the dates it touches: midnight belongs to the new day', () => {
		const { from } = amsterdam.day('2026-03-28');
		const { to } = amsterdam.day('2026-03-30');
		expect(amsterdam.datesIn({ from, to })).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
		expect(amsterdam.datesIn({ from, to: to + 1 })).toHaveLength(4);
		expect(amsterdam.datesIn({ from, to: from })).toEqual([]);
	});
});

test.each([
	['2026-01-01', { isoYear: 2026, isoWeek: 1, weekday: 4 }],
	['2027-01-01', { isoYear: 2026, isoWeek: 53, weekday: 5 }],
	['2024-12-30', { isoYear: 2025, isoWeek: 1, weekday: 1 }],
	['2023-01-01', { isoYear: 2022, isoWeek: 52, weekday: 7 }]
])('%s lies in its ISO week', (date, week) => {
	expect(isoWeekOf(date)).toEqual(week);
});

test('a zone, a date or a time that there is not is an error', () => {
	expect(() => new SiteCalendar('Europe/Atlantis')).toThrow(RangeError);
	expect(() => amsterdam.day('2026-02-30')).toThrow(RangeError);
	expect(() => amsterdam.instantOf('2026-03-04T25:00')).toThrow(RangeError);
	expect(() => isoWeekOf('2026-13-01')).toThrow(RangeError);
});

/** Whether an instant has a wall time that also came an hour (or half of one) before. */
function isRepeated(calendar: SiteCalendar, at: number): boolean {
	const wall = (instant: number): string => calendar.localTime(instant).slice(0, 16);
	return [hour, hour / 2].some((back) => wall(at - back) === wall(at));
}
