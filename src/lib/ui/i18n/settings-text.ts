import type { Language } from './language.ts';
import { settingsEn } from './settings-en.ts';
import { settingsNl } from './settings-nl.ts';
import type { SettingsMessages } from './settings-nl.ts';

const texts: Readonly<Record<Language, SettingsMessages>> = { nl: settingsNl, en: settingsEn };

/** What is said about the settings, in a language. */
export function settingsTextOf(language: Language): SettingsMessages {
	return texts[language];
}
