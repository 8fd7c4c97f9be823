import { graverStatus, loadStatus } from './norm-status.ts';

const minuteMs = 60_000;

/** What somebody who looked at a queue at one instant saw. Null = nobody waited. */
export type QueueLook = Readonly<{ queueDepth: number; longestWaitMs: number | null }>;

/**
 * Whether a look finds more waiting, or longer, than is allowed.
 * @param depthNorm most contacts that may wait, null = no norm
 * @param longestWaitNormSeconds longest that anybody may wait, null = no norm
 * @returns null when there is nothing to measure by
 */
export function isOffNorm(
	look: QueueLook,
	depthNorm: number | null,
	longestWaitNormSeconds: number | null
): boolean | null {
	const waitSeconds = look.longestWaitMs === null ? null : Math.max(0, Math.floor(look.longestWaitMs / 1000));
	const status = graverStatus(loadStatus(look.queueDepth, depthNorm), loadStatus(waitSeconds, longestWaitNormSeconds));
	return status === 'unknown' ? null : status !== 'within';
}

/**
 * Since when a queue is off its norm: the start of the minute in which it went off, from where on every look at the start of
 * a minute found it off. A minute that nobody looked at ends the search, because it may have been a pause.
 * @param isOffNow what the figures of now say
 * @param now instant, UTC ms
 * @param wasOffAt what the look at the start of a minute said; null = nobody looked, or there was nothing to measure by
 * @returns instant, UTC ms; null when it is not off its norm
 */
export function offNormSince(
	isOffNow: boolean | null,
	now: number,
	wasOffAt: (minute: number) => boolean | null
): number | null {
	if (isOffNow !== true) return null;
	let since = Math.floor(now / minuteMs) * minuteMs;
	while (wasOffAt(since) === true) {
		// Off at this look and within at the one before: it went off in between, which is the minute before.
		if (wasOffAt(since - minuteMs) === null) break;
		since -= minuteMs;
	}
	return since;
}
