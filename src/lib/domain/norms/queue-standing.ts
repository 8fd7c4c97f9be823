import { compareGravity, graverStatus, loadStatus } from './norm-status.ts';
import type { NormStatus } from './norm-status.ts';

/** One queue as it is now, with what it is allowed. */
export type QueueLoad = Readonly<{
	queue: string;
	/** Contacts waiting, null = not known. */
	depth: number | null;
	/** Instant (UTC ms) at which the oldest contact still waiting came in, null = nobody waits or not known. */
	longestSince: number | null;
	depthNorm: number | null;
	longestWaitNormSeconds: number | null;
}>;

/** A queue measured against its norms. */
export type QueueStanding = QueueLoad &
	Readonly<{
		/** Whole seconds the oldest contact has waited, null = nobody waits or not known. */
		longestWaitSeconds: number | null;
		status: NormStatus;
		/** The figure that made the status: the depth where both did, because people can count. */
		cause: 'depth' | 'longest_wait';
		/** How many times its norm the worst figure is; 0 when nothing can be said. */
		overshoot: number;
	}>;

/**
 * Measures a queue against its norms.
 * @param now instant, UTC ms, on the same clock as `longestSince`
 */
export function queueStanding(load: QueueLoad, now: number): QueueStanding {
	const longestWaitSeconds = waitSeconds(load.longestSince, now);
	const depthStatus = loadStatus(load.depth, load.depthNorm);
	const waitStatus = loadStatus(longestWaitSeconds, load.longestWaitNormSeconds);
	return {
		...load,
		longestWaitSeconds,
		status: graverStatus(depthStatus, waitStatus),
		cause: compareGravity(depthStatus, waitStatus) <= 0 ? 'depth' : 'longest_wait',
		overshoot: Math.max(
			timesNorm(load.depth, load.depthNorm),
			timesNorm(longestWaitSeconds, load.longestWaitNormSeconds)
		)
	};
}

/** Whole seconds between an entry and now; never negative, null when there is no entry. */
export function waitSeconds(since: number | null, now: number): number | null {
	return since === null ? null : Math.max(0, Math.floor((now - since) / 1000));
}

/**
 * Instant (UTC ms) since when the longest wait is beyond its norm, or null when it is not. The oldest contact alone
 * decides it, so it is a function of the figures shown; since when a depth is beyond its norm is not.
 */
export function beyondNormSince(standing: QueueStanding): number | null {
	const { longestSince, longestWaitSeconds, longestWaitNormSeconds } = standing;
	if (longestSince === null || longestWaitSeconds === null || longestWaitNormSeconds === null) return null;
	return longestWaitSeconds > longestWaitNormSeconds ? longestSince + longestWaitNormSeconds * 1000 : null;
}

/**
 * Sorts queues for a board: gravest first. Among queues beyond a norm the one furthest beyond it leads; among the
 * others the fullest, then the longest waiting. The name decides the rest, so that equal rows never change places.
 */
export function compareStanding(a: QueueStanding, b: QueueStanding): number {
	const byGravity = compareGravity(a.status, b.status);
	if (byGravity !== 0) return byGravity;
	const beyond = a.status === 'alarm' || a.status === 'attention';
	return (
		(beyond ? b.overshoot - a.overshoot : 0) ||
		(b.depth ?? -1) - (a.depth ?? -1) ||
		(a.longestSince ?? Infinity) - (b.longestSince ?? Infinity) ||
		(a.queue < b.queue ? -1 : Number(a.queue > b.queue))
	);
}

function timesNorm(value: number | null, norm: number | null): number {
	if (value === null || norm === null) return 0;
	// A norm of zero cannot be multiplied: anybody waiting is as far beyond it as can be, yet more waiting is worse.
	return norm === 0 ? value * 1000 : value / norm;
}
