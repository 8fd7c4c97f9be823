import { localeOf } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import { dash } from './duration.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** A clock change moves the clocks by one of these. */
const clockChangesMs = [3_600_000, 1_800_000];

/**
 * Time of day in the site's zone, `11:42`. Of an hour that comes twice, when the clocks go back, the first is `02:30 A` and the
 * second `02:30 B`: without it, half past two would be followed by ten past two.
 * @param at instant, UTC ms; null = not known
 * @param zone IANA zone, null = not known
 */
export function clockTime(at: number | null, zone: string | null): string {
	if (at === null || zone === null) return dash;
	const time = wallTime(at, zone);
	if (clockChangesMs.some((change) => wallTime(at + change, zone) === time)) return `${time}\u00a0A`;
	return clockChangesMs.some((change) => wallTime(at - change, zone) === time) ? `${time}\u00a0B` : time;
}

/** Hours and minutes alone; the language does not matter, they read the same in all. */
function wallTime(at: number, zone: string): string {
	// h23: midnight is 00:00, never 24:00.
	return formatter('en-GB', zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/**
 * Whether two instants fall on one date in the site's zone; what is not known makes no difference.
 * @param one instant, UTC ms; null = not known
 * @param other instant, UTC ms; null = not known
 * @param zone IANA zone, null = not known
 */
export function isSameDate(one: number | null, other: number | null, zone: string | null): boolean {
	if (one === null || other === null || zone === null) return true;
	const format = formatter('en-GB', zone, { day: '2-digit', month: '2-digit', year: 'numeric' });
	return format.format(one) === format.format(other);
}

/**
 * Date in the site's zone with its weekday: `di 9 nov 2021`, `Tue 9 Nov 2021`.
 * @param at instant, UTC ms; null = not known
 * @param zone IANA zone, null = not known
 */
export function calendarDate(at: number | null, zone: string | null, language: Language): string {
	if (at === null || zone === null) return dash;
	const options = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
	const parts = formatter(localeOf(language), zone, options).formatToParts(at);
	// Engines differ in the commas and full stops they put between these; the order and the words are what counts.
	const part = (type: string) => (parts.find((found) => found.type === type)?.value ?? '').replace('.', '');
	return [part('weekday'), part('day'), part('month'), part('year')].join(' ');
}

/**
 * Minutes after local midnight by the clock of the zone, 0 to 1439.
 * @param at instant, UTC ms; null = not known
 * @param zone IANA zone, null = not known
 */
export function minuteOfDay(at: number | null, zone: string | null): number | null {
	if (at === null || zone === null) return null;
	const [hours = 0, minutes = 0] = wallTime(at, zone).split(':').map(Number);
	return hours * 60 + minutes;
}

/** Short names of the days, Monday first: `ma`, `Mon`. */
export function weekdayNames(language: Language): readonly string[] {
	const format = formatter(localeOf(language), 'UTC', { weekday: 'short' });
	const monday = Date.UTC(2021, 10, 8);
	return Array.from({ length: 7 }, (_, day) => format.format(monday + day * 86_400_000).replace('.', ''));
}

function formatter(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${locale} ${zone} ${Object.keys(options).join(' ')}`;
	let format = formats.get(key);
	if (format === undefined) {
		format = build(locale, zone, options);
		formats.set(key, format);
	}
	return format;
}

function build(locale: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
	} catch (error) {
		// A zone named after this browser was made. Its own zone is most likely the site's; a board without a clock is worse.
		if (error instanceof RangeError) return new Intl.DateTimeFormat(locale, options);
		throw error;
	}
}
