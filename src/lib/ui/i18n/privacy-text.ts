import type { Language } from './language.ts';
import { privacyEn } from './privacy-en.ts';
import { privacyNl } from './privacy-nl.ts';
import type { PrivacyMessages } from './privacy-nl.ts';

const texts: Readonly<Record<Language, PrivacyMessages>> = { nl: privacyNl, en: privacyEn };

/** What is said about what is recorded, in a language. */
export function privacyTextOf(language: Language): PrivacyMessages {
	return texts[language];
}
