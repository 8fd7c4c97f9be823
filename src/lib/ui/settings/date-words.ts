import { calendarDate } from '../format/clock-time.ts';
import type { Language } from '../i18n/language.ts';

/** A date as people say it: `2026-12-24` is `do 24 dec 2026`; what is no date stays as it is. */
export function dateWords(date: string, language: Language): string {
	const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T12:00:00Z`) : NaN;
	return Number.isNaN(at) ? date : calendarDate(at, 'UTC', language);
}

/** A name that is one text, or one for each language; '' where there is none. */
export function nameIn(name: unknown, language: Language): string {
	if (typeof name === 'string') return name;
	const names = Object(name ?? {}) as Readonly<Partial<Record<Language, unknown>>>; // one for each language
	const said = names[language] ?? names.nl ?? names.en;
	return typeof said === 'string' ? said : '';
}
