/** Lets work begin only when the work before it is over, so that what it counts cannot change before it acts on the count. */
export class OneByOne {
	#last: Promise<unknown> = Promise.resolve();

	/** @returns what the work returns */
	run<Result>(work: () => Promise<Result>): Promise<Result> {
		const result = this.#last.then(work);
		// The next one begins however this one ended; whoever asked for this one hears of it.
		this.#last = result.catch(() => {});
		return result;
	}
}
