import type { Capability } from '#lib/domain/access/capability.ts';

/** A page of the settings. */
export type SettingsPart =
	'overview' | 'queues' | 'targets' | 'hours' | 'surveys' | 'messages' | 'sources' | 'people' | 'audit' | 'privacy';

/** Where the pages are. */
type SettingsPath = '/settings' | `/settings/${Exclude<SettingsPart, 'overview'>}`;

/** Every page, in order, with what it takes to see it; null = anybody who is logged in. */
export const settingsParts: readonly Readonly<{ part: SettingsPart; path: SettingsPath; needs: Capability | null }>[] =
	[
		{ part: 'overview', path: '/settings', needs: 'settings.read' },
		{ part: 'queues', path: '/settings/queues', needs: 'settings.read' },
		{ part: 'targets', path: '/settings/targets', needs: 'settings.read' },
		{ part: 'hours', path: '/settings/hours', needs: 'settings.read' },
		{ part: 'surveys', path: '/settings/surveys', needs: 'settings.read' },
		{ part: 'messages', path: '/settings/messages', needs: 'settings.read' },
		{ part: 'sources', path: '/settings/sources', needs: 'keys.read' },
		{ part: 'people', path: '/settings/people', needs: 'people.read' },
		{ part: 'audit', path: '/settings/audit', needs: 'audit.read' },
		{ part: 'privacy', path: '/settings/privacy', needs: null }
	];
