import { dash } from '../format/duration.ts';
import { count } from '../format/number.ts';
import { todayTextOf } from '../i18n/today-text.ts';
import type { Wording } from '../i18n/wording.ts';

const minuteSeconds = 60;
const hourSeconds = 3600;
const daySeconds = 86_400;

/** The age of what may lie for days: `35 min`, `4 u`, `1 d 4 u`; null = not known, or nothing has an age. */
export function ageText(seconds: number | null, { language, text }: Wording): string {
	if (seconds === null) return dash;
	if (seconds < hourSeconds) return text.minutes(count(Math.floor(seconds / minuteSeconds), language));
	const hours = Math.floor((seconds % daySeconds) / hourSeconds);
	// A promise of 24 or 48 hours is spoken of in hours.
	if (seconds <= 2 * daySeconds) {
		return todayTextOf(language).wholeHours(count(Math.floor(seconds / hourSeconds), language));
	}
	const days = count(Math.floor(seconds / daySeconds), language);
	return hours === 0
		? todayTextOf(language).wholeDays(days)
		: todayTextOf(language).daysHours(days, count(hours, language));
}
