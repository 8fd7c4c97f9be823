/**
 * What a page may claim about figures that came over a link, by how long the link has been silent.
 * - `live` the link has just proved itself
 * - `delayed` figures are the last known ones and are marked as such
 * - `no-connection` figures are old and hatched
 * - `blank` figures are too old to be shown at all
 */
export type LinkState = 'live' | 'delayed' | 'no-connection' | 'blank';

/** Silence up to this long is a living link: a heartbeat comes every 10 seconds. */
export const LIVE_MS = 15_000;
/** After this much silence a client gives its stream up and opens another. */
export const WATCHDOG_MS = 25_000;
/** Silence up to this long is a delay; beyond it there is no connection. */
export const DELAYED_MS = 60_000;
/** Silence beyond this long leaves nothing worth showing. */
export const BLANK_MS = 600_000;

/**
 * State of a link.
 * @param silenceMs time since the last frame or heartbeat on a clock that cannot be set, 0 or more
 */
export function linkState(silenceMs: number): LinkState {
	if (silenceMs <= LIVE_MS) return 'live';
	if (silenceMs <= DELAYED_MS) return 'delayed';
	return silenceMs <= BLANK_MS ? 'no-connection' : 'blank';
}
