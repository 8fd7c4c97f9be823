/**
 * What a board needs to be drawn, as flat cells. A frame carries absolute values: applying one twice changes nothing.
 * Values are plain JSON. `null` means not known or nothing to say, and is shown as a dash; 0 means zero.
 */
export type CellValue = number | string | boolean | null | readonly (number | null)[];

/** The cells of one view, by key. A key that is not there is not known. */
export type Cells = Readonly<Record<string, CellValue>>;

/** A change of a view: cells that have a new value, and cells that ceased to be (a queue that left the board). */
export type CellChanges = Readonly<{ set: Cells; unset: readonly string[] }>;

/**
 * Keys of the board *Now*.
 *
 * Whole centre, phone and chat together:
 * - `fast.queue_depth` n · `fast.longest_since` instant (UTC ms) of the oldest entry still waiting, null when nobody waits
 * - `fast.queue_depth_last_week` n at the same local time last week, null when not known
 * - `fast.asa_s` seconds, answered in the last 30 minutes · `fast.asa_n` how many answered
 * - `fast.sl` share today, 0 to 1 · `fast.sl_offered` n offered today · `fast.sl_target_s` seconds, null when the
 *   channels differ · `fast.sl_target_share` share promised, null when the channels differ
 * - `fast.norm.queue_depth` n · `fast.norm.longest_wait_s` · `fast.norm.asa_s` · `fast.norm.sl` share; null = no norm
 * - `agents.busy` `agents.ready` `agents.acw` `agents.not_ready` n of agents, each in exactly one state
 * - `line.queue_depth` and `line.longest_wait_s`: one value a minute for the last 60 minutes and now-minute (61 values,
 *   oldest first, null = not known); `line.queue_depth.last_week`, `line.longest_wait_s.last_week` likewise
 * - `line.end` instant of the last value's minute
 *
 * Per queue `Q` (the key is the queue's name with `%` and `.` percent-encoded):
 * - `queue.Q.name` · `queue.Q.channel` · `queue.Q.depth` n · `queue.Q.longest_since` instant or null
 * - `queue.Q.norm.queue_depth` n or null · `queue.Q.norm.longest_wait_s` or null
 */
export type NowCellKey = string;

/** Key prefix of one queue's cells. */
export function queueCellPrefix(queue: string): string {
	return `queue.${queue.replace(/%/g, '%25').replace(/\./g, '%2E')}.`;
}

/** The name of the queue a cell belongs to, or null when the cell belongs to no queue. */
export function queueOfCell(key: string): string | null {
	if (!key.startsWith('queue.')) return null;
	const end = key.indexOf('.', 'queue.'.length);
	if (end < 0) return null;
	return key.slice('queue.'.length, end).replace(/%2E/g, '.').replace(/%25/g, '%');
}

/** What changed from one state of a view to the next. Arrays are compared by content. */
export function diffCells(before: Cells, after: Cells): CellChanges {
	const set: Record<string, CellValue> = {};
	const unset: string[] = [];
	for (const key of Object.keys(after)) {
		const value = after[key] as CellValue; // the key comes from `after` itself
		if (!sameCell(before[key], value)) set[key] = value;
	}
	for (const key of Object.keys(before)) if (!(key in after)) unset.push(key);
	return { set, unset };
}

/** The state after a change; `applyChanges(a, diffCells(a, b))` equals `b`. */
export function applyChanges(before: Cells, changes: CellChanges): Cells {
	const after: Record<string, CellValue> = { ...before, ...changes.set };
	for (const key of changes.unset) delete after[key];
	return after;
}

/** Whether a change changes anything. */
export function isEmptyChange(changes: CellChanges): boolean {
	return changes.unset.length === 0 && Object.keys(changes.set).length === 0;
}

function sameCell(a: CellValue | undefined, b: CellValue): boolean {
	if (a === b) return true;
	if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
	return a.every((value, index) => value === b[index]);
}
