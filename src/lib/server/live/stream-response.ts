import type { Socket } from 'node:net';
import type { Broadcaster } from './broadcaster.ts';
import { Screen } from './screen.ts';
import { takeSocket } from './socket-line.ts';
import { BodyLine, type StreamLine } from './stream-line.ts';

const headers = {
	'content-type': 'text/event-stream',
	'cache-control': 'no-store, no-transform',
	'x-accel-buffering': 'no',
	// The connection ends with the stream: whoever stands between must not keep it for the next request.
	connection: 'close'
};

/** What a stream has to do with besides its frames. */
export type StreamSurroundings = Readonly<{
	/** Aborted when whoever asked is gone before the stream was theirs. */
	signal: AbortSignal;
	/** The request's own; null where there is none, as under the development server. */
	socket?: Socket | null;
	/** The last id that the screen has; null = none. */
	lastId?: string | null;
	/** Keeps account of the stream; gives what ends that. Must hold on to nothing of the request. */
	follow?: (screen: Screen) => () => void;
}>;

/**
 * The answer to `GET /api/stream`: server-sent events until either side ends it. The head and the first messages go through the
 * answer's own body; once they have, the rest is written straight to the socket where there is one.
 */
export function streamResponse(broadcaster: Broadcaster, surroundings: StreamSurroundings): Response {
	const source = new StreamSource(broadcaster, surroundings);
	// Above a mark of 0 a stream would be asked for more before what it has was taken.
	const body = new ReadableStream<Uint8Array>(source, new ByteLengthQueuingStrategy({ highWaterMark: 0 }));
	return new Response(body, { headers });
}

/** The answer to `HEAD /api/stream`: what would be sent, and no screen that is served for ever. */
export function streamHeaders(): Response {
	return new Response(null, { headers });
}

/** The first part of a stream's life, and all of it where there is no socket to take. It is let go with the request. */
class StreamSource implements UnderlyingDefaultSource<Uint8Array> {
	readonly #broadcaster: Broadcaster;
	readonly #surroundings: StreamSurroundings;
	readonly #leave = (): void => this.#screen?.leave();
	#socket: Socket | null;
	#screen: Screen | null = null;

	constructor(broadcaster: Broadcaster, surroundings: StreamSurroundings) {
		this.#broadcaster = broadcaster;
		this.#surroundings = surroundings;
		this.#socket = surroundings.socket ?? null;
	}

	start(controller: ReadableStreamDefaultController<Uint8Array>): void {
		const { signal, lastId, follow } = this.#surroundings;
		if (signal.aborted) return controller.close();
		const screen = new Screen(new BodyLine(controller, this.#socket), this.#broadcaster);
		this.#screen = screen;
		signal.addEventListener('abort', this.#leave, { once: true });
		if (follow !== undefined) screen.follow(follow(screen));
		this.#broadcaster.subscribe(screen, lastId);
	}

	/** All there was has been taken, and more is asked for. */
	pull(): void {
		const screen = this.#screen;
		if (screen === null || !screen.isOpen) return;
		const line = this.#takeLine(screen);
		if (line === null) return screen.look(performance.now());
		this.#surroundings.signal.removeEventListener('abort', this.#leave);
		this.#screen = null;
		screen.use(line);
	}

	cancel(): void {
		this.#leave();
	}

	#takeLine(screen: Screen): StreamLine | null {
		const socket = this.#socket;
		// What cannot be taken the first time never can.
		this.#socket = null;
		if (socket === null) return null;
		// The end of the answer that taking it brings is not the end of the screen.
		this.#screen = null;
		const line = takeSocket(socket, leaving(screen));
		if (line === null) this.#screen = screen;
		return line;
	}
}

/** A function that holds on to the screen alone. */
function leaving(screen: Screen): () => void {
	return () => screen.leave();
}
