import { addressGroup } from './address-group.ts';
import { isLoopbackAddress } from './loopback.ts';
import { RateLimit } from './rate-limit.ts';

/** How often something may be done in a sliding window. */
export type PlaceLimits = Readonly<{
	/** From one address. */
	most: number;
	/**
	 * By all together whose address is not known. They may be many, and one of them must not use up what is there for all: so it is
	 * generous, and only keeps what they do bounded.
	 */
	mostUnknown: number;
	withinMs: number;
}>;

/** So many times from one address; this machine's own is not counted. */
export class PlaceLimit {
	readonly #known: RateLimit;
	readonly #unknown: RateLimit;

	constructor({ most, mostUnknown, withinMs }: PlaceLimits, now: () => number) {
		this.#known = new RateLimit(most, withinMs, now);
		this.#unknown = new RateLimit(mostUnknown, withinMs, now);
	}

	/**
	 * Counts once where it is allowed.
	 * @param address null where it is not known
	 * @returns 0, or whole seconds until it is allowed; nothing is counted then
	 */
	take(address: string | null): number {
		if (address !== null && isLoopbackAddress(address)) return 0;
		const limit = address === null ? this.#unknown : this.#known;
		const place = address === null ? 'unknown' : addressGroup(address);
		const waitSeconds = limit.waitSeconds(place);
		if (waitSeconds === 0) limit.count(place);
		return waitSeconds;
	}

	/** How many addresses are remembered; those that are not known are one. */
	get size(): number {
		return this.#known.size + this.#unknown.size;
	}
}
