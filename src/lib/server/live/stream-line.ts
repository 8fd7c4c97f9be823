import type { Socket } from 'node:net';

/** The way to one screen: what is written leaves in order. */
export interface StreamLine {
	/** Bytes that were written and have not been taken yet. */
	readonly unread: number;
	/** Writes a message, given as it is and as one chunk of an HTTP/1.1 answer. */
	write(bytes: Uint8Array, chunk: Uint8Array): void;
	/** Ends the answer; what was written before still leaves. */
	end(): void;
	/** Takes the connection down at once: an end would wait behind what the screen does not read. */
	cut(): void;
}

/** The way through the body of the answer, as whoever serves it reads it. */
export class BodyLine implements StreamLine {
	readonly #controller: ReadableStreamDefaultController<Uint8Array>;
	readonly #socket: Socket | null;

	/**
	 * @param controller of a stream whose high water mark is 0
	 * @param socket through which the body leaves in the end, where that is known
	 */
	constructor(controller: ReadableStreamDefaultController<Uint8Array>, socket: Socket | null) {
		this.#controller = controller;
		this.#socket = socket;
	}

	get unread(): number {
		return (this.#socket?.writableLength ?? 0) - (this.#controller.desiredSize ?? 0);
	}

	write(bytes: Uint8Array): void {
		this.#controller.enqueue(bytes);
	}

	end(): void {
		this.#controller.close();
	}

	cut(): void {
		this.#socket?.destroy();
	}
}
