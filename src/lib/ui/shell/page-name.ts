import type { DeskMessages } from '../i18n/desk-nl.ts';
import type { SettingsMessages } from '../i18n/settings-nl.ts';

const settingsParts = [
	'queues',
	'targets',
	'hours',
	'surveys',
	'messages',
	'sources',
	'people',
	'audit',
	'privacy'
] as const;

/** What a page is called, by its path; null where it has no name that everybody knows. */
export function pageName(path: string, desk: DeskMessages, settings: SettingsMessages): string | null {
	const [first = '', second = ''] = path.split('/').slice(1);
	switch (first) {
		case 'now':
			return desk.navNow;
		case 'queues':
			return desk.navQueues;
		case 'comments':
			return desk.navComments;
		case 'displays':
			return desk.navDisplays;
		case 'me':
			return desk.ownAccount;
		case 'settings': {
			const part = settingsParts.find((one) => one === second);
			return part === undefined ? desk.navSettings : settings[part];
		}
		default:
			return null;
	}
}
