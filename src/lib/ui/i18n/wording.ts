import { en, enOfYesterday } from './en.ts';
import type { Language } from './language.ts';
import { nl, nlOfYesterday } from './nl.ts';
import type { Messages, WordsOfYesterday } from './nl.ts';

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

const yesterday: Readonly<Record<Language, WordsOfYesterday>> = { nl: nlOfYesterday, en: enOfYesterday };

/** The words for figures of a day: old ones that outlived midnight are of yesterday, and say so. */
export function wordingOfDay(wording: Wording, isOfToday: boolean): Wording {
	if (isOfToday) return wording;
	return { ...wording, text: { ...wording.text, ...yesterday[wording.language] } };
}
