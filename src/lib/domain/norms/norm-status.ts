/** How a figure stands against its norm. `unknown`: no figure, no norm, or too few contacts to say anything. */
export type NormStatus = 'within' | 'attention' | 'alarm' | 'unknown';

/** From this many times its norm a load is an alarm instead of something to watch. */
export const ALARM_FACTOR = 1.25;

/** A service level over fewer offered contacts than this says nothing about the service. */
export const SERVICE_LEVEL_MIN_OFFERED = 50;

/**
 * Status of a load that someone can act on this minute: contacts waiting, or the longest wait.
 * Equal to the norm is within; from {@link ALARM_FACTOR} times the norm it is an alarm.
 * @param value in the norm's unit, null = not known
 * @param norm most that is allowed, null = no norm
 */
export function loadStatus(value: number | null, norm: number | null): NormStatus {
	if (value === null || norm === null) return 'unknown';
	if (value <= norm) return 'within';
	return value >= norm * ALARM_FACTOR ? 'alarm' : 'attention';
}

/**
 * Status of an average wait. It looks back over half an hour, so it asks for attention and never raises an alarm.
 * @param value in the norm's unit, null = nobody was answered
 * @param norm most that is allowed, null = no norm
 */
export function averageWaitStatus(value: number | null, norm: number | null): NormStatus {
	if (value === null || norm === null) return 'unknown';
	return value <= norm ? 'within' : 'attention';
}

/**
 * Status of a service level. It looks back over the day, so it asks for attention and never raises an alarm.
 * @param share 0 to 1, null = nothing counted
 * @param norm least share that is allowed, null = no norm
 * @param offered contacts offered so far; below {@link SERVICE_LEVEL_MIN_OFFERED} there is no status, null = not known
 */
export function serviceLevelStatus(share: number | null, norm: number | null, offered: number | null): NormStatus {
	if (share === null || norm === null || offered === null || offered < SERVICE_LEVEL_MIN_OFFERED) return 'unknown';
	return share >= norm ? 'within' : 'attention';
}

const gravity: Readonly<Record<NormStatus, number>> = { unknown: 0, within: 1, attention: 2, alarm: 3 };

/** The graver of two statuses; anything known is graver than `unknown`. */
export function graverStatus(a: NormStatus, b: NormStatus): NormStatus {
	return gravity[a] >= gravity[b] ? a : b;
}

/** Sorts the gravest first: negative when `a` is graver than `b`. */
export function compareGravity(a: NormStatus, b: NormStatus): number {
	return gravity[b] - gravity[a];
}
