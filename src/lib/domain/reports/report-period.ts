import { isoWeekOf, type SiteCalendar } from '../time/calendar.ts';
import type { Interval } from '../time/interval.ts';
import { weekAt } from '../time/weeks.ts';
import type { PeriodGrain } from './report-grain.ts';

/** What a report is compared with. */
export const comparisons = ['previous', 'same-period-last-year'] as const;
/** One of {@link comparisons}. */
export type Comparison = (typeof comparisons)[number];

/** A bucket of time: its name and the span it covers, by the site's calendar. */
export type Period = Interval & Readonly<{ bucket: string }>;

/** Length of a period in days, or in months; 0 where it is the other. */
const daysOf: Readonly<Record<PeriodGrain, number>> = {
	day: 1,
	week: 7,
	'sunday-week': 7,
	month: 0,
	quarter: 0,
	year: 0
};
const monthsOf: Readonly<Record<PeriodGrain, number>> = {
	day: 0,
	week: 0,
	'sunday-week': 0,
	month: 1,
	quarter: 3,
	year: 12
};
/** A year ago as weeks see it: the same days of the week. */
const daysToLastYear = 364;

/** The period that holds an instant: a day `2026-11-22`, a week `2026-W47` or its Sunday's date, `2026-11`, `2026-Q4`, `2026`. */
export function periodAt(calendar: SiteCalendar, grain: PeriodGrain, at: number): Period {
	const date = calendar.dateOf(at);
	if (grain === 'day') return { ...calendar.day(date), bucket: date };
	if (grain === 'week' || grain === 'sunday-week') {
		const { from, to, label } = weekAt(calendar, at, grain === 'week' ? 'iso' : 'sunday');
		return { from, to, bucket: label };
	}
	const months = monthsOf[grain];
	const year = Number(date.slice(0, 4));
	const first = Math.floor((Number(date.slice(5, 7)) - 1) / months) * months;
	const next = first + months;
	return {
		from: calendar.day(firstOfMonth(year, first)).from,
		to: calendar.day(firstOfMonth(year + Math.floor(next / 12), next % 12)).from,
		bucket:
			grain === 'year'
				? date.slice(0, 4)
				: grain === 'month'
					? date.slice(0, 7)
					: `${date.slice(0, 4)}-Q${first / 3 + 1}`
	};
}

/**
 * The span that a part of a period is compared with: the same part, by the clock on the wall, of the period before it, or of
 * the same period last year (52 weeks back for days and weeks, the same name for the others). A day of the month that the
 * earlier period does not have is its last.
 */
export function earlierSpan(
	calendar: SiteCalendar,
	grain: PeriodGrain,
	part: Interval,
	comparison: Comparison
): Interval {
	const isPrevious = comparison === 'previous';
	const back = (at: number): number =>
		monthsOf[grain] === 0
			? calendar.daysBefore(at, isPrevious ? daysOf[grain] : daysToLastYear)
			: monthsBefore(calendar, at, isPrevious ? monthsOf[grain] : 12);
	return { from: back(part.from), to: back(part.to) };
}

/**
 * The span that a whole report is compared with: as many local days before it, or the same span last year: the same dates
 * where it begins and ends with a month, else 52 weeks back.
 * @param span the whole of it
 * @param until where it is cut off because the rest has not come; the earlier span is cut off at the same part
 */
export function earlierWhole(calendar: SiteCalendar, span: Interval, until: number, comparison: Comparison): Interval {
	const back = stepBack(calendar, span, comparison);
	return { from: back(span.from), to: back(Math.min(span.to, until)) };
}

function stepBack(calendar: SiteCalendar, span: Interval, comparison: Comparison): (at: number) => number {
	const isOfMonths = isMonthStart(calendar, span.from) && isMonthStart(calendar, span.to);
	if (comparison === 'same-period-last-year')
		return (at) => (isOfMonths ? monthsBefore(calendar, at, 12) : calendar.daysBefore(at, daysToLastYear));
	if (isOfMonths) {
		const months = monthNo(calendar, span.to) - monthNo(calendar, span.from);
		return (at) => monthsBefore(calendar, at, months);
	}
	if (!isMidnight(calendar, span.from) || !isMidnight(calendar, span.to)) return (at) => at - (span.to - span.from);
	const days = calendar.datesIn(span).length;
	return (at) => calendar.daysBefore(at, days);
}

/** The name a weekday has as a bucket: `1` is Monday. */
export function weekdayOf(calendar: SiteCalendar, at: number): string {
	return String(isoWeekOf(calendar.dateOf(at)).weekday);
}

/** The same wall time some months earlier; of a month that is too short its last day. */
function monthsBefore(calendar: SiteCalendar, at: number, months: number): number {
	const local = calendar.localTime(at);
	const no = Number(local.slice(0, 4)) * 12 + Number(local.slice(5, 7)) - 1 - months;
	const year = Math.floor(no / 12);
	const last = new Date(Date.UTC(year, (no % 12) + 1, 0)).getUTCDate();
	const day = Math.min(Number(local.slice(8, 10)), last);
	const time = /T([\d:.]+)/.exec(local)?.[1] ?? '00:00';
	return calendar.instantOf(`${firstOfMonth(year, no % 12).slice(0, 8)}${String(day).padStart(2, '0')}T${time}`);
}

function isMonthStart(calendar: SiteCalendar, at: number): boolean {
	return isMidnight(calendar, at) && calendar.dateOf(at).endsWith('-01');
}

function isMidnight(calendar: SiteCalendar, at: number): boolean {
	return Number.isFinite(at) && calendar.dayOf(at).from === at;
}

function monthNo(calendar: SiteCalendar, at: number): number {
	const date = calendar.dateOf(at);
	return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
}

/** @param month from 0 */
function firstOfMonth(year: number, month: number): string {
	return `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}-01`;
}
