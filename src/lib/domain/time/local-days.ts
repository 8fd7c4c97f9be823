import type { SiteCalendar } from './calendar.ts';
import type { Interval } from './interval.ts';

/** A day of the site's calendar. `day` counts local dates from 1970-01-01 = 0, whatever the clocks did. */
export type LocalDay = Interval & Readonly<{ day: number }>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Of hours; eleven years of them. */
const maxKnown = 100_000;

/** The local day of an instant, for millions of them: the calendar is asked once for each day. */
export class LocalDays {
	readonly #calendar: SiteCalendar;
	/** By the hours of UTC that lie whole in one day. */
	readonly #byHour = new Map<number, LocalDay>();
	#last: LocalDay = { from: 0, to: 0, day: 0 };

	constructor(calendar: SiteCalendar) {
		this.#calendar = calendar;
	}

	/** The day that holds an instant (UTC ms). */
	of(at: number): LocalDay {
		const last = this.#last;
		if (at >= last.from && at < last.to) return last;
		const hour = Math.floor(at / hourMs);
		const known = this.#byHour.get(hour);
		if (known !== undefined) return (this.#last = known);
		const date = this.#calendar.dateOf(at);
		const day = { ...this.#calendar.day(date), day: dayNo(date) };
		if (this.#byHour.size >= maxKnown) this.#byHour.clear();
		for (let no = Math.ceil(day.from / hourMs); (no + 1) * hourMs <= day.to; no++) this.#byHour.set(no, day);
		return (this.#last = day);
	}
}

/**
 * How many days a date is after 1970-01-01.
 * @param date `YYYY-MM-DD`
 */
export function dayNo(date: string): number {
	return Math.round(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

/** The date, `YYYY-MM-DD`, that {@link dayNo} counts. */
export function dateOfDay(day: number): string {
	return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Which month a {@link dayNo} is in, counted from January of the year 0 = 0. */
export function monthOfDay(day: number): number {
	const date = new Date(day * dayMs);
	return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
