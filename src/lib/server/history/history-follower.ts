import type { Attempts } from '../attempts.ts';
import type { ContactHistory } from './contact-history.ts';
import { NamesChanged } from './names-changed.ts';

/** Events that come together are taken in together. */
const gatherMs = 250;
/** How long the event loop is held at once, about. */
const sliceMs = 10;
const retryMs = 5_000;
/** What lags less than this is being kept up with; beyond it figures of the day would show a part as the whole. */
const toleratedLagMs = 3_000;
const firstSlice = 250;
/** Beyond this many events a millisecond senders wait for their acknowledgements: they go first. */
const pressingPerMs = 5;
/** After a slice that others had to wait for, at least this many times as long is theirs. */
const leastRestShare = 9;
/** As many times as long for each event a millisecond: the more wait, the less is taken from them. */
const restSharePerPressing = 2;
/** However many wait: stopping waits for what is under way, and so does whoever asks for a report. */
const longestRestMs = 400;
/** What came is looked at over at least so long. */
const leastLookMs = 25;
const mostInSlice = 4_000;

/** What is kept up. */
type FollowedHistory = Pick<ContactHistory, 'seq' | 'takeSlice' | 'reset' | 'isRecounting'>;

/** How the history stands. */
export type HistoryStanding = Readonly<{
	seq: number;
	/** It could not be written; the log and the wall go on without it. */
	isFailing: boolean;
}>;

/**
 * Keeps the contact history up with the log, in the background and in slices, so that walls go on while an import of years is
 * caught up with. A failure, as of a full disk, is tried again after a while.
 */
export class HistoryFollower {
	readonly #history: FollowedHistory;
	readonly #attempts: Attempts;
	readonly #onMoved: () => void;
	#limit = firstSlice;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#running: Promise<void> | null = null;
	#isFailing = false;
	#isEnded = false;
	/** Whether names have changed in the log that the rows have not been told of. */
	#awaitsNames = false;
	/** Events that came since a moment, for how fast they come. */
	#came = 0;
	#cameSince = performance.now();
	/** How many times as long as a slice takes is left to others; 0 while nobody waits. */
	#restShare = 0;
	/** Since when there is something that is not in the rows; null while there is nothing. */
	#behindSince: number | null = -Infinity;

	/** @param onMoved told after rows were written */
	constructor(history: FollowedHistory, attempts: Attempts, onMoved: () => void) {
		this.#history = history;
		this.#attempts = attempts;
		this.#onMoved = onMoved;
	}

	get standing(): HistoryStanding {
		return { seq: this.#history.seq, isFailing: this.#isFailing };
	}

	/** Whether the rows have been without some of the log for so long that figures made of them would mislead. */
	get isBehind(): boolean {
		return this.#behindSince !== null && performance.now() - this.#behindSince > toleratedLagMs;
	}

	/**
	 * There may be more to take in.
	 * @param events how many have just come
	 */
	touch(events = 0): void {
		this.#came += events;
		this.#behindSince ??= performance.now();
		this.#wakeIn(gatherMs);
	}

	/** Resolves when everything that was in the log at the call is in the rows, or cannot be brought there. */
	async settled(): Promise<void> {
		if (this.#running !== null) await this.#running;
		if (!this.#isEnded) await this.#run();
	}

	/** Does some work on the rows while nothing else does. Afterwards nothing is taken for known, the next slice looks there again. */
	async whileResting(work: () => Promise<void>): Promise<void> {
		while (this.#running !== null) await this.#running;
		const resting = work().finally(() => {
			this.#history.reset();
			this.#running = null;
			this.touch();
		});
		// Whoever waits for the rows waits for it, and need not hear what became of it.
		this.#running = resting.catch(() => {});
		await resting;
	}

	/** Takes nothing more in; what is under way is completed. */
	async end(): Promise<void> {
		this.#isEnded = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		if (this.#running !== null) await this.#running;
	}

	#wakeIn(ms: number): void {
		if (this.#isEnded || this.#timer !== null) return;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			void this.#run();
		}, ms);
		this.#timer.unref();
	}

	#run(): Promise<void> {
		this.#running ??= this.#catchUp().finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	async #catchUp(): Promise<void> {
		let isDone = false;
		this.#awaitsNames = false;
		await this.#attempts.finish('the contact history', async () => {
			for (let startedAt = performance.now(); !this.#isEnded && (await this.#slice()); startedAt = performance.now()) {
				const share = this.#restShareNow();
				const tookMs = Math.min(2 * sliceMs, performance.now() - startedAt);
				if (share > 0) await rest(Math.min(longestRestMs, share * tookMs));
				else await nextTurn();
			}
			isDone = true;
		});
		this.#isFailing = !isDone;
		if (isDone) {
			if (!this.#awaitsNames) this.#caughtUp();
			return;
		}
		this.#history.reset();
		this.#wakeIn(retryMs);
	}

	#caughtUp(): void {
		const wasBehind = this.isBehind;
		this.#behindSince = null;
		if (wasBehind) this.#onMoved();
	}

	/** What is left to others, by how fast events come: beyond some speed whoever sends them waits for this. */
	#restShareNow(): number {
		const now = performance.now();
		const passedMs = now - this.#cameSince;
		if (passedMs < leastLookMs) return this.#restShare;
		const perMs = this.#came / passedMs;
		this.#restShare = perMs > pressingPerMs ? Math.max(leastRestShare, restSharePerPressing * perMs) : 0;
		this.#came = 0;
		this.#cameSince = now;
		return this.#restShare;
	}

	/** @returns whether there may be more */
	async #slice(): Promise<boolean> {
		const startedAt = performance.now();
		const limit = this.#limit;
		const taken = await this.#takeUpTo(limit);
		if (taken === null) return false;
		if (this.#history.isRecounting) this.#caughtUp();
		else if (taken > 0) this.#onMoved();
		if (taken < limit) return false;
		const tookMs = Math.max(0.1, performance.now() - startedAt);
		// A slice that waited for others to have their turn took longer than it held the loop: grow slowly, shrink at once.
		const fitting = Math.floor((limit * sliceMs) / tookMs);
		this.#limit = Math.max(50, Math.min(mostInSlice, fitting, 2 * limit));
		return true;
	}

	/** @returns null where the rows have to be told of other names first: whoever does that wakes this again */
	async #takeUpTo(limit: number): Promise<number | null> {
		try {
			return await this.#history.takeSlice(limit);
		} catch (error) {
			if (!(error instanceof NamesChanged)) throw error;
			this.#awaitsNames = true;
			return null;
		}
	}
}

function rest(ms: number): Promise<void> {
	return new Promise((resolve) => void setTimeout(resolve, ms));
}

function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
