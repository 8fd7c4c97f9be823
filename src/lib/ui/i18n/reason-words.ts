import { filledIn, type Reason } from '#lib/domain/reasons/reason.ts';
import type { Language } from './language.ts';
import { reasonsEn } from './reasons-en.ts';
import { reasonsNl } from './reasons-nl.ts';

const texts = { nl: reasonsNl, en: reasonsEn } as const satisfies Readonly<Record<Language, unknown>>;

/**
 * Why the server did not take something, in the reader's language.
 * @param why the reason as one we have words for; null where it is not
 * @param said the server's own words, which then have to do
 */
export function reasonWords(why: Reason | null, said: string, language: Language): string {
	return why === null ? said : filledIn(texts[language][why.key], why.values);
}
