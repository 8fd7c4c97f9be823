import type { Capability } from '#lib/domain/access/capability.ts';
import type { DeskMessages } from '../i18n/desk-nl.ts';

/** A part of the pages that the navigation leads to. */
export type NavKey = 'now' | 'queues' | 'trends' | 'comments' | 'displays' | 'settings';

/** An entry of the navigation. */
export type NavEntry = Readonly<{
	key: NavKey;
	label: string;
	path: '/now' | '/queues' | '/trends' | '/comments' | '/displays' | '/settings';
}>;

/** An entry as it is drawn. */
export type NavLink = Readonly<{ key: string; label: string; href: string; isCurrent: boolean }>;

/**
 * The parts somebody may go to, in their order.
 * @param may whether the reader may do something
 */
export function navEntries(may: (capability: Capability) => boolean, text: DeskMessages): readonly NavEntry[] {
	const all: readonly (NavEntry & Readonly<{ needs: Capability }>)[] = [
		{ key: 'now', label: text.navNow, path: '/now', needs: 'figures.see' },
		{ key: 'queues', label: text.navQueues, path: '/queues', needs: 'figures.see' },
		{ key: 'trends', label: text.navTrends, path: '/trends', needs: 'trends.see' },
		{ key: 'comments', label: text.navComments, path: '/comments', needs: 'comments.read' },
		{ key: 'displays', label: text.navDisplays, path: '/displays', needs: 'displays.manage' },
		{ key: 'settings', label: text.navSettings, path: '/settings', needs: 'settings.read' }
	];
	return all.filter(({ needs }) => may(needs)).map(({ key, label, path }) => ({ key, label, path }));
}

/**
 * The navigation as it is drawn for somebody.
 * @param query what goes along to every page, with its `?`
 * @param current the part the reader is in; null = none
 */
export function navLinks(
	may: (capability: Capability) => boolean,
	text: DeskMessages,
	query: string,
	current: string | null
): readonly NavLink[] {
	return navEntries(may, text).map(({ key, label, path }) => ({
		...{ key, label },
		href: path + query,
		isCurrent: key === current
	}));
}
