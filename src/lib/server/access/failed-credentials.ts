import { tooMany } from '../http/too-many.ts';
import { PlaceLimit } from './place-limit.ts';

const limits = { most: 60, mostUnknown: 600, withinMs: 60_000 };

/**
 * Keys and signatures that were not good, by where they came from: beyond 60 a minute from one address (600 from all that are not known) they are told to
 * wait instead of what is wrong. Only what failed is answered so: a key that is good is good at any time, or a sender
 * with an old key would silence the others behind the same address. Guessing is no use either way, with 256 bits to guess.
 * Each of several servers counts for itself: it bounds their work, and keeps no secret.
 */
export class FailedCredentials {
	readonly #failed: PlaceLimit;

	constructor(now: () => number) {
		this.#failed = new PlaceLimit(limits, now);
	}

	/**
	 * Counts a refusal of a key or signature, and gives the answer to it.
	 * @param address null where it is not known; this machine's own is not counted
	 * @param refusal what is answered while there are few
	 */
	answer(address: string | null, refusal: Response): Response {
		const waitSeconds = this.#failed.take(address);
		if (waitSeconds === 0) return refusal;
		return tooMany('too many keys or signatures from here that are not good', waitSeconds * 1000);
	}

	/** How many addresses are remembered. */
	get size(): number {
		return this.#failed.size;
	}
}
