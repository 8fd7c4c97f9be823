/** Pauses that double, from a tenth of a second to five, each up to a half shorter by chance so that replicas do not come back together. */
export class BackOff {
	static readonly #firstMs = 100;
	static readonly #longestMs = 5000;
	#ms = BackOff.#firstMs;

	/** How long to wait now, ms. */
	next(): number {
		const ms = this.#ms * (0.5 + Math.random() / 2);
		this.#ms = Math.min(2 * this.#ms, BackOff.#longestMs);
		return ms;
	}

	/** It went well. */
	reset(): void {
		this.#ms = BackOff.#firstMs;
	}
}
