/** Says how far a long piece of work is, on standard error, once it takes longer than a moment. */
export class Progress {
	readonly #what: string;
	readonly #startedAt = performance.now();
	#saidAt = performance.now();
	#said = false;

	/** @param what the work, as in `Reading the log` */
	constructor(what: string) {
		this.#what = what;
	}

	/** To be called as often as is convenient; it speaks at most once a second. */
	at(how: string): void {
		const now = performance.now();
		if (now - this.#saidAt < 1_000) return;
		this.#saidAt = now;
		this.#said = true;
		const line = `${this.#what} … ${how}`;
		process.stderr.write(process.stderr.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
	}

	/** The work is done; says so only where it spoke before. */
	done(how: string): void {
		if (!this.#said) return;
		const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
		const line = `${this.#what}: ${how} (${seconds} s)`;
		process.stderr.write(process.stderr.isTTY ? `\r${line}\u001b[K\n` : `${line}\n`);
	}
}
