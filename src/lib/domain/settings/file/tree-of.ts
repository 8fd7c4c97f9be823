import { isTree, type SettingsNode, type SettingsTree, treeAt, type TreePath } from './settings-tree.ts';

/** A tree that says one thing at each of some places. */
export function treeOf(values: readonly (readonly [path: TreePath, value: SettingsNode])[]): SettingsTree {
	let tree: SettingsTree = new Map();
	for (const [path, value] of values) tree = withValue(tree, path, value);
	return tree;
}

/** A patch, with the queues that others are to count under: they have to be in the list themselves. */
export function withMergeTargets(patch: SettingsTree, whole: SettingsTree): SettingsTree {
	const changed = patch.get('queues');
	if (!isTree(changed)) return patch;
	const targets = [...changed.values()].map((queue) => (isTree(queue) ? queue.get('mergedInto') : undefined));
	const missing = targets.flatMap((id) =>
		typeof id === 'string' && !changed.has(id) && treeAt(whole, ['queues', id]) === undefined ? [id] : []
	);
	return new Map(patch).set('queues', new Map([...changed, ...missing.map((id) => [id, new Map()] as const)]));
}

function withValue(tree: SettingsTree, [name = '', ...rest]: TreePath, value: SettingsNode): SettingsTree {
	if (rest.length === 0) return new Map(tree).set(name, value);
	const child = tree.get(name);
	return new Map(tree).set(name, withValue(isTree(child) ? child : new Map(), rest, value));
}
