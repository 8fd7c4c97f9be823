import type { SiteCalendar } from '#lib/domain/time/calendar.ts';

/*
 * One backup for each date of the site. A wall time that a change of the clock skips is made after the gap, one that comes twice
 * is made the first time.
 */

/** The last instant up to now at which a backup was to be made, UTC epoch ms. */
export function lastDue(calendar: SiteCalendar, at: string, now: number): number {
	const today = dueOn(calendar, at, calendar.dateOf(now));
	return today <= now ? today : dueOn(calendar, at, calendar.dateOf(calendar.daysBefore(now, 1)));
}

/** The next one after now. */
export function nextDue(calendar: SiteCalendar, at: string, now: number): number {
	const today = dueOn(calendar, at, calendar.dateOf(now));
	return today > now ? today : dueOn(calendar, at, calendar.dateOf(calendar.dayOf(now).to));
}

function dueOn(calendar: SiteCalendar, at: string, date: string): number {
	return calendar.instantOf(`${date}T${at}`);
}
