import { accessEn } from './access-en.ts';
import { accessNl } from './access-nl.ts';
import type { AccessMessages } from './access-nl.ts';
import type { Language } from './language.ts';

const texts: Readonly<Record<Language, AccessMessages>> = { nl: accessNl, en: accessEn };

/** What the pages about people say, in a language. */
export function accessTextOf(language: Language): AccessMessages {
	return texts[language];
}
