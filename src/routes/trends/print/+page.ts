import { chooseLanguage } from '#lib/ui/i18n/language.ts';
import type { PageLoad } from './$types';

/** Paper is light, whatever the reader's screen is. */
export const load: PageLoad = ({ url }) => ({
	language: chooseLanguage(url.searchParams.get('lang'), navigator.languages),
	theme: 'light' as const
});
