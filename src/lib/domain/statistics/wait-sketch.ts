import { DDSketch } from '@datadog/sketches-js';

/** A sketch as it is stored: plain numbers, the same for every order in which the waits came. */
export type StoredWaitSketch = Readonly<{
	/** Waits of 0 ms. */
	zeros: number;
	/** Bin and count in turn, bins ascending, empty ones left out. */
	bins: readonly number[];
	/** Sum of all waits in ms. */
	sumMs: number;
	/** Shortest and longest wait in ms; null when there are none. */
	minMs: number | null;
	maxMs: number | null;
}>;

/** Every quantile is at most this share off. */
const relativeAccuracy = 0.01;
/** Decides which wait is in which bin; the same in every sketch. */
const { mapping } = new DDSketch({ relativeAccuracy });
/** Stands for waits of 0 ms among the bins; those of longer waits are 0 and more. */
const zeroBin = -1;

/**
 * Quantiles of waits that add up: hours to days, queues to the centre, shards to the whole, in any order and with the same
 * result as one sketch of all waits. A quantile is within 1 % of the wait at rank 1 + q (n − 1), rounded down, for every q;
 * its size grows with the logarithm of the longest wait, not with their number.
 * Source: Masson, Rim and Lee 2019 (DDSketch).
 */
export class WaitSketch {
	readonly #sketch = new DDSketch({ relativeAccuracy });

	/** How many waits are in it. */
	get count(): number {
		return this.#sketch.count;
	}

	/** Mean wait in ms, exact; null when there are none. */
	get meanMs(): number | null {
		return this.count === 0 ? null : this.#sketch.sum / this.count;
	}

	/**
	 * Takes in one wait, in whole ms.
	 * @throws RangeError when it is negative or not whole
	 */
	add(waitMs: number): void {
		if (!Number.isSafeInteger(waitMs) || waitMs < 0)
			throw new RangeError(`a wait in whole ms is needed, got ${waitMs}`);
		this.#sketch.accept(waitMs);
	}

	/** Takes in all waits of another sketch, which stays as it is. */
	merge(other: WaitSketch): void {
		this.#sketch.merge(other.#sketch);
	}

	/**
	 * The wait in ms that a share `q` does not exceed, never beyond the shortest and longest seen.
	 * @returns null when there are no waits
	 * @throws RangeError when q is not in 0 to 1
	 */
	quantileMs(q: number): number | null {
		if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile between 0 and 1 is needed, got ${q}`);
		if (this.count === 0) return null;
		return Math.min(this.#sketch.max, Math.max(this.#sketch.min, this.#sketch.getValueAtQuantile(q)));
	}

	/** The sketch as it is stored. */
	stored(): StoredWaitSketch {
		const { store, zeroCount, sum, min, max } = this.#sketch;
		const bins: number[] = [];
		for (const [index, count] of store.bins.entries()) if (count > 0) bins.push(index + store.offset, count);
		const isEmpty = this.count === 0;
		return { zeros: zeroCount, bins, sumMs: sum, minMs: isEmpty ? null : min, maxMs: isEmpty ? null : max };
	}

	/**
	 * The sketch that was stored.
	 * @throws RangeError when a bin has no count: then it was not written by {@link stored}
	 */
	static of(stored: StoredWaitSketch): WaitSketch {
		const made = new WaitSketch();
		const sketch = made.#sketch;
		for (let index = 0; index < stored.bins.length; index += 2) {
			const bin = stored.bins[index];
			const count = stored.bins[index + 1];
			if (bin === undefined || count === undefined || !(count > 0))
				throw new RangeError(`a stored sketch has no count for bin ${bin}`);
			sketch.store.add(bin, count);
		}
		sketch.zeroCount = stored.zeros;
		sketch.count = stored.zeros + sketch.store.count;
		sketch.sum = stored.sumMs;
		if (stored.minMs !== null) sketch.min = stored.minMs;
		if (stored.maxMs !== null) sketch.max = stored.maxMs;
		return made;
	}

	/** The bin in which a wait of whole ms is counted, from -1: for counts that are kept, added up and taken back by themselves. */
	static binOf(waitMs: number): number {
		return waitMs <= 0 ? zeroBin : mapping.key(waitMs);
	}

	/**
	 * The sketch of some counts by {@link binOf}. Its shortest and longest wait are known as well as any other, within 1 %.
	 * @throws RangeError when a count is not positive
	 */
	static ofBins(bins: ReadonlyMap<number, number>, sumMs: number): WaitSketch {
		const stored: number[] = [];
		for (const [bin, count] of [...bins].sort(([a], [b]) => a - b)) if (bin !== zeroBin) stored.push(bin, count);
		const [first] = stored;
		const last = stored.at(-2);
		const zeros = bins.get(zeroBin) ?? 0;
		const maxMs = last === undefined ? 0 : mapping.value(last);
		const minMs = zeros > 0 || first === undefined ? 0 : mapping.value(first);
		const isEmpty = zeros === 0 && first === undefined;
		return WaitSketch.of({
			zeros,
			bins: stored,
			sumMs,
			minMs: isEmpty ? null : minMs,
			maxMs: isEmpty ? null : maxMs
		});
	}
}
