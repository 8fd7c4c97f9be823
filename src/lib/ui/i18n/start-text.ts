import type { Language } from './language.ts';
import { startEn } from './start-en.ts';
import { startNl, type StartText } from './start-nl.ts';

const texts: Readonly<Record<Language, StartText>> = { nl: startNl, en: startEn };

/** What the start page says, in a language. */
export function startTextOf(language: Language): StartText {
	return texts[language];
}
