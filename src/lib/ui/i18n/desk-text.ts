import { deskEn } from './desk-en.ts';
import { deskNl } from './desk-nl.ts';
import type { DeskMessages } from './desk-nl.ts';
import type { Language } from './language.ts';

const texts: Readonly<Record<Language, DeskMessages>> = { nl: deskNl, en: deskEn };

/** What the pages at a desk share, in a language. The phone and the walls do without it. */
export function deskTextOf(language: Language): DeskMessages {
	return texts[language];
}
