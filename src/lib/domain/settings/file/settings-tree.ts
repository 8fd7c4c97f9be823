import type { FieldPath } from './fault.ts';

/**
 * A settings file as a tree: what people think of by a name is a branch under that name, so that two files can be laid over each
 * other value by value. Lists of other things (hours of a day, holidays, scores) are values as a whole.
 */
export type SettingsTree = ReadonlyMap<string, SettingsNode>;
/** A branch, or a value as JSON has it. */
export type SettingsNode = SettingsTree | SettingsValue;
/** A value; null in a patch takes away what was set before. */
export type SettingsValue = string | number | boolean | null | readonly unknown[];
/** Where in a tree something is. */
export type TreePath = readonly string[];

/** Lists whose entries have a name of their own, by the field that holds it. */
const keyOfList: ReadonlyMap<string, string> = new Map([
	['queues', 'id'],
	['topics', 'name'],
	['sources', 'id']
]);
/** The field of such an entry that is a name for people: one text for all languages, or one for each. */
const namesOfList: ReadonlyMap<string, string> = new Map([
	['queues', 'names'],
	['topics', 'names'],
	['sources', 'name']
]);
/** What a norm says that is to hold no more; null says so in a file, and something else in a patch. */
const noNorm = 'none';

/**
 * The tree of what was written.
 * @param written the content of a file or a patch; whatever has not the form of one stays as it is, for the schema to find
 * @param isPatch whether null takes something away; in a file it says that there is no norm
 */
export function settingsTree(written: unknown, isPatch = false): SettingsTree {
	if (!isFields(written)) return new Map();
	const sections = Object.entries(written).flatMap(([name, section]): [string, SettingsNode][] =>
		// A heading with nothing under it says nothing in a file.
		section === undefined || (section === null && !isPatch) ? [] : [[name, sectionNode(name, section, isPatch)]]
	);
	return new Map(sections);
}

/** What a tree says, in the form of a file. */
export function writtenTree(tree: SettingsTree): Record<string, unknown> {
	return Object.fromEntries([...tree].map(([name, node]) => [name, writtenSection(name, node)]));
}

/** One tree over another: what the upper says holds. */
export function treeOver(upper: SettingsTree, lower: SettingsTree): SettingsTree {
	const merged = new Map(lower);
	for (const [name, node] of upper) {
		const below = merged.get(name);
		merged.set(name, isTree(node) && isTree(below) ? treeOver(node, below) : node);
	}
	return merged;
}

/** A tree after a patch: what the patch says holds from now on, and what it says null of is no longer said. */
export function patchTree(tree: SettingsTree, patch: SettingsTree): SettingsTree {
	return keepMergeTargets(tree, patched(tree, patch));
}

/** Every value with where it is; a branch without any is a value, too, because it is there. */
export function treeValues(tree: SettingsTree, path: TreePath = []): readonly (readonly [TreePath, SettingsNode])[] {
	return [...tree].flatMap(([name, node]) => {
		const here = [...path, name];
		return isTree(node) && node.size > 0 ? treeValues(node, here) : [[here, node] as const];
	});
}

/** The value at a place; undefined where there is none. */
export function treeAt(tree: SettingsTree, path: TreePath): SettingsNode | undefined {
	let node: SettingsNode | undefined = tree;
	for (const name of path) node = isTree(node) ? node.get(name) : undefined;
	return node;
}

/** A place as people write it: `queues[orders].names.nl`, `channels.phone[2026-01-01].target`. */
export function treePathName(path: TreePath): string {
	return path
		.map((name, at) => {
			if (isNamedEntry(path, at)) return name === '' ? '' : `[${name}]`;
			if (at === 0) return name;
			return /^\d+$/.test(name) ? `[${name}]` : `.${name}`;
		})
		.join('');
}

/** Where in the tree of a content something is that has its place in lists by number. */
export function treePathOf(content: unknown, path: FieldPath): TreePath {
	let at: unknown = content;
	const names: string[] = [];
	for (const key of path) {
		at = isFields(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined;
		const entryKey = typeof key === 'number' ? keyField(names) : undefined;
		if (entryKey === undefined) names.push(String(key));
		else names.push(isFields(at) ? String(at[entryKey] ?? (entryKey === 'from' ? '' : key)) : String(key));
	}
	// A channel without dates is written without a list, and its first period has no date.
	if (names[0] === 'channels' && names.length > 2 && typeof path[2] === 'string') names.splice(2, 0, '');
	return names;
}

/** The reverse: where in what was written the thing at a place of its tree stands, lists by number. */
export function writtenPath(content: unknown, path: TreePath): FieldPath {
	let at: unknown = content;
	const keys: (string | number)[] = [];
	for (const [index, name] of path.entries()) {
		const key = isFields(at) || Array.isArray(at) ? keyOf(at, name, keyField(path.slice(0, index))) : name;
		// A channel written without dates has no list to be in.
		if (key === null) continue;
		keys.push(key);
		at = isFields(at) || Array.isArray(at) ? Reflect.get(at, key) : undefined;
	}
	return keys;
}

/** Whether a node is a branch. */
export function isTree(node: SettingsNode | undefined): node is SettingsTree {
	return node instanceof Map;
}

function keyOf(holder: object, name: string, entryKey: string | undefined): string | number | null {
	if (!Array.isArray(holder)) return entryKey === 'from' && name === '' ? null : name;
	const place = holder.findIndex((entry: unknown) => isFields(entry) && (entry[entryKey ?? ''] ?? '') === name);
	return place < 0 ? name : place;
}

function sectionNode(name: string, section: unknown, isPatch: boolean): SettingsNode {
	const key = keyOfList.get(name);
	if (key !== undefined)
		return entriesNode(section, key, (entry) => entryNode(name, entry, isPatch)) ?? valueOf(section);
	if (name === 'channels' && isFields(section))
		return branch(section, (periods) =>
			isFields(periods)
				? new Map([['', branch(periods, valueOf)]])
				: (entriesNode(periods, 'from', (period) => branch(period, valueOf)) ?? valueOf(periods))
		);
	if (name === 'norms' && isFields(section)) return branch(section, (norm) => normNode(norm, isPatch));
	// Each day is a list of hours as a whole.
	return node(section);
}

function entryNode(list: string, entry: Readonly<Record<string, unknown>>, isPatch: boolean): SettingsTree {
	return new Map(
		Object.entries(entry).map(([field, value]): [string, SettingsNode] => {
			if (field === namesOfList.get(list) && typeof value === 'string')
				return [
					field,
					new Map([
						['nl', value],
						['en', value]
					])
				];
			return [field, field === 'norms' ? normNode(value, isPatch) : node(value)];
		})
	);
}

function normNode(norm: unknown, isPatch: boolean): SettingsNode {
	return isFields(norm)
		? branch(norm, (value) => (value === null && !isPatch ? noNorm : valueOf(value)))
		: valueOf(norm);
}

/** Entries by their key, without it; null where they cannot be told apart. */
function entriesNode(
	list: unknown,
	key: string,
	entry: (fields: Readonly<Record<string, unknown>>) => SettingsTree
): SettingsTree | null {
	if (!Array.isArray(list)) return null;
	const entries = new Map<string, SettingsNode>();
	for (const one of list as readonly unknown[]) {
		if (!isFields(one)) return null;
		const { [key]: name = key === 'from' ? '' : undefined, ...fields } = one;
		if (typeof name !== 'string' || entries.has(name)) return null;
		entries.set(name, entry(fields));
	}
	return entries;
}

function writtenSection(name: string, section: SettingsNode): unknown {
	if (!isTree(section)) return section;
	const key = keyOfList.get(name);
	if (key !== undefined)
		return [...section].map(([id, entry]) => ({ [key]: id, ...(isTree(entry) ? written(entry) : {}) }));
	if (name === 'channels')
		return Object.fromEntries([...section].map(([channel, periods]) => [channel, writtenPeriods(periods)]));
	return written(section);
}

/** The first period holds from the beginning, also where nothing else is said of it. */
function writtenPeriods(periods: SettingsNode): unknown {
	if (!isTree(periods)) return periods;
	const first = writtenNode(periods.get('') ?? new Map());
	const dated = [...periods].filter(([from]) => from !== '').sort(([a], [b]) => (a < b ? -1 : 1));
	if (dated.length === 0) return first;
	return [first, ...dated.map(([from, period]) => ({ from, ...(isTree(period) ? written(period) : {}) }))];
}

function written(tree: SettingsTree): Record<string, unknown> {
	return Object.fromEntries([...tree].map(([name, child]) => [name, writtenNode(child)]));
}

function writtenNode(child: SettingsNode): unknown {
	return isTree(child) ? written(child) : child;
}

function patched(tree: SettingsTree, patch: SettingsTree): SettingsTree {
	const after = new Map(tree);
	for (const [name, change] of patch) {
		const before = after.get(name);
		const next = isTree(change) ? patched(isTree(before) ? before : new Map(), change) : change;
		const isGone = next === null || (isTree(next) && next.size === 0 && takesAway(change));
		if (isGone) after.delete(name);
		else after.set(name, next);
	}
	return after;
}

function takesAway(change: SettingsNode): boolean {
	return isTree(change) ? [...change.values()].some(takesAway) : change === null;
}

/** A queue of which nothing is said any more stays in the list as long as another counts under it. */
function keepMergeTargets(before: SettingsTree, after: SettingsTree): SettingsTree {
	const [had, has] = [before.get('queues'), after.get('queues')];
	if (!isTree(had) || !isTree(has)) return after;
	const targets = new Set([...has.values()].map((queue) => (isTree(queue) ? queue.get('mergedInto') : undefined)));
	const lost = [...had.keys()].filter((id) => targets.has(id) && !has.has(id));
	if (lost.length === 0) return after;
	return new Map(after).set('queues', new Map([...has, ...lost.map((id) => [id, new Map()] as const)]));
}

/** Whether a name of a path is that of an entry in a list. */
function isNamedEntry(path: TreePath, at: number): boolean {
	return keyField(path.slice(0, at)) !== undefined;
}

/** The field by which the entries below a place are told apart; undefined where they are not. */
function keyField(path: TreePath): string | undefined {
	const [section = ''] = path;
	if (path.length === 1) return keyOfList.get(section);
	return path.length === 2 && section === 'channels' ? 'from' : undefined;
}

function branch(fields: Readonly<Record<string, unknown>>, child: (value: unknown) => SettingsNode): SettingsTree {
	return new Map(Object.entries(fields).map(([name, value]) => [name, child(value)]));
}

function node(value: unknown): SettingsNode {
	return isFields(value) ? branch(value, node) : valueOf(value);
}

function valueOf(value: unknown): SettingsNode {
	// A set of fields where a value belongs: kept as one, for the schema to say so.
	return isFields(value) ? branch(value, node) : (value as SettingsValue); // JSON has nothing else
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
