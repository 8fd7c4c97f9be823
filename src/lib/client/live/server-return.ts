/** What the watch needs of the world. */
export type ReturnWorld = Readonly<{
	/** From 0 up to, not including, 1. */
	random: () => number;
	/** Calls back once after a delay; the result cancels it. */
	after: (delayMs: number, callback: () => void) => () => void;
	/** Asks the server whether it lives, and answers once, also when nothing came back in a while. */
	isAlive: (answer: (isAlive: boolean) => void) => void;
}>;

/** A question each two to three seconds: a wall is to be live within five after its server is back. */
const APART_MIN_MS = 2_000;
const APART_SPREAD_MS = 1_000;

/**
 * Looks whether a server that was lost is back, so that the pauses between attempts to open a stream can be long and a wall is
 * live soon all the same. A question costs the server next to nothing and none is asked while another is out, so that one that
 * can hardly keep up is asked less.
 */
export class ServerReturn {
	readonly #world: ReturnWorld;
	readonly #onReturn: (wasAway: boolean) => void;
	#cancel: (() => void) | null = null;
	#isAsking = false;
	#wasAway = false;
	#isNews = true;

	/**
	 * @param onReturn told when the server lives: once after each time that it did not (`wasAway`), and once where it was never
	 * seen away. A server that lives and still gives no stream is not asked for one at every answer.
	 */
	constructor(world: ReturnWorld, onReturn: (wasAway: boolean) => void) {
		this.#world = world;
		this.#onReturn = onReturn;
	}

	/** Looks until {@link stop}. */
	start(): void {
		if (this.#cancel !== null) return;
		this.#wasAway = false;
		this.#isNews = true;
		this.#next();
	}

	/** Looks no more; what is still answered is not listened to. */
	stop(): void {
		this.#cancel?.();
		this.#cancel = null;
	}

	#next(): void {
		const cancel = this.#world.after(APART_MIN_MS + this.#world.random() * APART_SPREAD_MS, () => {
			this.#next();
			this.#ask();
		});
		this.#cancel = cancel;
	}

	#ask(): void {
		if (this.#isAsking) return;
		this.#isAsking = true;
		this.#world.isAlive((isAlive) => {
			this.#isAsking = false;
			if (this.#cancel === null) return;
			if (!isAlive) {
				this.#wasAway = this.#isNews = true;
			} else if (this.#isNews) {
				const wasAway = this.#wasAway;
				this.#wasAway = this.#isNews = false;
				this.#onReturn(wasAway);
			}
		});
	}
}
