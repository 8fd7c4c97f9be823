import type { Language } from './language.ts';
import { troubleEn } from './trouble-en.ts';
import { troubleNl } from './trouble-nl.ts';
import type { TroubleMessages } from './trouble-nl.ts';

const texts: Readonly<Record<Language, TroubleMessages>> = { nl: troubleNl, en: troubleEn };

/** What is said in place of a page, in a language. */
export function troubleTextOf(language: Language): TroubleMessages {
	return texts[language];
}
