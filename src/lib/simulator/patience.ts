import type { PatienceProfile } from './profile.ts';
import { exponential, logNormal, uniform, type RandomStream } from '#lib/domain/statistics/random.ts';

/** Nobody waits longer than this. */
export const longestPatienceMs = 60 * 60_000;

/** How long one contact is willing to wait before giving up, ms; an hour at most. */
export function patienceMs(profile: PatienceProfile, random: RandomStream): number {
	const kind = random();
	// Each kind takes its own numbers from the stream; the mixture is decided first.
	const seconds =
		kind < profile.impulseShare
			? uniform(random, 0.4, profile.impulseSeconds)
			: kind < profile.impulseShare + profile.restlessShare
				? exponential(random, profile.restlessMeanSeconds)
				: logNormal(random, profile.settled.medianSeconds, profile.settled.spread);
	return Math.min(longestPatienceMs, Math.max(1, Math.round(seconds * 1000)));
}
