import type { Language } from './language.ts';
import { trendsEn } from './trends-en.ts';
import { trendsNl } from './trends-nl.ts';
import type { TrendMessages } from './trends-nl.ts';

const texts: Readonly<Record<Language, TrendMessages>> = { nl: trendsNl, en: trendsEn };

/** What the pages of the years say, in a language. */
export function trendTextOf(language: Language): TrendMessages {
	return texts[language];
}
