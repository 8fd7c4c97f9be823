/** The languages the pages speak. */
export const languages = ['nl', 'en'] as const;

/** One of {@link languages}. */
export type Language = (typeof languages)[number];

/**
 * The language of a page: the one asked for in the address, else the first of the reader's that is spoken here, else Dutch.
 * @param asked value of `?lang=`, null when absent
 * @param readers the reader's languages as tags, best first
 */
export function chooseLanguage(asked: string | null, readers: readonly string[]): Language {
	for (const tag of asked === null ? readers : [asked, ...readers]) {
		const spoken = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
		if (spoken !== undefined) return spoken;
	}
	return 'nl';
}

/** The tag numbers and dates are written by. */
export function localeOf(language: Language): string {
	return language === 'nl' ? 'nl-NL' : 'en-GB';
}
