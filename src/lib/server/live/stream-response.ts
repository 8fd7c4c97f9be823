import type { Broadcaster, Subscriber } from './broadcaster.ts';

/** Bytes a screen may leave unread before it is sent nothing more. */
const maxUnreadBytes = 256 * 1024;
/** How long it may take to read them before the stream is closed. */
const maxBehindMs = 30_000;

const headers = {
	'content-type': 'text/event-stream',
	'cache-control': 'no-store, no-transform',
	'x-accel-buffering': 'no'
};

/** What a stream has to do with besides its frames. */
export type StreamHands = Readonly<{
	/** Takes the connection down; an end alone would wait behind what the screen does not read. */
	cut(): void;
	/**
	 * Calls `end` when whoever follows may no longer, and `send` with what is for this screen alone; one that fell behind misses
	 * that. Gives what stops both.
	 */
	follow(end: () => void, send: (bytes: Uint8Array) => void): () => void;
}>;

const noHands: StreamHands = { cut: () => {}, follow: () => () => {} };

/**
 * The answer to `GET /api/stream`: server-sent events until either side ends it. A screen that stops reading costs a bounded
 * buffer; when it has read that it gets one fresh snapshot, and when it does not, its stream is closed.
 */
export function streamResponse(broadcaster: Broadcaster, signal: AbortSignal, hands: StreamHands = noHands): Response {
	let leave = (): void => {};
	let caughtUp = (): void => {};
	const body = new ReadableStream<Uint8Array>(
		{
			start(controller) {
				if (signal.aborted) return controller.close();
				const screen = new Screen(controller, broadcaster, hands);
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
	return new Response(body, { headers });
}

/** The answer to `HEAD /api/stream`: what would be sent, and no screen that is served for ever. */
export function streamHeaders(): Response {
	return new Response(null, { headers });
}

class Screen implements Subscriber {
	readonly #controller: ReadableStreamDefaultController<Uint8Array>;
	readonly #broadcaster: Broadcaster;
	readonly #hands: StreamHands;
	readonly #unfollow: () => void;
	#behind: ReturnType<typeof setTimeout> | null = null;
	#hasMissed = false;
	#open = true;

	constructor(controller: ReadableStreamDefaultController<Uint8Array>, broadcaster: Broadcaster, hands: StreamHands) {
		this.#controller = controller;
		this.#broadcaster = broadcaster;
		this.#hands = hands;
		this.#unfollow = hands.follow(
			() => this.#giveUp(),
			(bytes) => void this.send(bytes)
		);
	}

	send(bytes: Uint8Array): boolean {
		if (!this.#open) return false;
		if (this.#behind !== null) {
			this.#hasMissed = true;
			return false;
		}
		this.#controller.enqueue(bytes);
		if ((this.#controller.desiredSize ?? 0) <= 0) this.#behind = setTimeout(() => this.#giveUp(), maxBehindMs).unref();
		return this.#behind === null;
	}

	/** The reader takes something: once a screen that fell behind has it all, everything in between is one snapshot. */
	caughtUp(): void {
		if (this.#behind === null || !this.#open) return;
		// A snapshot into a buffer that is nearly full would fill it again, and so on with every read.
		if ((this.#controller.desiredSize ?? 0) < maxUnreadBytes) return;
		clearTimeout(this.#behind);
		this.#behind = null;
		if (!this.#hasMissed) return;
		// A snapshot would say that it is of now; the screen asks again until there is one.
		if (this.#broadcaster.isFailing) return this.end();
		this.#hasMissed = false;
		this.send(this.#broadcaster.snapshot());
	}

	#giveUp(): void {
		this.end();
		this.#hands.cut();
	}

	end(): void {
		if (!this.#open) return;
		this.leave();
		this.#controller.close();
	}

	leave(): void {
		this.#open = false;
		this.#unfollow();
		if (this.#behind !== null) clearTimeout(this.#behind);
		this.#broadcaster.unsubscribe(this);
	}
}
