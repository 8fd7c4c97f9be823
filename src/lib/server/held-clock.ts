import { type Clock, systemClock } from './clock.ts';

/** Less than this may be the machine being busy. */
const toleratedMs = 2_000;
/** A source may be this far ahead of the server, as the intake has it. */
const aheadMs = 2 * 60_000;
/** A clock that is set back by more was wrong in another way than a zone or a summer time. Who comes is then shown by the new time. */
const longestMs = 3 * 3_600_000;

/** What a {@link HeldClock} rests on. */
export type HeldClockParts = Readonly<{
	/** The machine's clock; somebody, or the network, may set it back. */
	base?: Pick<Clock, 'now'>;
	/** A clock that nobody sets, ms. */
	monotonic?: () => number;
}>;

type Hold = Readonly<{
	/** UTC epoch ms of what went on, and the other clock then. */
	at: number;
	monotonic: number;
	/** When the log knew of nothing later. */
	until: number;
}>;

/**
 * The present, which does not go back behind what the log knows to have happened. Whoever is in a queue would not have come yet by a
 * clock that was set back, and would be gone from every wall until it has caught up. So time goes on as it did, until the machine's
 * clock is past the last event of before, or has been put right. Where the log knows of nothing later, the machine's clock was ahead
 * and is right now: it is followed at once.
 */
export class HeldClock implements Clock {
	readonly speed = 1;
	readonly isReplay = false;
	readonly #base: Pick<Clock, 'now'>;
	readonly #monotonic: () => number;
	#last: Readonly<{ at: number; monotonic: number }>;
	#newest = -Infinity;
	#hold: Hold | null = null;

	constructor({ base = systemClock, monotonic = () => performance.now() }: HeldClockParts = {}) {
		this.#base = base;
		this.#monotonic = monotonic;
		this.#last = { at: base.now(), monotonic: monotonic() };
	}

	now(): number {
		const wall = this.#base.now();
		const monotonic = this.#monotonic();
		const { at, monotonic: before } = this.#last;
		this.#last = { at: wall, monotonic };
		const expected = Math.floor(at + monotonic - before);
		if (this.#hold === null && wall < expected - toleratedMs) this.#begin(expected, wall, monotonic);
		return this.#held(wall, monotonic) ?? wall;
	}

	/** By how much time is held beyond the machine's clock, ms; 0 = it is not. */
	get heldByMs(): number {
		const held = this.now();
		return this.#hold === null ? 0 : Math.max(0, held - this.#base.now());
	}

	/** Something happened that is not of the past: an event whose time was checked when it came. */
	heard(at: number): void {
		this.#newest = Math.max(this.#newest, at);
	}

	/**
	 * Takes up what was before a start.
	 * @param latestTime of the log's events, UTC epoch ms
	 * @param receivedAt of the last of them: an event from far ahead of it was not checked, and tells nothing
	 */
	resume(latestTime: number, receivedAt: number): void {
		if (latestTime > receivedAt + aheadMs) return;
		this.heard(latestTime);
		const wall = this.#base.now();
		if (latestTime > wall + aheadMs) this.#begin(latestTime, wall, this.#monotonic());
	}

	#begin(at: number, wall: number, monotonic: number): void {
		if (this.#newest <= wall || at - wall > longestMs) return;
		this.#hold = { at, monotonic, until: this.#newest };
	}

	#held(wall: number, monotonic: number): number | null {
		if (this.#hold === null) return null;
		const at = Math.floor(this.#hold.at + monotonic - this.#hold.monotonic);
		const isPast = wall >= this.#hold.until && this.#newest <= wall + aheadMs;
		// It may be set back once more.
		if (wall < at && !isPast && at - wall <= longestMs) return at;
		this.#hold = null;
		return null;
	}
}
