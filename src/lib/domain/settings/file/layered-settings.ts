import type { Reason } from '../../reasons/reason.ts';
import type { SiteSettings } from '../site-settings.ts';
import { readSettings } from './read-settings.ts';
import {
	isTree,
	type SettingsTree,
	settingsTree,
	treeAt,
	treeOver,
	type TreePath,
	treePathName,
	treePathOf,
	treeValues,
	writtenTree
} from './settings-tree.ts';
import { writeSettings } from './write-settings.ts';

/** What was said where: the settings file, and above it what was set in the browser. What neither says is as the product has it. */
export type SettingsLayers = Readonly<{ file: SettingsTree; browser: SettingsTree }>;

/** From which layer a value comes. */
export type SettingsOrigin = 'default' | 'file' | 'browser';

/** One thing that is wrong with the layers together, at its place in the tree. */
export type LayerFault = Readonly<{ path: TreePath; reason: Reason }>;

/** The settings that hold by the layers, or everything that is wrong with them together. */
export type LayeredSettings =
	Readonly<{ ok: true; settings: SiteSettings }> | Readonly<{ ok: false; faults: readonly LayerFault[] }>;

/**
 * Lays what was set in the browser over the file, and checks the whole as if one file said it.
 * @param base what holds where neither says anything
 */
export function layeredSettings({ file, browser }: SettingsLayers, base: SiteSettings): LayeredSettings {
	const content = writtenTree(treeOver(browser, file));
	const read = readSettings(content, base);
	if (read.ok) return read;
	return { ok: false, faults: read.faults.map(({ path, reason }) => ({ path: treePathOf(content, path), reason })) };
}

/** Everything that holds, in the form of a settings file, each value as it was written. */
export function effectiveTree({ file, browser }: SettingsLayers, base: SiteSettings): SettingsTree {
	const whole = treeOver(browser, treeOver(file, settingsTree(writeSettings(base))));
	// A file that offers other languages has the first of them as its default, where it names none.
	const isNamed = [file, browser].some((layer) => treeAt(layer, ['languages', 'default']) !== undefined);
	const offered = treeAt(whole, ['languages', 'offered']);
	const languages = whole.get('languages');
	if (isNamed || !isTree(languages) || !Array.isArray(offered)) return whole;
	const isOffered = [file, browser].some((layer) => treeAt(layer, ['languages', 'offered']) !== undefined);
	if (!isOffered) return whole;
	return new Map(whole).set('languages', new Map(languages).set('default', String(offered[0])));
}

/** From which layer every value of the whole comes, by its place as people write it. */
export function settingsOrigins(layers: SettingsLayers, base: SiteSettings): ReadonlyMap<string, SettingsOrigin> {
	const { file, browser } = layers;
	return new Map(
		treeValues(effectiveTree(layers, base)).map(([path]) => {
			const isIn = (layer: SettingsTree): boolean => treeAt(layer, path) !== undefined;
			return [treePathName(path), isIn(browser) ? 'browser' : isIn(file) ? 'file' : 'default'] as const;
		})
	);
}
