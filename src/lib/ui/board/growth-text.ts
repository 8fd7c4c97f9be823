import { percent } from '../format/number.ts';
import type { Language } from '../i18n/language.ts';
import type { TodayMessages } from '../i18n/today-nl.ts';
import type { WeekChats } from './today-figures.ts';

/**
 * The growth of a week with its sign: `+17%`, `−8,4%`; `nieuw` where there were none to compare with.
 * @returns null where it is not known
 */
export function growthText(chats: WeekChats, language: Language, text: TodayMessages): string | null {
	const { growth } = chats;
	if (growth === null)
		return chats.samePoint === 0 && chats.chats !== null && chats.chats > 0 ? text.newThisWeek : null;
	const written = percent(Math.abs(growth), language);
	if (growth === 0) return written;
	return `${growth > 0 ? '+' : '\u2212'}${written}`;
}
