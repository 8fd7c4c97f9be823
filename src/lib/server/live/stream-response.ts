import type { Broadcaster, Subscriber } from './broadcaster.ts';

/** Bytes a screen may leave unread before it is sent nothing more. */
const maxUnreadBytes = 256 * 1024;
/** How long it may take to read them before the stream is closed. */
const maxBehindMs = 30_000;

/**
 * The answer to `GET /api/stream`: server-sent events until either side ends it. A screen that stops reading costs a bounded
 * buffer; when it reads again it gets one fresh snapshot, and when it does not, its stream is closed.
 */
export function streamResponse(broadcaster: Broadcaster, signal: AbortSignal): Response {
	let leave = (): void => {};
	let caughtUp = (): void => {};
	const body = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				const screen = new Screen(controller, broadcaster);
				leave = () => screen.leave();
				caughtUp = () => screen.caughtUp();
				signal.addEventListener('abort', leave, { once: true });
				broadcaster.subscribe(screen);
			},
			pull: () => caughtUp(),
			cancel: () => leave()
		},
		new ByteLengthQueuingStrategy({ highWaterMark: maxUnreadBytes })
	);
	return new Response(body, {
		headers: {
			'content-type': 'text/event-stream',
			'cache-control': 'no-store, no-transform',
			'x-accel-buffering': 'no'
		}
	});
}

class Screen implements Subscriber {
	readonly #controller: ReadableStreamDefaultController<Uint8Array>;
	readonly #broadcaster: Broadcaster;
	#behind: ReturnType<typeof setTimeout> | null = null;
	#open = true;

	constructor(controller: ReadableStreamDefaultController<Uint8Array>, broadcaster: Broadcaster) {
		this.#controller = controller;
		this.#broadcaster = broadcaster;
	}

	send(bytes: Uint8Array): boolean {
		if (!this.#open || this.#behind !== null) return false;
		this.#controller.enqueue(bytes);
		if ((this.#controller.desiredSize ?? 0) <= 0) this.#behind = setTimeout(() => this.end(), maxBehindMs).unref();
		return this.#behind === null;
	}

	/** The reader has taken what there was: if it fell behind, everything in between is one snapshot. */
	caughtUp(): void {
		if (this.#behind === null || !this.#open) return;
		clearTimeout(this.#behind);
		this.#behind = null;
		this.send(this.#broadcaster.snapshot());
	}

	end(): void {
		if (!this.#open) return;
		this.leave();
		this.#controller.close();
	}

	leave(): void {
		this.#open = false;
		if (this.#behind !== null) clearTimeout(this.#behind);
		this.#broadcaster.unsubscribe(this);
	}
}
