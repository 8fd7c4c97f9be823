/** Beyond so many keys the one that was used longest ago is forgotten. */
const maxRemembered = 10_000;

/** So many times within a sliding window, for each key by itself. Kept in memory, bounded. */
export class RateLimit {
	readonly #most: number;
	readonly #withinMs: number;
	readonly #now: () => number;
	/** The key used last stands last. */
	readonly #used = new Map<string, readonly number[]>();

	constructor(most: number, withinMs: number, now: () => number) {
		this.#most = most;
		this.#withinMs = withinMs;
		this.#now = now;
	}

	/** Whole seconds until once more is allowed; 0 = now. */
	waitSeconds(key: string): number {
		const first = this.#recent(key).at(-this.#most);
		return first === undefined ? 0 : Math.max(1, Math.ceil((first + this.#withinMs - this.#now()) / 1000));
	}

	/** Counts once. */
	count(key: string): void {
		const recent = [...this.#recent(key), this.#now()];
		this.#used.delete(key);
		const [oldest] = this.#used.keys();
		if (this.#used.size >= maxRemembered && oldest !== undefined) this.#used.delete(oldest);
		this.#used.set(key, recent);
	}

	/** Takes back what was counted last: it turned out not to count. */
	takeBack(key: string): void {
		const kept = this.#recent(key).slice(0, -1);
		if (kept.length === 0) this.#used.delete(key);
		else this.#used.set(key, kept);
	}

	/** How many keys are remembered. */
	get size(): number {
		return this.#used.size;
	}

	#recent(key: string): readonly number[] {
		const since = this.#now() - this.#withinMs;
		return (this.#used.get(key) ?? []).filter((at) => at > since);
	}
}
