/** Less than this may be the machine being busy. */
const toleratedMs = 2_000;
const lookEveryMs = 1_000;

/** What a watch over the clock rests on. */
export type ClockWatchParts = Readonly<{
	/** The machine's clock, UTC epoch ms: somebody, or the network, may set it. */
	wall?: () => number;
	/** A clock that nobody sets, ms. */
	monotonic?: () => number;
	/**
	 * The clock was set, or the machine slept.
	 * @param byMs how far it is ahead of where it would be; negative = it went back
	 */
	onJump(byMs: number): void;
}>;

/** Holds the machine's clock against one that nobody sets. */
export class ClockWatch {
	readonly #wall: () => number;
	readonly #monotonic: () => number;
	readonly #onJump: (byMs: number) => void;
	#offset: number;
	#jumps = 0;
	#timer: ReturnType<typeof setInterval> | null = null;

	constructor({ wall = () => Date.now(), monotonic = () => performance.now(), onJump }: ClockWatchParts) {
		this.#wall = wall;
		this.#monotonic = monotonic;
		this.#onJump = onJump;
		this.#offset = wall() - monotonic();
	}

	/** How often it has jumped since the start. */
	get jumps(): number {
		return this.#jumps;
	}

	/** Looks each second from now on. */
	start(): void {
		this.#timer ??= setInterval(() => this.look(), lookEveryMs).unref();
	}

	/** Looks now. */
	look(): void {
		const offset = this.#wall() - this.#monotonic();
		const byMs = offset - this.#offset;
		// What a clock drifts, or is drawn back to the right time by and by, is followed and is no jump.
		this.#offset = offset;
		if (Math.abs(byMs) <= toleratedMs) return;
		this.#jumps++;
		this.#onJump(Math.round(byMs));
	}

	stop(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}
}
