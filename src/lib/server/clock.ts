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

/** A clock that stands at some instant until it is started, and then runs a number of times as fast as the machine's. */
export class ReplayClock implements Clock {
	readonly speed: number;
	readonly isReplay = true;
	readonly #from: number;
	#startedAt: number | null = null;

	constructor(from: number, speed: number) {
		this.#from = from;
		this.speed = speed;
	}

	now(): number {
		const passedMs = this.#startedAt === null ? 0 : performance.now() - this.#startedAt;
		return Math.round(this.#from + passedMs * this.speed);
	}

	/** Lets it run, from where it stands; starting it twice changes nothing. */
	start(): void {
		this.#startedAt ??= performance.now();
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
