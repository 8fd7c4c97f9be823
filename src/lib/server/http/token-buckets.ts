/** How fast something may be done in the long run, and how much at once. */
export type BucketSize = Readonly<{ perSecond: number; burst: number }>;

type Bucket = { level: number; at: number };

/** Names beyond which buckets are let go. */
const defaultMaxKept = 10_000;

/**
 * Token buckets by name: each begins full, is filled steadily, and whoever finds too little in theirs has to wait. A bucket that
 * is full again is no other than none, so it is forgotten when room is needed.
 */
export class TokenBuckets {
	readonly #size: BucketSize;
	readonly #now: () => number;
	readonly #maxKept: number;
	readonly #buckets = new Map<string, Bucket>();

	/** @param now any clock that only goes forward, ms */
	constructor(size: BucketSize, now: () => number = () => performance.now(), maxKept = defaultMaxKept) {
		this.#size = size;
		this.#now = now;
		this.#maxKept = maxKept;
	}

	/** How many buckets are remembered. */
	get kept(): number {
		return this.#buckets.size;
	}

	/**
	 * Takes one token out.
	 * @returns 0 when there was one, else ms until there is one; nothing is taken then
	 */
	take(name: string): number {
		const bucket = this.#filled(name);
		if (bucket.level < 1) return this.#waitMs(1 - bucket.level);
		bucket.level -= 1;
		return 0;
	}

	/** What {@link take} would answer, without taking. */
	look(name: string): number {
		const { level } = this.#filled(name);
		return level < 1 ? this.#waitMs(1 - level) : 0;
	}

	/**
	 * Takes several out where there is anything at all. The debt has to be paid off before anybody is let in again: for what was
	 * read already, whose number was not known before.
	 * @returns 0 when they were taken, else ms until there is something
	 */
	takeOnCredit(name: string, tokens: number): number {
		const bucket = this.#filled(name);
		if (bucket.level <= 0) return this.#waitMs(1 - bucket.level);
		bucket.level -= tokens;
		return 0;
	}

	#filled(name: string): Bucket {
		const now = this.#now();
		const { burst, perSecond } = this.#size;
		const known = this.#buckets.get(name);
		if (known !== undefined) {
			known.level = Math.min(burst, known.level + ((now - known.at) / 1000) * perSecond);
			known.at = now;
			return known;
		}
		if (this.#buckets.size >= this.#maxKept) this.#makeRoom(now);
		const bucket = { level: burst, at: now };
		this.#buckets.set(name, bucket);
		return bucket;
	}

	#makeRoom(now: number): void {
		const { burst, perSecond } = this.#size;
		for (const [name, { level, at }] of this.#buckets)
			if (level + ((now - at) / 1000) * perSecond >= burst) this.#buckets.delete(name);
		// Where all are in use, those that were begun first go, a tenth at a time: looking through all of them costs.
		let surplus = this.#buckets.size - Math.floor(this.#maxKept * 0.9);
		for (const name of this.#buckets.keys()) {
			if (surplus-- <= 0) break;
			this.#buckets.delete(name);
		}
	}

	#waitMs(missing: number): number {
		return Math.max(1, Math.ceil((missing / this.#size.perSecond) * 1000));
	}
}
