import type { KeyScope } from '../access/api-keys.ts';
import { type BucketSize, TokenBuckets } from '../http/token-buckets.ts';

/** What holds for every sender, and for all of them together. Whoever may send in bulk is under neither. */
const requestsOfOne: BucketSize = { perSecond: 200, burst: 400 };
const eventsOfAll: BucketSize = { perSecond: 5_000, burst: 5_000 };
const all = 'all';

/** How fast events may be sent. */
export class IntakeRates {
	readonly #requests: TokenBuckets;
	readonly #events: TokenBuckets;

	/** @param now any clock that only goes forward, ms */
	constructor(now: () => number = () => performance.now()) {
		this.#requests = new TokenBuckets(requestsOfOne, now);
		this.#events = new TokenBuckets(eventsOfAll, now);
	}

	/**
	 * Whether a request may be read, known from its headers alone.
	 * @param sender id of its key, or of what signs for it
	 * @returns 0 when it may, else ms after which it may
	 */
	admitRequest(sender: string, scopes: readonly KeyScope[]): number {
		if (scopes.includes('bulk')) return 0;
		return this.#requests.take(sender) || this.#events.look(all);
	}

	/** {@link admitRequest} of somebody who has not shown yet who they are: it costs the real sender nothing. */
	wouldAdmit(sender: string): number {
		return this.#requests.look(sender) || this.#events.look(all);
	}

	/** Whether so many events may be taken in: 0 when they may, else ms after which they may. */
	admitEvents(events: number, scopes: readonly KeyScope[]): number {
		return scopes.includes('bulk') ? 0 : this.#events.takeOnCredit(all, events);
	}
}
