import type { SiteSettings } from '../site-settings.ts';
import {
	isTree,
	type SettingsNode,
	type SettingsTree,
	settingsTree,
	type TreePath,
	treeAt,
	treeValues,
	writtenTree
} from './settings-tree.ts';
import { writeSettings } from './write-settings.ts';

/** One value that became another; undefined = it was not there, or is no longer. */
export type ValueChange = Readonly<{ path: TreePath; before: unknown; after: unknown }>;

/** The values that differ between two trees. */
export function treeChanges(before: SettingsTree, after: SettingsTree): readonly ValueChange[] {
	const paths = new Map<string, TreePath>();
	for (const tree of [before, after]) for (const [path] of treeValues(tree)) paths.set(JSON.stringify(path), path);
	return [...paths.values()].flatMap((path) => {
		const nodes = [treeAt(before, path), treeAt(after, path)];
		// A branch that is empty on one side is told by what is in it on the other.
		if (nodes.some((node) => isTree(node) && node.size > 0)) return [];
		const [old, now] = nodes.map(plain);
		return JSON.stringify(old) === JSON.stringify(now) ? [] : [{ path, before: old, after: now }];
	});
}

/** The values that differ between two settings, by their places in a file. */
export function settingsChanges(before: SiteSettings, after: SiteSettings): readonly ValueChange[] {
	return treeChanges(settingsTree(writeSettings(before)), settingsTree(writeSettings(after)));
}

/**
 * Whether a value says what a figure means, so that another makes other figures of the same events: targets and limits by
 * which contacts are measured, what counts as an abandon, when silence ends, where a day begins, which queue and topic a contact
 * counts under, how answers of customers are read. Norms and names only colour or call them.
 */
export function isDefinition(path: TreePath): boolean {
	const [section = '', second, third] = path;
	switch (section) {
		case 'channels':
			return path.at(-1) !== 'targetShare';
		case 'queues':
			return third === 'mergedInto' || third === 'renamedFrom';
		case 'topics':
			return third === undefined || third === 'spellings';
		case 'site':
			return second === 'zone';
		case 'surveys':
			return second !== 'shown';
		default:
			return ['abandonReasonsCounted', 'closing', 'roster'].includes(section);
	}
}

function plain(node: SettingsNode | undefined): unknown {
	return isTree(node) ? writtenTree(node) : node;
}
