import type { Language } from '../i18n/language.ts';
import { calendarDate, clockTime, isSameDate } from './clock-time.ts';

const dayMs = 86_400_000;

/**
 * A moment around now, no longer than it has to be: `11:38` today, `ma 08:00` within six days, `4 jan 08:00` beyond that.
 * @param at instant, UTC ms; null = not known
 * @param nowMs UTC ms; null = not known, and then only the time of day is written
 * @param zone IANA zone, null = not known
 */
export function nearMoment(at: number | null, nowMs: number | null, zone: string | null, language: Language): string {
	const time = clockTime(at, zone);
	if (at === null || nowMs === null || zone === null || isSameDate(at, nowMs, zone)) return time;
	const [weekday = '', day = '', month = ''] = calendarDate(at, zone, language).split(' ');
	return Math.abs(at - nowMs) < 6 * dayMs ? `${weekday} ${time}` : `${day} ${month} ${time}`;
}

/** Days from 1 January 1970 to the date it is in a zone, for what takes turns by the day; 0 where it is not known. */
export function dayNumber(at: number | null, zone: string | null): number {
	if (at === null || zone === null) return 0;
	const parts = calendarDate(at, zone, 'en');
	const parsed = Date.parse(`${parts.slice(parts.indexOf(' ') + 1)} UTC`);
	return Number.isNaN(parsed) ? 0 : Math.floor(parsed / dayMs);
}
