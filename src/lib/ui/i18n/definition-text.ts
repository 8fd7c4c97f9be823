import { definitionEn } from './definition-en.ts';
import { definitionNl, type DefinitionText } from './definition-nl.ts';
import type { Language } from './language.ts';

const texts: Readonly<Record<Language, DefinitionText>> = { nl: definitionNl, en: definitionEn };

/** What a definition says, in a language. */
export function definitionTextOf(language: Language): DefinitionText {
	return texts[language];
}
