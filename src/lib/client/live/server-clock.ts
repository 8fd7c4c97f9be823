/** Beyond this difference the server's clock was set or stepped; below it the difference is the road's. */
const ROAD_MS = 1500;

/**
 * The server's time in the browser. The browser's own clock is never asked: a television that starts with a wrong one
 * still shows the right time. Between messages a clock that cannot be set (`performance.now()`) carries it on.
 */
export class ServerClock {
	#serverMs: number | null = null;
	#monotonicMs = 0;
	#speed = 1;

	/**
	 * Takes in the time a message carries.
	 * @param serverMs server's time in the message, UTC ms
	 * @param monotonicMs when the message arrived here
	 * @param speed ms of the server's time per ms here; 0 = the server's clock is stepped and stands still in between
	 */
	sync(serverMs: number, monotonicMs: number, speed: number = this.#speed): void {
		const expected = this.now(monotonicMs);
		const changed = speed !== this.#speed;
		this.#speed = speed;
		this.#monotonicMs = monotonicMs;
		if (expected === null || changed || speed === 0 || Math.abs(serverMs - expected) > ROAD_MS * speed) {
			this.#serverMs = serverMs;
			return;
		}
		// A message can only be late, never early: one that is ahead of us came by a faster road and is nearer the truth.
		// One behind us was held up, so it moves us a little, in case the two clocks drift apart.
		this.#serverMs = serverMs > expected ? serverMs : expected + (serverMs - expected) / 16;
	}

	/** The server's time now, UTC ms; null before the first message. */
	now(monotonicMs: number): number | null {
		if (this.#serverMs === null) return null;
		return this.#serverMs + (monotonicMs - this.#monotonicMs) * this.#speed;
	}
}
