import { type CountChange, compareCounts } from '../statistics/count-change.ts';
import { isoWeekOf, type SiteCalendar } from './calendar.ts';
import type { Interval } from './interval.ts';

/** Where weeks begin: on Monday, numbered by ISO 8601, or on Sunday, named by their first date. */
export type WeekKind = 'iso' | 'sunday';

/** A week of the site's calendar: 167, 168 or 169 hours around a clock change. */
export type Week = Interval & Readonly<{ /** `2026-W12`, or `2026-03-15` for a week from Sunday. */ label: string }>;

/** The running week so far, and the same part of the week before. */
export type RunningWeek = Readonly<{
	week: Week;
	/** From the start of this week to now. */
	current: Interval;
	/** From the start of the week before to the same local wall time a week ago. */
	previous: Interval;
	/** Whether that wall time did not occur, because the clock skipped it; the instant is then past the gap. */
	isMovedPastGap: boolean;
}>;

/** Growth from one count to the next. */
export type Growth = CountChange &
	Readonly<{
		/** now ÷ previous − 1; null when there was nothing before: "new". */
		growth: number | null;
		/** Whether it is more than chance: only then is it an arrow. */
		isSignificant: boolean;
	}>;

const daysInWeek = 7;
/** 52 weeks: the same days of the week, and week 53 has a counterpart, which "the same number" does not give it. */
const daysToLastYear = 52 * daysInWeek;
/** A change is an arrow when chance makes it in fewer than one of twenty cases. */
const significantBelow = 0.05;

/** The week that holds an instant. */
export function weekAt(calendar: SiteCalendar, at: number, kind: WeekKind = 'iso'): Week {
	return weekOfDate(calendar, calendar.dateOf(at), kind);
}

/**
 * The week that a label names.
 * @param label `2026-W12`, or the date of a Sunday
 * @throws RangeError when there is no such week
 */
export function weekNamed(calendar: SiteCalendar, label: string): Week {
	const iso = /^(\d{4})-W(\d{2})$/.exec(label);
	if (iso === null) {
		const week = weekOfDate(calendar, label, 'sunday');
		if (week.label !== label) throw new RangeError(`${label} is not the first day of a week from Sunday`);
		return week;
	}
	// 4 January always lies in week 1.
	const first = calendar.week(`${iso[1]}-01-04`).from;
	const week = weekAt(calendar, calendar.daysBefore(first, -daysInWeek * (Number(iso[2]) - 1)));
	if (week.label !== label) throw new RangeError(`there is no week ${label}`);
	return week;
}

/** The weeks an interval touches, in order, those without anything in them included. */
export function weeksIn(calendar: SiteCalendar, interval: Interval, kind: WeekKind = 'iso'): Week[] {
	const weeks: Week[] = [];
	for (let at = interval.from; at < interval.to; at = weeks.at(-1)?.to ?? interval.to)
		weeks.push(weekAt(calendar, at, kind));
	return weeks;
}

/**
 * Counts instants by week, from the first to the last that has any; weeks between them without any are 0. Order does not
 * matter, and a week is looked up once, so that a year of contacts takes milliseconds.
 * @param until instants after it are left out: what a figure of this moment may know
 */
export function countByWeek(
	calendar: SiteCalendar,
	instants: Iterable<number>,
	kind: WeekKind = 'iso',
	until = Infinity
): Map<string, number> {
	const counts = new Map<number, { week: Week; count: number }>();
	// Keyed by day of UTC: at most two weeks of the site meet in one.
	const byDay = new Map<number, Week[]>();
	for (const at of instants) {
		if (at > until) continue;
		const day = Math.floor(at / 86_400_000);
		let known = byDay.get(day);
		if (known === undefined) byDay.set(day, (known = []));
		let week = known.find(({ from, to }) => at >= from && at < to);
		if (week === undefined) known.push((week = weekAt(calendar, at, kind)));
		const counted = counts.get(week.from);
		if (counted === undefined) counts.set(week.from, { week, count: 1 });
		else counted.count += 1;
	}
	const starts = [...counts.keys()];
	const from = starts.reduce((least, start) => Math.min(least, start), Infinity);
	const to = starts.reduce((most, start) => Math.max(most, start + 1), -Infinity);
	const all = starts.length === 0 ? [] : weeksIn(calendar, { from, to }, kind);
	return new Map(all.map((week) => [week.label, counts.get(week.from)?.count ?? 0]));
}

/**
 * The running week against the same part of the week before. The comparison goes by the calendar: after a clock change the
 * same wall time lies 167 or 169 hours back, and 168 hours would set nine o'clock against ten.
 */
export function runningWeek(calendar: SiteCalendar, now: number, kind: WeekKind = 'iso'): RunningWeek {
	const week = weekAt(calendar, now, kind);
	const before = weekAt(calendar, week.from - 1, kind);
	const samePoint = calendar.daysBefore(now, daysInWeek);
	const wallTime = (at: number): string => calendar.localTime(at).slice(11, 16);
	return {
		week,
		current: { from: week.from, to: now },
		previous: { from: before.from, to: samePoint },
		isMovedPastGap: wallTime(samePoint) !== wallTime(now)
	};
}

/** The week 52 weeks before, which has the same days of the week. */
export function sameWeekLastYear(calendar: SiteCalendar, week: Week, kind: WeekKind = 'iso'): Week {
	return weekAt(calendar, calendar.daysBefore(week.from, daysToLastYear), kind);
}

/**
 * Growth from one count to the next, with what chance and the usual spread would do on their own.
 * @param past earlier counts of the same part of the week, in time order, the two compared not among them; from 26 on their own
 *   spread counts where it is wider than chance
 */
export function growthOf(now: number, previous: number, past: readonly number[] = []): Growth {
	const change = compareCounts(now, previous, past);
	return {
		...change,
		growth: change.ratio === null ? null : change.ratio - 1,
		isSignificant: change.p < significantBelow
	};
}

function weekOfDate(calendar: SiteCalendar, date: string, kind: WeekKind): Week {
	if (kind === 'iso') {
		const { isoYear, isoWeek } = isoWeekOf(date);
		return { ...calendar.week(date), label: `${isoYear}-W${String(isoWeek).padStart(2, '0')}` };
	}
	const { weekday } = isoWeekOf(date);
	const noon = calendar.instantOf(`${date}T12:00`);
	const sunday = calendar.dateOf(calendar.daysBefore(noon, weekday % daysInWeek));
	const next = calendar.dateOf(calendar.daysBefore(noon, (weekday % daysInWeek) - daysInWeek));
	return { from: calendar.day(sunday).from, to: calendar.day(next).from, label: sunday };
}
