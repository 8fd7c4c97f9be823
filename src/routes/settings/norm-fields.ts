import type { TreePath } from '#lib/domain/settings/file/settings-tree.ts';
import type { SettingsMessages } from '#lib/ui/i18n/settings-nl.ts';
import type { SettingField } from '#lib/ui/settings/setting-field.ts';

/** The four norms at a place of the settings. */
export function normFields(at: TreePath, text: SettingsMessages, hint = text.normHint): readonly SettingField[] {
	return [
		{ path: [...at, 'queueDepth'], label: text.queueDepth, kind: 'count', isNorm: true, hint },
		{ path: [...at, 'longestWait'], label: text.longestWait, kind: 'duration', isNorm: true, hint },
		{ path: [...at, 'averageWait'], label: text.averageWait, kind: 'duration', isNorm: true, hint },
		{ path: [...at, 'serviceLevel'], label: text.serviceLevel, kind: 'share', isNorm: true, hint }
	];
}
