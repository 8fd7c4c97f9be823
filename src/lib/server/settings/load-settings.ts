import { readFileSync } from 'node:fs';
import {
	settingsTree,
	type SettingsTree,
	type TreePath,
	writtenPath
} from '#lib/domain/settings/file/settings-tree.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { parseSettings } from './parse-settings.ts';
import { findSettingsFile, InvalidSettings, type SettingsPlace } from './settings-place.ts';

/** More than this is not a settings file. */
const maxBytes = 4_000_000;

/** What a settings file says: what it was made of, and where in it each of its fields stands. */
export type LoadedSettings = Readonly<{
	settings: SiteSettings;
	file: SettingsTree;
	/** The line of a value, by its place in the tree; null where the file does not name it. */
	lineOf(path: TreePath): number | null;
}>;

/**
 * The settings that hold by the file of a place; `base` where there is none.
 * @throws InvalidSettings with everything that is wrong with it
 */
export function loadSettings(place: SettingsPlace | null, base: SiteSettings): LoadedSettings {
	const file = place === null ? null : findSettingsFile(place);
	return file === null ? { settings: base, file: new Map(), lineOf: () => null } : readSettingsFile(file, base);
}

/**
 * The settings of one file.
 * @throws InvalidSettings with everything that is wrong with it
 */
export function readSettingsFile(file: string, base: SiteSettings): LoadedSettings {
	const parsed = parseSettings(textOf(file), file.endsWith('.json') ? 'json' : 'yaml', base);
	if (!parsed.ok) throw new InvalidSettings(file, parsed.problems);
	const { settings, content } = parsed;
	return { settings, file: settingsTree(content), lineOf: (path) => parsed.lineOf(writtenPath(content, path)) };
}

function textOf(file: string): string {
	try {
		const bytes = readFileSync(file);
		if (bytes.length > maxBytes) throw new InvalidSettings(file, [`is larger than ${maxBytes} bytes`]);
		return bytes.toString('utf8');
	} catch (error) {
		if (error instanceof InvalidSettings) throw error;
		throw new InvalidSettings(file, [`cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
	}
}
