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
 * - `queue.Q.name` in the site's own language; with `.nl` or `.en` after it where a name was given in that: {@link queueNameIn}
 * - `queue.Q.channel` · `queue.Q.depth` n · `queue.Q.longest_since` instant or null
 * - `queue.Q.norm.queue_depth` n or null · `queue.Q.norm.longest_wait_s` or null
 */
export type NowCellKey = string;

/**
 * Keys that the view `board` has besides those of *Now*, for the board *Today*. A quarter of an hour has its place by the
 * clock on the wall: value 0 is 00:00–00:15 local and value 95 is 23:45–24:00; an hour that comes twice is put together, one that
 * does not come is null.
 *
 * Average wait, phone and chat together, answered:
 * - `today.asa_s` seconds since local midnight · `today.asa_n` how many answered
 * - `today.last_week.asa_s` the same weekday last week up to the same local time, null when not known
 * - `today.quarters.asa_s` 96 values by quarter of the answer, null = nobody was answered (or it has not come)
 * - `today.last_week.quarters.asa_s` 96 values, the whole day last week
 * - `today.is_behind` whether the history lacks so much of the log that nothing of the day, the week and satisfaction is said
 * - `today.open` `today.close` minutes after local midnight between which the centre is open today; null = no hours set
 *
 * Chats this ISO week, by first entry:
 * - `week.chats` n · `week.chats_same_point` n last week up to the same local moment, null when not known
 * - `week.chats_growth` share, null when there is nothing to compare with · `week.chats_differs` whether chance alone hardly
 *   explains it (p < 0.05), null when not known
 * - `week.days` 7 values Monday first, null = has not come · `week.last_week.days` 7 values of whole days, null = not known
 * - `week.today` 0–6, Monday is 0
 *
 * Satisfaction, rolling:
 * - `score.kind` `csat` `nps` `ces` `grade` · `score.value` share (csat, ces), points (nps) or mean (grade); null below 5 answers
 * - `score.low` `score.high` 95 % interval, null where there is none · `score.n` answers · `score.days` site days
 * - `score.response_rate` share of invitations answered, null when none was sent
 * - `score.weighting` `volume` when each channel counts by its contacts, `responses` when that is not known
 * - `score.scale_min` `score.scale_max` as asked
 * - `score.line` `score.line_low` `score.line_high` one value a day for the last 56 site days, oldest first, null = below 5 answers
 *
 * E-mail and messages:
 * - `slow.backlog` n waiting · `slow.oldest_since` instant of the oldest, null when none waits
 * - `slow.target_s` seconds, null when the channels differ · `slow.over_target` n waiting past their target
 *
 * The message on the walls; null in each where there is none, and on a view that shows none:
 * - `message.text` one line as it was written, never markup · `message.until` instant at which it goes by itself
 * - `message.about` names of the queues it is about, null = the whole centre
 *
 * The view `phone` has the keys of *Now*, those of the message, those of satisfaction above, `today.is_behind`, and per queue `Q`:
 * - `queue.Q.line` depth a minute for the last 60 minutes and now-minute (61 values) · `queue.Q.line.last_week` likewise
 * - `queue.Q.asa_s` seconds, answered in the last 30 minutes · `queue.Q.asa_n` · `queue.Q.norm.asa_s` seconds or null
 * - `queue.Q.sl` share today · `queue.Q.sl_offered` n · `queue.Q.sl_target_s` · `queue.Q.sl_target_share` · `queue.Q.norm.sl`
 * - `queue.Q.off_norm_since` start of the first minute since when it has been off its norm without a break, instant, null when
 *   it is within its norm; `fast.off_norm_since` likewise for the whole centre
 */
export type BoardCellKey = string;

/**
 * Keys about the sources that figures come from, in each view that shows the figure. A figure whose source has been silent beyond
 * its limit stays what it was last known to be; it is not the present. Null = nothing is wrong, or nothing ever came:
 * - `queue.Q.silent_source` what people call the source of this queue that has been silent longest · `queue.Q.silent_since` instant
 *   of its last proof of life
 * - `fast.silent_source` `fast.silent_since` phone and chat together · `agents.silent_source` `agents.silent_since`
 * - on the view `board`, likewise `today.`, `slow.`, `week.` (chats), `score.`; on `phone`, `score.`
 * - `sources.silent` n of sources that are silent now, whatever rests on them
 * - `hours.opens_at` instant of the next opening when the centre is closed; null = it is open, does not open within a year, or
 *   nobody said when it is open
 * - `hours.closes_at` instant at which it closes; null = it is closed, does not close within a week, or nobody said
 */
export type SourceCellKey = string;

/**
 * Key in every view about the server itself: `server.problem`, why what happens in the centre is not taken in at this moment. The
 * figures are then what was last known. Null = it is taken in, as far as anybody tried; {@link intakeProblems} says what else.
 *
 * `server.clock_set_back`: whether the clock of the server's machine was set back, so that its time is held beyond that clock. Figures
 * go on; the times at which things happen from now on may be told wrong.
 */
export type ServerCellKey = 'server.problem' | 'server.clock_set_back';

/** Why nothing is taken in: no room on the disk, another process that holds the log, or a log that cannot be written for another reason. */
export const intakeProblems = ['disk-full', 'log-locked', 'log-unwritable'] as const;

/** One of {@link intakeProblems}. */
export type IntakeProblem = (typeof intakeProblems)[number];

/** Why nothing is taken in, as a view says; null where it says nothing of the kind. */
export function intakeProblemIn(cells: Cells): IntakeProblem | null {
	return intakeProblems.find((problem) => problem === cells['server.problem']) ?? null;
}

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

/** What people call a queue, in a language (null = the site's own); the queue itself where the view does not say. */
export function queueNameIn(cells: Cells, queue: string, language: string | null): string {
	const prefix = queueCellPrefix(queue);
	for (const key of [...(language === null ? [] : [`${prefix}name.${language}`]), `${prefix}name`]) {
		const name = cells[key];
		if (typeof name === 'string' && name !== '') return name;
	}
	return queue;
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
