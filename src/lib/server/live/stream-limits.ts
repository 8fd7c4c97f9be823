/** Bytes a screen may leave unread before it is sent nothing more. */
export const maxUnreadBytes = 256 * 1024;
/** How long it may take to read them before the stream is closed. */
export const maxBehindMs = 30_000;
/** How long a stream lives, give or take {@link rotationSpread}: one that is dead without anybody having noticed does not stay. */
export const rotateAfterMs = 15 * 60_000;
/** Share by which the life of a stream differs from {@link rotateAfterMs} at most, either way. */
export const rotationSpread = 0.2;

/** When a screen comes back whose stream was rotated: soon, it is resumed. */
export function rotationRetryMs(random: () => number): number {
	return Math.round(500 + random() * 1_500);
}

/** When a screen comes back after the server has stopped: they do not all knock together. */
export function stopRetryMs(random: () => number): number {
	return Math.round(500 + random() * 9_500);
}

/** When whoever lost their rights comes back, to be told so. */
export const revokedRetryMs = 500;

/** How long a browser that is told nothing else waits; ours waits as long as it is told to. */
export function plainRetryMs(random: () => number): number {
	return Math.round(2_000 + random() * 3_000);
}
