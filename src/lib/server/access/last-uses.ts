const hourMs = 3_600_000;
const writeAfterMs = 1_000;
const maxRemembered = 10_000;

/** Writes that something was used; `at` is UTC epoch ms, to the hour. */
export type WriteUse = (id: string, at: number) => Promise<void>;

/**
 * Keeps when keys and secrets were last used, to the hour. Whoever uses one does not wait for it: at most once an hour a use is
 * noted, and written some time later.
 */
export class LastUses {
	readonly #write: WriteUse;
	readonly #onError: (error: unknown) => void;
	/** The hour that was noted last, by id. */
	readonly #noted = new Map<string, number>();
	#waiting = new Map<string, number>();
	#timer: NodeJS.Timeout | null = null;

	/** @param onError told when a use could not be written; it is noted again at the next one */
	constructor(write: WriteUse, onError: (error: unknown) => void) {
		this.#write = write;
		this.#onError = onError;
	}

	/** @param keptAt what is kept of an earlier use; null = none */
	note(id: string, now: number, keptAt: number | null): void {
		const hour = now - (now % hourMs);
		if (keptAt !== null && keptAt >= hour) return;
		if ((this.#noted.get(id) ?? -Infinity) >= hour) return;
		if (this.#noted.size >= maxRemembered) this.#noted.clear();
		this.#noted.set(id, hour);
		this.#waiting.set(id, hour);
		this.#timer ??= setTimeout(() => void this.flush(), writeAfterMs).unref();
	}

	/** Writes what waits; to be called before the store is closed, too. Never rejects. */
	async flush(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		const waiting = this.#waiting;
		this.#waiting = new Map();
		for (const [id, hour] of waiting) {
			try {
				await this.#write(id, hour);
			} catch (error) {
				this.#noted.delete(id);
				this.#onError(error);
			}
		}
	}
}
