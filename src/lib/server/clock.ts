/** The server's one clock. Everything that asks what time it is asks here, so that a replay and a test can drive it. */
export interface Clock {
	/** UTC epoch milliseconds. */
	now(): number;
	/** How many ms pass here in one ms of the machine: 1 live, N in a replay, 0 when it is stepped by hand. */
	readonly speed: number;
	/** Whether the time shown is not the present. */
	readonly isReplay: boolean;
}

/** The present. */
export const systemClock: Clock = {
	now: () => Date.now(),
	speed: 1,
	isReplay: false
};

/** A clock that began at some instant and runs a number of times as fast. */
export class ReplayClock implements Clock {
	readonly speed: number;
	readonly isReplay = true;
	readonly #startedAt = performance.now();
	readonly #from: number;

	constructor(from: number, speed: number) {
		this.#from = from;
		this.speed = speed;
	}

	now(): number {
		return Math.round(this.#from + (performance.now() - this.#startedAt) * this.speed);
	}
}

/** A clock that stands still until it is stepped. */
export class SteppedClock implements Clock {
	readonly speed = 0;
	readonly isReplay: boolean;
	#now: number;

	constructor(from: number, isReplay = true) {
		this.#now = from;
		this.isReplay = isReplay;
	}

	now(): number {
		return this.#now;
	}

	/** @throws RangeError when it would go back */
	stepTo(at: number): void {
		if (at < this.#now) throw new RangeError(`the clock stands at ${this.#now} and cannot go back to ${at}`);
		this.#now = at;
	}
}
