import type { ValueOrigin } from '#lib/client/settings/settings-book.svelte.ts';
import { moment } from '#lib/ui/format/moment.ts';
import type { Language } from '#lib/ui/i18n/language.ts';
import type { SettingsMessages } from '#lib/ui/i18n/settings-nl.ts';

/** Where a value comes from, in words. */
export function originWords(
	origin: ValueOrigin | null,
	zone: string | null,
	text: SettingsMessages,
	language: Language
): Readonly<{ words: string; isFromBrowser: boolean }> {
	if (origin === null) return { words: '', isFromBrowser: false };
	if (origin.from !== 'browser')
		return { words: origin.from === 'file' ? text.fromFile : text.fromDefault, isFromBrowser: false };
	const { by, at = null } = origin;
	const who = by?.name ?? (by?.kind === 'machine' ? text.machine : text.someone);
	return { words: text.fromBrowser(who, moment(at, zone, language)), isFromBrowser: true };
}
