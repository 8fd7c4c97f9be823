import { setTimeout as wait } from 'node:timers/promises';
import type { Follower, FollowStanding } from './follower.ts';

const pollMs = 250;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

/** Has a follower look again and again, until it is closed. */
export class FollowLoop {
	readonly #follower: Follower;
	readonly #ending = new AbortController();
	readonly #work: Promise<void>;

	/** @param onStanding told after each look */
	constructor(follower: Follower, onStanding: (standing: FollowStanding) => void = () => {}) {
		this.#follower = follower;
		this.#work = this.#run(onStanding);
	}

	get standing(): FollowStanding {
		return this.#follower.standing;
	}

	/** Ends it after the look that is under way. */
	async close(): Promise<void> {
		this.#ending.abort();
		await this.#work;
		await this.#follower.close();
	}

	async #run(onStanding: (standing: FollowStanding) => void): Promise<void> {
		let failures = 0;
		while (!this.#ending.signal.aborted) {
			const hasMore = await this.#follower.look();
			onStanding(this.#follower.standing);
			failures = hasMore === null ? failures + 1 : 0;
			const retryMs = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 10));
			if (hasMore === true) await endOfTurn();
			// It only ever fails by being told to end.
			else await wait(hasMore === null ? retryMs : pollMs, undefined, { signal: this.#ending.signal }).catch(() => {});
		}
	}
}

/** Lets everything else have its turn. */
export function endOfTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
