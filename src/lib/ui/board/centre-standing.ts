import { type QueueStanding, queueStanding } from '#lib/domain/norms/queue-standing.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { type MinuteLine, numberCell } from '../figures/cell-values.ts';
import { measuredAt, type Silence, silenceOf } from '../figures/source-silence.ts';

/** A queue with the silent source that it rests on, null = nothing is wrong. */
export type SourcedStanding = QueueStanding & Readonly<{ silence: Silence | null }>;

const minuteMs = 60_000;

/**
 * Phone and chat together, against the norms of the centre. Where some of the queues rest on a silent source and others do not, the
 * longest wait is the longest that any of them is known to have: the one that stopped, or the one that ticks on.
 * @param at instant the figures are of, UTC ms; null = not known
 */
export function centreStanding(cells: Cells, at: number | null, queues: readonly SourcedStanding[]): QueueStanding {
	const norms = {
		queue: '',
		depth: numberCell(cells, 'fast.queue_depth'),
		depthNorm: numberCell(cells, 'fast.norm.queue_depth'),
		longestWaitNormSeconds: numberCell(cells, 'fast.norm.longest_wait_s')
	};
	if (at === null) return queueStanding({ ...norms, longestSince: null }, 0);
	const longestSince = numberCell(cells, 'fast.longest_since');
	if (longestSince === null || silenceOf(cells, 'fast') === null) return queueStanding({ ...norms, longestSince }, at);
	const lastHeard = lastHeardAt(cells, queues);
	if (lastHeard !== null) {
		return queueStanding({ ...norms, longestSince }, measuredAt(at, longestSince, { source: '', since: lastHeard }));
	}
	const waits = queues.filter((queue) => queue.longestSince !== null && queue.longestWaitSeconds !== null);
	const [first] = waits;
	if (first === undefined) return queueStanding({ ...norms, longestSince }, at);
	const longest = waits.reduce(
		(worst, queue) => ((queue.longestWaitSeconds ?? 0) > (worst.longestWaitSeconds ?? 0) ? queue : worst),
		first
	);
	return queueStanding(
		{ ...norms, longestSince: longest.longestSince },
		measuredAt(at, longest.longestSince, longest.silence)
	);
}

/** Instant (UTC ms) at which the last of the queues' sources was heard, where every one of them is silent; null = not all are. */
export function lastHeardAt(cells: Cells, queues: readonly SourcedStanding[]): number | null {
	const silence = silenceOf(cells, 'fast');
	if (silence === null) return null;
	const instants = queues.map((queue) => queue.silence?.since ?? null).filter((since) => since !== null);
	return instants.length < queues.length ? null : Math.max(silence.since, ...instants);
}

/**
 * A line without what came after its source was last heard: it would go on as if nothing changed.
 * @param lineEnd instant of its last value's minute, UTC ms
 * @param lastHeard UTC ms; null = it is heard
 */
export function endAt(line: MinuteLine, lineEnd: number | null, lastHeard: number | null): MinuteLine {
	if (lineEnd === null || lastHeard === null || lastHeard >= lineEnd) return line;
	const gone = Math.min(line.length, Math.ceil((lineEnd - lastHeard) / minuteMs));
	return [...line.slice(0, line.length - gone), ...new Array<null>(gone).fill(null)];
}
