import { tooMany } from '../http/too-many.ts';
import { addressGroup } from './address-group.ts';
import { isLoopbackAddress } from './loopback.ts';
import { RateLimit } from './rate-limit.ts';

const most = 60;
const withinMs = 60_000;

/**
 * Keys and signatures that were not good, by where they came from: beyond 60 a minute from one address they are told to
 * wait instead of what is wrong. Only what failed is answered so: a key that is good is good at any time, or a sender
 * with an old key would silence the others behind the same address. Guessing is no use either way, with 256 bits to guess.
 */
export class FailedCredentials {
	readonly #failed: RateLimit;

	constructor(now: () => number) {
		this.#failed = new RateLimit(most, withinMs, now);
	}

	/**
	 * Counts a refusal of a key or signature, and gives the answer to it.
	 * @param address null where it is not known; this machine's own is not counted
	 * @param refusal what is answered while there are few
	 */
	answer(address: string | null, refusal: Response): Response {
		if (address !== null && isLoopbackAddress(address)) return refusal;
		const place = addressGroup(address);
		const waitSeconds = this.#failed.waitSeconds(place);
		if (waitSeconds > 0) return tooMany('too many keys or signatures from here that are not good', waitSeconds * 1000);
		this.#failed.count(place);
		return refusal;
	}

	/** How many addresses are remembered. */
	get size(): number {
		return this.#failed.size;
	}
}
