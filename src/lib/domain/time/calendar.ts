import { Temporal } from 'temporal-polyfill';
import type { Interval } from './interval.ts';

/** A week of ISO 8601: weeks begin on Monday, and week 1 holds the year's first Thursday, so its year may differ. */
export type IsoWeek = Readonly<{ isoYear: number; isoWeek: number; /** Monday = 1 … Sunday = 7 */ weekday: number }>;

/**
 * The ISO week of a calendar date.
 * @param date `YYYY-MM-DD`
 * @throws RangeError when there is no such date
 */
export function isoWeekOf(date: string): IsoWeek {
	const day = Temporal.PlainDate.from(date);
	const thursday = day.add({ days: 4 - day.dayOfWeek });
	return { isoYear: thursday.year, isoWeek: Math.ceil(thursday.dayOfYear / 7), weekday: day.dayOfWeek };
}

/** The site's calendar: everything that has to do with days, weeks and hours, in one time zone. */
export class SiteCalendar {
	/** IANA name of the zone. */
	readonly zone: string;
	#today: Interval = { from: 0, to: 0 };

	/** @throws RangeError when the zone is not a known IANA zone */
	constructor(zone: string) {
		this.zone = zone;
		Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
	}

	/** The local date of an instant, `YYYY-MM-DD`. */
	dateOf(at: number): string {
		return this.#local(at).toPlainDate().toString();
	}

	/** The local day that holds an instant: 23, 24 or 25 hours. */
	dayOf(at: number): Interval {
		// The same day is asked for at every figure of every frame; a zone lookup costs microseconds.
		if (at < this.#today.from || at >= this.#today.to) this.#today = this.day(this.dateOf(at));
		return this.#today;
	}

	/**
	 * The local day of a date.
	 * @param date `YYYY-MM-DD`
	 */
	day(date: string): Interval {
		const day = Temporal.PlainDate.from(date);
		return { from: this.#startOf(day), to: this.#startOf(day.add({ days: 1 })) };
	}

	/**
	 * The ISO week that holds a date, Monday 00:00 to Monday 00:00 local: 167, 168 or 169 hours around a clock change.
	 * @param date `YYYY-MM-DD`
	 */
	week(date: string): Interval {
		const day = Temporal.PlainDate.from(date);
		const monday = day.subtract({ days: day.dayOfWeek - 1 });
		return { from: this.#startOf(monday), to: this.#startOf(monday.add({ days: 7 })) };
	}

	/** The local dates from the one that holds `from` up to and including the one that holds the last ms before `to`. */
	datesIn(interval: Interval): string[] {
		if (interval.to <= interval.from) return [];
		const dates: string[] = [];
		const last = this.#local(interval.to - 1).toPlainDate();
		let day = this.#local(interval.from).toPlainDate();
		while (Temporal.PlainDate.compare(day, last) <= 0) {
			dates.push(day.toString());
			day = day.add({ days: 1 });
		}
		return dates;
	}

	/** An instant as local wall time with its offset, `2026-10-25T02:30:00+01:00`; fractions of a second only where there are any. */
	localTime(at: number): string {
		return this.#local(at).toString({ timeZoneName: 'never' });
	}

	/**
	 * The same local wall time a number of days earlier: calendar arithmetic, so a clock change in between makes it 167 or
	 * 169 hours for a week. A wall time that did not exist moves past the gap; one that occurred twice is the first.
	 */
	daysBefore(at: number, days: number): number {
		return this.#local(at).subtract({ days }).epochMilliseconds;
	}

	/**
	 * The instant of a local wall time.
	 * @param local `YYYY-MM-DDTHH:MM[:SS]`, without zone
	 * @throws RangeError when it is not a date and time
	 */
	instantOf(local: string): number {
		return Temporal.PlainDateTime.from(local).toZonedDateTime(this.zone).epochMilliseconds;
	}

	#local(at: number): Temporal.ZonedDateTime {
		return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.zone);
	}

	#startOf(day: Temporal.PlainDate): number {
		return day.toZonedDateTime(this.zone).epochMilliseconds;
	}
}
