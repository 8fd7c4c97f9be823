/** A jump of the wall clock against the other one that only sleep, or setting the clock, explains. */
const SLEEP_MS = 5000;

/**
 * How long a link has been silent. A clock that cannot be set measures it; the wall clock only helps to notice that
 * the device slept, because on some of them the other clock sleeps too and hours would pass for nothing.
 */
export class LinkSilence {
	#heardMs: number;
	#monotonicMs: number;
	#wallMs: number;

	/** The link counts as heard at its making: a page that has just opened is not late. */
	constructor(monotonicMs: number, wallMs: number) {
		this.#heardMs = monotonicMs;
		this.#monotonicMs = monotonicMs;
		this.#wallMs = wallMs;
	}

	/** A message arrived. */
	heard(monotonicMs: number): void {
		this.#heardMs = monotonicMs;
	}

	/**
	 * Call about every second: compares the two clocks.
	 * @returns true when the device slept since the last call; the time asleep then counts as silence
	 */
	noticeSleep(monotonicMs: number, wallMs: number): boolean {
		const asleepMs = wallMs - this.#wallMs - (monotonicMs - this.#monotonicMs);
		this.#monotonicMs = monotonicMs;
		this.#wallMs = wallMs;
		if (asleepMs < SLEEP_MS) return false;
		this.#heardMs -= asleepMs;
		return true;
	}

	/** Time since the last message, in ms. */
	silenceMs(monotonicMs: number): number {
		return Math.max(0, monotonicMs - this.#heardMs);
	}
}
