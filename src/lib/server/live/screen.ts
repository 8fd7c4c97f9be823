import type { Broadcaster } from './broadcaster.ts';
import type { Subscriber } from './subscriber.ts';
import { encodeMessage, encodeText } from './encoded-message.ts';
import type { StreamLine } from './stream-line.ts';
import {
	maxBehindMs,
	maxUnreadBytes,
	revokedRetryMs,
	rotateAfterMs,
	rotationRetryMs,
	rotationSpread
} from './stream-limits.ts';

/**
 * One stream that is open. A screen that stops reading costs a bounded buffer; when it has read that it gets one fresh snapshot,
 * and when it does not, its connection is cut. There is no timer here: {@link look} is called each second.
 */
export class Screen implements Subscriber {
	readonly #broadcaster: Broadcaster;
	#line: StreamLine;
	/** What keeps account of this stream elsewhere. */
	#unfollow: (() => void) | null = null;
	readonly #rotateAtMs: number;
	/** Since when it has been behind, and missed something; null = it is not. */
	#behindSinceMs: number | null = null;
	#isOpen = true;

	constructor(line: StreamLine, broadcaster: Broadcaster, random: () => number = Math.random) {
		this.#line = line;
		this.#broadcaster = broadcaster;
		this.#rotateAtMs = performance.now() + rotateAfterMs * (1 + rotationSpread * (2 * random() - 1));
	}

	get isOpen(): boolean {
		return this.#isOpen;
	}

	/** Goes on over another line, in place of the one so far. */
	use(line: StreamLine): void {
		this.#line = line;
	}

	/** Has this stream kept account of elsewhere as long as it is open. */
	follow(unfollow: () => void): void {
		if (this.#isOpen) this.#unfollow = unfollow;
		else unfollow();
	}

	send(bytes: Uint8Array, chunk: Uint8Array): boolean {
		if (!this.#isOpen) return false;
		if (this.#behindSinceMs !== null) {
			// Where it has just read all of what it had, the snapshot it is given says what this message says.
			this.#catchUp();
			return false;
		}
		const { unread } = this.#line;
		// One message alone is never too much: there would be no way to ever send it.
		if (unread > 0 && unread + chunk.length > maxUnreadBytes) {
			this.#behindSinceMs = performance.now();
			return false;
		}
		this.#line.write(bytes, chunk);
		return true;
	}

	/** Sends what is for this screen alone; one that is behind misses it. */
	tell(event: Uint8Array): void {
		if (this.#behindSinceMs !== null) return;
		const { bytes, chunk } = encodeText(Buffer.from(event).toString());
		this.send(bytes, chunk);
	}

	look(nowMs: number): void {
		if (!this.#isOpen) return;
		if (this.#behindSinceMs !== null) {
			if (nowMs - this.#behindSinceMs >= maxBehindMs) {
				this.#broadcaster.noteSlow();
				this.cut();
			} else this.#catchUp();
		} else if (nowMs >= this.#rotateAtMs) this.#sayBye(rotationRetryMs(Math.random));
	}

	/** Whoever follows may no longer: nothing more is sent but that this is the end. */
	revoke(): void {
		this.#sayBye(revokedRetryMs);
	}

	end(): void {
		if (!this.#isOpen) return;
		this.leave();
		this.#line.end();
	}

	/** Ends it also where nobody reads. */
	cut(): void {
		this.end();
		this.#line.cut();
	}

	/** The connection is gone. */
	leave(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		this.#unfollow?.();
		this.#broadcaster.unsubscribe(this);
	}

	#sayBye(retryMs: number): void {
		// What waits would be before it, and nobody reads that.
		if (this.#line.unread > 0) return this.cut();
		const { bytes, chunk } = encodeMessage('bye', { retryMs });
		this.send(bytes, chunk);
		this.end();
	}

	#catchUp(): void {
		if (this.#line.unread > 0) return;
		this.#behindSinceMs = null;
		// A snapshot would say that it is of now; the screen asks again until there is one.
		if (this.#broadcaster.isFailing) return this.end();
		const { bytes, chunk } = this.#broadcaster.snapshotMessage();
		this.#line.write(bytes, chunk);
	}
}
