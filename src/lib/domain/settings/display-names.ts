/** The languages that names can be given in. */
export const siteLanguages = ['nl', 'en'] as const;

/** One of {@link siteLanguages}. */
export type SiteLanguage = (typeof siteLanguages)[number];

/** What people call something, by language; null where nobody said. */
export type DisplayNames = Readonly<Record<SiteLanguage, string | null>>;

/** Nothing has another name than its id. */
export const noNames: DisplayNames = { nl: null, en: null };

/** The name in a language; where there is none in it, that of the other language, else the id. */
export function nameIn(names: DisplayNames, language: SiteLanguage, id: string): string {
	return names[language] ?? names.nl ?? names.en ?? id;
}
