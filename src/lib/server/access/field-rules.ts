import type { Capability } from '#lib/domain/access/capability.ts';
import { queueOfCell } from '#lib/protocol/live-cells.ts';

/**
 * What it takes to see a cell of a frame, by the beginning of its key; of two beginnings the longer counts. `queue.*.` is any
 * queue's. Frames are built for their view on the server and nothing is taken out of them later, so a cell that is not named
 * here, or takes more than its view does, must not be built: the tests look at real frames of every view.
 */
export const fieldRules: Readonly<Record<string, Capability>> = {
	'fast.': 'board.see',
	'fast.off_norm_since': 'figures.see',
	/** How many agents are in each state, together: none of them is to be told apart. */
	'agents.busy': 'board.see',
	'agents.ready': 'board.see',
	'agents.acw': 'board.see',
	'agents.not_ready': 'board.see',
	/** Which figures rest on a source that is silent: whoever sees the figure is to know. */
	'agents.silent_': 'board.see',
	'queue.*.silent_': 'board.see',
	'sources.silent': 'board.see',
	/** Whoever sees the figures is to know that no new ones come. */
	'server.problem': 'board.see',
	'server.clock_set_back': 'board.see',
	'hours.': 'board.see',
	'line.': 'board.see',
	'today.': 'board.see',
	'week.': 'board.see',
	'score.': 'board.see',
	'slow.': 'board.see',
	/** What somebody of the house put on the walls. */
	'message.': 'board.see',
	'queue.*.name': 'board.see',
	'queue.*.channel': 'board.see',
	'queue.*.depth': 'board.see',
	'queue.*.longest_since': 'board.see',
	'queue.*.norm.queue_depth': 'board.see',
	'queue.*.norm.longest_wait_s': 'board.see',
	/** The day of a single queue is for whoever may ask for it; on a wall hangs the whole. */
	'queue.*.line': 'figures.see',
	'queue.*.asa_': 'figures.see',
	'queue.*.sl': 'figures.see',
	'queue.*.norm.asa_s': 'figures.see',
	'queue.*.norm.sl': 'figures.see',
	'queue.*.off_norm_since': 'figures.see'
};

/**
 * What it takes to be told what something is called that an answer names by its id, by what it is. Without it there is the id alone:
 * an administrator of an open server reads the audit, and nobody's name.
 */
export const nameRules = {
	person: 'people.read',
	/** Hangs on a wall under that name. */
	display: 'audit.read',
	key: 'keys.read',
	'webhook-secret': 'keys.read',
	message: 'settings.read'
} as const satisfies Readonly<Record<string, Capability>>;

const beginnings = Object.keys(fieldRules).sort((one, other) => other.length - one.length);

/** What it takes to see a cell; null for one that no rule names. */
export function ruleOfField(key: string): Capability | null {
	const queue = queueOfCell(key);
	const plain = queue === null ? key : `queue.*.${key.slice(key.indexOf('.', 'queue.'.length) + 1)}`;
	const beginning = beginnings.find((one) => plain.startsWith(one));
	return beginning === undefined ? null : (fieldRules[beginning] ?? null);
}
