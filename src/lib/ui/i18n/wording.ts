import { en } from './en.ts';
import type { Language } from './language.ts';
import { nl } from './nl.ts';
import type { Messages } from './nl.ts';

/** A language with its words, handed down to whatever shows text. */
export type Wording = Readonly<{ language: Language; text: Messages }>;

const wordings: Readonly<Record<Language, Wording>> = {
	nl: { language: 'nl', text: nl },
	en: { language: 'en', text: en }
};

/** The words of a language. */
export function wordingOf(language: Language): Wording {
	return wordings[language];
}
