import type { QueueLook } from '#lib/domain/norms/off-norm-since.ts';

const minuteMs = 60_000;
const unknown = -1;
const nobody = -2;
const mostMs = 2 ** 31 - 1;

/**
 * What was seen of each queue at the start of every minute, for as long as lines look back. Two whole numbers a minute in
 * rings of a fixed size: 92 kB a queue over eight days, and no queue beyond a fixed number of them.
 */
export class QueueHistory {
	readonly #rings = new Map<string, Ring>();
	readonly #minutes: number;
	readonly #maxQueues: number;

	/** @param keepMs how far back is remembered */
	constructor(keepMs: number, maxQueues = 512) {
		this.#minutes = Math.ceil(keepMs / minuteMs) + 1;
		this.#maxQueues = maxQueues;
	}

	/** Remembers a look at a queue at the start of a minute. Beyond the number of queues that fit, a new one has no history. */
	add(queue: string, at: number, look: QueueLook): void {
		this.#ringOf(queue, at)?.add(Math.round(at / minuteMs), look);
	}

	/** What was seen of a queue at the start of a minute; null when nobody looked, or it is too long ago. */
	at(queue: string, at: number): QueueLook | null {
		return this.#rings.get(queue)?.at(at / minuteMs) ?? null;
	}

	#ringOf(queue: string, at: number): Ring | null {
		let ring = this.#rings.get(queue);
		if (ring === undefined) {
			if (this.#rings.size >= this.#maxQueues) this.#forgetBefore(at / minuteMs - this.#minutes);
			if (this.#rings.size >= this.#maxQueues) return null;
			ring = new Ring(this.#minutes);
			this.#rings.set(queue, ring);
		}
		return ring;
	}

	#forgetBefore(minute: number): void {
		for (const [queue, ring] of this.#rings) if (ring.newest < minute) this.#rings.delete(queue);
	}
}

/** One queue: a place for every minute, used again when its time has passed. */
class Ring {
	readonly #depths: Int32Array;
	readonly #waits: Int32Array;
	/** Number of the newest minute, counted from 1970. */
	newest = -Infinity;

	constructor(minutes: number) {
		this.#depths = new Int32Array(minutes).fill(unknown);
		this.#waits = new Int32Array(minutes);
	}

	add(minute: number, { queueDepth, longestWaitMs }: QueueLook): void {
		const size = this.#depths.length;
		if (minute <= this.newest - size) return;
		// What lies between was not looked at: its places must not tell of the time that used them before.
		for (let no = Math.max(this.newest + 1, minute - size + 1); no < minute; no++) this.#depths[no % size] = unknown;
		this.newest = Math.max(this.newest, minute);
		this.#depths[minute % size] = Math.min(queueDepth, mostMs);
		this.#waits[minute % size] = longestWaitMs === null ? nobody : Math.min(longestWaitMs, mostMs);
	}

	at(minute: number): QueueLook | null {
		const size = this.#depths.length;
		if (minute > this.newest || minute <= this.newest - size) return null;
		const queueDepth = this.#depths[minute % size] ?? unknown;
		const wait = this.#waits[minute % size] ?? nobody;
		return queueDepth === unknown ? null : { queueDepth, longestWaitMs: wait === nobody ? null : wait };
	}
}
