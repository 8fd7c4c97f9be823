/** A call that is not over, or may yet enter another queue. */
export type OpenCall = Readonly<{
	/** `moved_on`: its queue let it go (timeout, no agents, key, withdrawn); `transferred`: its agent sent it on. */
	phase: 'waiting' | 'connected' | 'transferred' | 'moved_on';
	/** When that began, UTC epoch ms. */
	since: number;
	/** The queue it is or was in; null when no line named it. */
	queue: string | null;
	/** Who talks or talked to it. */
	agent: string | null;
}>;

/** After a day of log time a call is no longer believed in. */
const forgottenAfterMs = 24 * 60 * 60 * 1000;

/** The calls of one server that are not over. Bounded twice: by log time and by number, the first come being dropped. */
export class OpenCalls {
	readonly #calls = new Map<string, OpenCall>();
	readonly #limit: number;
	#changes = 0;

	constructor(limit = 20_000) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#calls.size;
	}

	/** Every call, in the order of its last change. */
	all(): readonly (readonly [callId: string, call: OpenCall])[] {
		return [...this.#calls];
	}

	/** The call as it was left, unless that was a day or more before `at`. */
	get(callId: string, at: number): OpenCall | undefined {
		const call = this.#calls.get(callId);
		return call === undefined || at - call.since >= forgottenAfterMs ? undefined : call;
	}

	set(callId: string, call: OpenCall): void {
		this.#calls.delete(callId); // so that it goes to the end: the map's order is that of the last change
		this.#calls.set(callId, call);
		if (++this.#changes % 1024 === 0) this.#forgetOld(call.since);
		if (this.#calls.size > this.#limit) this.#forgetFirst();
	}

	end(callId: string): void {
		this.#calls.delete(callId);
	}

	/**
	 * Ends everything: the server was started anew at `at`. A call that began later stays; then the lines are out of order.
	 * @returns the calls that were cut off while they waited or talked
	 */
	restart(at: number): readonly (readonly [callId: string, call: OpenCall])[] {
		this.#forgetOld(at);
		const gone = [...this.#calls].filter(([, call]) => call.since <= at);
		for (const [callId] of gone) this.#calls.delete(callId);
		return gone.filter(([, call]) => call.phase === 'waiting' || call.phase === 'connected');
	}

	#forgetOld(at: number): void {
		for (const [callId, call] of this.#calls) {
			if (at - call.since >= forgottenAfterMs) this.#calls.delete(callId);
		}
	}

	/** An eighth at a time, so that a full memory does not pay on every line. */
	#forgetFirst(): void {
		let surplus = Math.ceil(this.#limit / 8);
		for (const callId of this.#calls.keys()) {
			if (surplus-- <= 0) return;
			this.#calls.delete(callId);
		}
	}
}
