import type { Channel } from '../contact/channel.ts';
import { isoWeekOf, type SiteCalendar } from '../time/calendar.ts';
import { includes, type Interval } from '../time/interval.ts';
import { type DayHours, type DayInterval, type WeekHours, weekdays } from './opening-settings.ts';
import { settingsOfQueue } from './queue-settings.ts';
import type { SiteSettings } from './site-settings.ts';

/** Whose hours are asked for: those of a queue, of a channel, or of the whole centre where neither is named. */
export type OpeningScope = Readonly<{ queue?: string; channel?: Channel }>;

/** A year and a day, so that a centre that opens once a year still has a next opening. */
const farthestDays = 366;
const minutesInDay = 1440;
const wholeCentre: OpeningScope = {};

/**
 * The hours of a date on the clock on the wall: exceptional hours where there are any, else none on a holiday, else those of
 * the weekday. Null = nobody said when it is open.
 * @param date `YYYY-MM-DD`
 */
export function hoursOf(settings: SiteSettings, date: string, scope = wholeCentre): DayHours | null {
	const { opening } = settings;
	const exception = opening.exceptions.find((one) => one.date === date);
	if (exception !== undefined) return exception.hours;
	const week = weekOf(settings, scope);
	if (week === null) return null;
	if (opening.holidays.some((holiday) => holiday.date === date)) return [];
	const weekday = weekdays[isoWeekOf(date).weekday - 1];
	return weekday === undefined ? [] : week[weekday];
}

/**
 * When it is open on a date, as instants in order; empty = closed, null = nobody said. A time that the clocks skip is the
 * first one after it; one that comes twice is the first.
 * @param date `YYYY-MM-DD`
 */
export function openingOf(
	settings: SiteSettings,
	calendar: SiteCalendar,
	date: string,
	scope = wholeCentre
): readonly Interval[] | null {
	const hours = hoursOf(settings, date, scope);
	if (hours === null) return null;
	return hours.map((part) => intervalOf(part, date, calendar)).filter(({ from, to }) => from < to);
}

/** Whether it is open at an instant (UTC ms); null = nobody said when it is. */
export function isOpenAt(
	settings: SiteSettings,
	calendar: SiteCalendar,
	at: number,
	scope = wholeCentre
): boolean | null {
	const opening = openingOf(settings, calendar, calendar.dateOf(at), scope);
	return opening === null ? null : opening.some((interval) => includes(interval, at));
}

/**
 * The first instant after `at` at which it opens, having been closed before. Null = nobody said when it is open, or it does
 * not open within a year.
 */
export function nextOpening(
	settings: SiteSettings,
	calendar: SiteCalendar,
	at: number,
	scope = wholeCentre
): number | null {
	let closedFrom = -Infinity;
	let { from } = calendar.dayOf(at);
	for (let days = 0; days <= farthestDays; days++) {
		const date = calendar.dateOf(from);
		for (const interval of openingOf(settings, calendar, date, scope) ?? []) {
			// What goes on over midnight has not opened there.
			if (interval.from > at && interval.from !== closedFrom) return interval.from;
			closedFrom = interval.to;
		}
		from = calendar.day(date).to;
	}
	return null;
}

function weekOf(settings: SiteSettings, { queue, channel }: OpeningScope): WeekHours | null {
	const { opening } = settings;
	const own = queue === undefined ? null : settingsOfQueue(settings, queue);
	const ownChannel = channel ?? own?.channel ?? null;
	return own?.hours ?? (ownChannel === null ? null : opening.channels[ownChannel]) ?? opening.centre;
}

function intervalOf({ fromMinute, toMinute }: DayInterval, date: string, calendar: SiteCalendar): Interval {
	return { from: instantOf(fromMinute, date, calendar), to: instantOf(toMinute, date, calendar) };
}

function instantOf(minute: number, date: string, calendar: SiteCalendar): number {
	if (minute === minutesInDay) return calendar.day(date).to;
	const text = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
	return calendar.instantOf(`${date}T${text}`);
}
