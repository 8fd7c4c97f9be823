import type { Language } from './language.ts';
import { todayEn } from './today-en.ts';
import { todayNl } from './today-nl.ts';
import type { TodayMessages } from './today-nl.ts';

const texts: Readonly<Record<Language, TodayMessages>> = { nl: todayNl, en: todayEn };

/** What only the board _Today_ says, in a language. */
export function todayTextOf(language: Language): TodayMessages {
	return texts[language];
}
