import type { EncodedMessage } from './encoded-message.ts';

/** How much of a view's past is kept for screens that come back: whichever is reached first. */
export const ringLimits = { frames: 240, ageMs: 60_000, bytes: 4 * 1024 * 1024 } as const;

type Kept = Readonly<{ base: string; builtMs: number; message: EncodedMessage }>;

/**
 * The last frames of one view. Each follows the one before it, so whoever has the base of one of them needs that one and all
 * that came after, and nobody is given less. An id says which history, meaning of the view and process it is of: one that was
 * not given out here is not found.
 */
export class ResumeRing {
	readonly #kept: Kept[] = [];
	#bytes = 0;

	/** How many bytes of frames are kept. */
	get bytes(): number {
		return this.#bytes;
	}

	/** How many frames are kept. */
	get size(): number {
		return this.#kept.length;
	}

	/**
	 * Keeps a frame that was built.
	 * @param base id of the frame or snapshot that it follows
	 * @param builtMs when, on a clock that only goes forward
	 */
	add(base: string, message: EncodedMessage, builtMs: number): void {
		this.#kept.push({ base, builtMs, message });
		this.#bytes += message.chunk.length;
		while (this.#kept.length > ringLimits.frames || this.#bytes > ringLimits.bytes) this.#forgetOldest();
		this.#forgetAged(builtMs);
	}

	/**
	 * What came after an id, in order.
	 * @param current id of the view as it is now
	 * @returns null when that is not known any more, or never was
	 */
	since(id: string, current: string, nowMs: number): readonly EncodedMessage[] | null {
		if (id === current) return [];
		this.#forgetAged(nowMs);
		const first = this.#kept.findIndex(({ base }) => base === id);
		return first < 0 ? null : this.#kept.slice(first).map(({ message }) => message);
	}

	#forgetAged(nowMs: number): void {
		for (let oldest = this.#kept[0]; oldest !== undefined; oldest = this.#kept[0]) {
			if (nowMs - oldest.builtMs <= ringLimits.ageMs) return;
			this.#forgetOldest();
		}
	}

	#forgetOldest(): void {
		this.#bytes -= this.#kept.shift()?.message.chunk.length ?? 0;
	}
}
