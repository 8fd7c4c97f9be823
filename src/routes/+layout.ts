import { chooseLanguage } from '#lib/ui/i18n/language.ts';
import type { LayoutLoad } from './$types';

// Every page lives from a stream: the server gives the shell, the browser draws.
export const ssr = false;
export const prerender = false;

/** How a page looks; null = as the reader's system does. */
export type Theme = 'dark' | 'light' | null;

export const load: LayoutLoad = ({ url }) => {
	const asked = url.searchParams.get('theme');
	const theme: Theme = asked === 'dark' || asked === 'light' ? asked : null;
	return { language: chooseLanguage(url.searchParams.get('lang'), navigator.languages), theme };
};
