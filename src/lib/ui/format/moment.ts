import { calendarDate, clockTime } from './clock-time.ts';
import type { Language } from '../i18n/language.ts';

/** Date and time of day in a zone: `di 9 nov 2021 11:42`; a dash where one of them is not known. */
export function moment(at: number | null, zone: string | null, language: Language): string {
	return at === null || zone === null
		? clockTime(at, zone)
		: `${calendarDate(at, zone, language)} ${clockTime(at, zone)}`;
}

/**
 * How long ago something was, coarse enough not to change while it is read: `12 s`, `8 min`, `3 u`, `5 d`; the units in the
 * reader's language.
 * @param ageMs 0 or more; a clock that runs ahead counts as 0
 */
export function ageText(ageMs: number, language: Language): string {
	const seconds = Math.max(0, Math.floor(ageMs / 1000));
	if (seconds < 100) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 100) return `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours} ${language === 'nl' ? 'u' : 'h'}`;
	return `${Math.floor(hours / 24)} d`;
}
