import type { Silence } from '../figures/source-silence.ts';
import type { NamedStanding } from './now-figures.ts';

/** Rows a board has room for. */
const MOST_ROWS = 5;

/** The silence that concerns queues: the one that has lasted longest; null = none of them rests on a silent source. */
export function longestSilence(queues: readonly NamedStanding[]): Silence | null {
	return queues.reduce<Silence | null>(
		(longest, { silence }) => (silence !== null && silence.since < (longest?.since ?? Infinity) ? silence : longest),
		null
	);
}

/** The queues that did not get a row, as one. Null = none of them is known. */
export type RestRow = Readonly<{
	queues: number;
	depth: number | null;
	longestWaitSeconds: number | null;
	/** Whether the last known figures of a silent source are among them. */
	isSilent: boolean;
}>;

/**
 * Which queues get a row. When there are more than fit, the last row stands for the rest: they are the calmest, because
 * the queues come gravest first.
 */
export function queueRows(
	queues: readonly NamedStanding[]
): Readonly<{ shown: readonly NamedStanding[]; rest: RestRow | null }> {
	if (queues.length <= MOST_ROWS) return { shown: queues, rest: null };
	const shown = queues.slice(0, MOST_ROWS - 1);
	const others = queues.slice(MOST_ROWS - 1);
	const depths = others.map((queue) => queue.depth).filter((depth) => depth !== null);
	const waits = others.map((queue) => queue.longestWaitSeconds).filter((wait) => wait !== null);
	return {
		shown,
		rest: {
			queues: others.length,
			// One unknown part makes the sum unknown: a smaller one would pass for the truth.
			depth: depths.length === others.length ? depths.reduce((sum, depth) => sum + depth, 0) : null,
			longestWaitSeconds: waits.length === 0 ? null : Math.max(...waits),
			isSilent: others.some((queue) => queue.silence !== null)
		}
	};
}
