import { Temporal } from 'temporal-polyfill';
import type { DeskProfile, WallTime } from './profile.ts';

/** A stretch of time, UTC epoch ms: `from` belongs to it, `until` does not. */
export type Period = Readonly<{ from: number; until: number }>;

/** A calendar day where the desk is; 23 or 25 hours long when the clock changes. */
export type LocalDay = Period &
	Readonly<{
		date: Temporal.PlainDate;
		/** `YYYY-MM-DD`. */
		name: string;
		/** The Monday of its week, `YYYY-MM-DD`. */
		weekName: string;
		/** 0 = Monday … 6 = Sunday: the place in a `Weekly`. */
		weekdayIndex: number;
		zone: string;
	}>;

/**
 * The local day in which an instant falls.
 * @throws RangeError when the zone is unknown
 */
export function localDayAt(at: number, zone: string): LocalDay {
	return localDay(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate(), zone);
}

/** The day some days later; negative = earlier. */
export function dayAfter(day: LocalDay, days = 1): LocalDay {
	return localDay(day.date.add({ days }), day.zone);
}

/** When a wall clock shows a time on a day. In the skipped hour of spring: as much later; in the repeated one: the first. */
export function wallTimeOn(day: LocalDay, time: WallTime): number {
	const at = { timeZone: day.zone, plainTime: Temporal.PlainTime.from(time) };
	return day.date.toZonedDateTime(at).epochMilliseconds;
}

/** The hour the wall clock shows, with its part (13.25 = a quarter past one). */
export function wallHourAt(at: number, zone: string): number {
	const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
	return local.hour + local.minute / 60;
}

/** When contacts come as their curve says, or null where the day has no such hours. */
export function busyPeriod(profile: DeskProfile, day: LocalDay): Period | null {
	const hours = profile.busyHours[day.weekdayIndex] ?? null;
	return hours && { from: wallTimeOn(day, hours.opens), until: wallTimeOn(day, hours.closes) };
}

/** When the desk takes new contacts: its busy hours, or the whole day where it never closes; null = closed all day. */
export function openPeriod(profile: DeskProfile, day: LocalDay): Period | null {
	return profile.isAlwaysOpen ? { from: day.from, until: day.until } : busyPeriod(profile, day);
}

function localDay(date: Temporal.PlainDate, zone: string): LocalDay {
	const weekdayIndex = date.dayOfWeek - 1;
	return {
		date,
		name: date.toString(),
		weekName: date.subtract({ days: weekdayIndex }).toString(),
		weekdayIndex,
		zone,
		from: date.toZonedDateTime(zone).epochMilliseconds,
		until: date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds
	};
}
