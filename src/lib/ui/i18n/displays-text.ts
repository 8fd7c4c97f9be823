import { displaysEn } from './displays-en.ts';
import { displaysNl } from './displays-nl.ts';
import type { DisplaysMessages } from './displays-nl.ts';
import type { Language } from './language.ts';

const texts: Readonly<Record<Language, DisplaysMessages>> = { nl: displaysNl, en: displaysEn };

/** What is said about screens, in a language. */
export function displaysTextOf(language: Language): DisplaysMessages {
	return texts[language];
}
