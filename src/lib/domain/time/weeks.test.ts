import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SiteCalendar } from './calendar.ts';
import { countByWeek, growthOf, runningWeek, sameWeekLastYear, weekAt, weekNamed, weeksIn } from './weeks.ts';

const hour = 3_600_000;
const calendar = new SiteCalendar('Europe/Amsterdam');
const at = (local: string): number => calendar.instantOf(local);
const zones = ['Europe/Amsterdam', 'America/New_York', 'Pacific/Chatham', 'Pacific/Apia', 'UTC'];
const calendars = zones.map((zone) => new SiteCalendar(zone));
const instant = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2033, 0) });
const kind = fc.constantFrom('iso' as const, 'sunday' as const);

describe('a week', () => {
	test.each([
		['2027-01-01T12:00', '2026-W53', '2026-12-27'],
		['2027-01-03T23:59', '2026-W53', '2027-01-03'],
		['2027-01-04T00:00', '2027-W01', '2027-01-03'],
		['2026-01-01T00:00', '2026-W01', '2025-12-28']
	])('at %s is %s, and from Sunday %s', (local, iso, sunday) => {
		expect(weekAt(calendar, at(local)).label).toBe(iso);
		expect(weekAt(calendar, at(local), 'sunday').label).toBe(sunday);
	});

	test.each([
		['2026-03-29T12:00', 167],
		['2026-10-25T12:00', 169],
		['2026-07-01T12:00', 168]
	])('that holds %s is of %d hours', (local, hours) => {
		const { from, to } = weekAt(calendar, at(local));
		expect((to - from) / hour).toBe(hours);
	});

	test('from Sunday begins with the day of the clock change and is as long', () => {
		const spring = weekAt(calendar, at('2026-03-31T12:00'), 'sunday');
		expect([spring.label, (spring.to - spring.from) / hour]).toEqual(['2026-03-29', 167]);
		const autumn = weekAt(calendar, at('2026-10-25T00:00'), 'sunday');
		expect([autumn.label, (autumn.to - autumn.from) / hour]).toEqual(['2026-10-25', 169]);
	});

	test('holds its instant, touches its neighbours and is found again by its name, in any zone', () => {
		fc.assert(
			fc.property(fc.constantFrom(...calendars), instant, kind, (zone, moment, which) => {
				const week = weekAt(zone, moment, which);
				expect(week.from <= moment && moment < week.to).toBe(true);
				expect(weekNamed(zone, week.label)).toEqual(week);
				expect(weekAt(zone, week.to, which).from).toBe(week.to);
				expect(weekAt(zone, week.from - 1, which).to).toBe(week.from);
			})
		);
	});

	test('that there is not is an error', () => {
		for (const label of ['2025-W53', '2026-W54', '2026-W00', '2026-03-30', '2026-02-30', 'week 12'])
			expect(() => weekNamed(calendar, label), label).toThrow(RangeError);
		expect(weekNamed(calendar, '2026-W53').label).toBe('2026-W53');
	});

	test('of last year is 52 weeks back, also for week 53', () => {
		// 28 December 2026 and 29 December 2025 are both Mondays, and 2025 has no week 53.
		expect(sameWeekLastYear(calendar, weekNamed(calendar, '2026-W53')).label).toBe('2026-W01');
		expect(sameWeekLastYear(calendar, weekNamed(calendar, '2026-W20')).label).toBe('2025-W20');
		expect(sameWeekLastYear(calendar, weekNamed(calendar, '2026-03-29'), 'sunday').label).toBe('2025-03-30');
	});
});

describe('counts per week', () => {
	test('leave no week out, and count nothing where there was nothing', () => {
		const counts = countByWeek(calendar, [at('2026-03-02T10:00'), at('2026-03-25T10:00'), at('2026-03-22T23:59')]);
		expect([...counts]).toEqual([
			['2026-W10', 1],
			['2026-W11', 0],
			['2026-W12', 1],
			['2026-W13', 1]
		]);
		expect(countByWeek(calendar, []).size).toBe(0);
	});

	test('put Monday midnight in the new week, and leave out what has not happened yet', () => {
		const monday = at('2026-10-26T00:00');
		expect([...countByWeek(calendar, [monday - 1, monday, monday + 1], 'iso', monday)]).toEqual([
			['2026-W43', 1],
			['2026-W44', 1]
		]);
	});

	test('add up to all of them in any order and zone', () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...calendars),
				fc.array(fc.integer({ min: Date.UTC(2026, 1), max: Date.UTC(2026, 11) }), { maxLength: 40 }),
				kind,
				(zone, moments, which) => {
					const counts = countByWeek(zone, moments, which);
					expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(moments.length);
					expect([...countByWeek(zone, moments.toReversed(), which)]).toEqual([...counts]);
					for (const [label, count] of counts) {
						const { from, to } = weekNamed(zone, label);
						expect(moments.filter((moment) => moment >= from && moment < to)).toHaveLength(count);
					}
				}
			)
		);
	});

	test('of a year of contacts take a moment', () => {
		const year = Array.from({ length: 300_000 }, (_, index) => Date.UTC(2026, 0) + index * 105_000);
		const started = performance.now();
		const counts = countByWeek(calendar, year);
		expect(performance.now() - started).toBeLessThan(2000);
		expect(counts.size).toBeGreaterThanOrEqual(52);
	});

	test('of an interval name each week it touches once', () => {
		const labels = weeksIn(calendar, { from: at('2026-12-27T23:00'), to: at('2027-01-04T00:00') }).map(
			(week) => week.label
		);
		expect(labels).toEqual(['2026-W52', '2026-W53']);
		expect(weeksIn(calendar, { from: 5, to: 5 })).toEqual([]);
	});
});

describe('the running week', () => {
	test('is set against the same time on the clock, not against 168 hours ago', () => {
		const { current, previous } = runningWeek(calendar, at('2026-03-30T10:00'));
		expect(calendar.localTime(previous.to)).toBe('2026-03-23T10:00:00+01:00');
		expect(current.to - previous.to).toBe(167 * hour);
		expect(calendar.localTime(previous.from)).toBe('2026-03-23T00:00:00+01:00');
	});

	test('says when that time was skipped by the clock', () => {
		const { previous, isMovedPastGap } = runningWeek(calendar, at('2026-04-05T02:30'));
		expect(isMovedPastGap).toBe(true);
		expect(calendar.localTime(previous.to)).toBe('2026-03-29T03:30:00+02:00');
		expect(runningWeek(calendar, at('2026-04-05T03:30')).isMovedPastGap).toBe(false);
	});

	test('and the part of the week before begin at the start of their week and do not overlap', () => {
		fc.assert(
			fc.property(fc.constantFrom(...calendars), instant, kind, (zone, now, which) => {
				const { week, current, previous } = runningWeek(zone, now, which);
				expect(current).toEqual({ from: week.from, to: now });
				expect(previous.from < week.from && previous.to <= week.from + 2 * hour).toBe(true);
				expect(previous.from).toBeLessThanOrEqual(previous.to);
			})
		);
	});
});

describe('growth', () => {
	test('after nothing is new, not infinite; to nothing is −1', () => {
		expect(growthOf(5, 0)).toMatchObject({ growth: null, ratio: null });
		expect(growthOf(0, 50)).toMatchObject({ growth: -1, isSignificant: true });
		expect(growthOf(0, 0)).toMatchObject({ growth: null, isSignificant: false });
	});

	test('of 7 against 5 carries no arrow, of 1,450 against 1,320 does', () => {
		expect(growthOf(7, 5)).toMatchObject({ isSignificant: false });
		expect(growthOf(7, 5).growth).toBeCloseTo(0.4, 12);
		expect(growthOf(1450, 1320).isSignificant).toBe(true);
	});

	test('carries none either where weeks swing that much anyway', () => {
		const past = Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? 1250 : 1450));
		expect(growthOf(1450, 1320, past)).toMatchObject({ isSignificant: false, byPastSpread: true });
		expect(growthOf(1450, 1320, past.slice(0, 20)).isSignificant).toBe(true);
	});
});
