import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { lastChunk } from './encoded-message.ts';
import type { StreamLine } from './stream-line.ts';

/** How long a connection that was ended may stand still before it is cut. */
const lastWordMs = 500;

/** What Node's web server keeps of a connection: neither documented nor changed in years, so each of it is looked for. */
type ServedSocket = Socket & {
	parser?: { remove?(): void; close?(): void; socket?: unknown; incoming?: unknown; outgoing?: unknown } | null;
	_httpMessage?: (ServerResponse & { chunkedEncoding?: boolean }) | null;
};

/**
 * The way straight into the socket, past the request, the answer, the parser and the stream that brought it up: they cost more
 * memory than all else of a screen, and half as much time again for each message.
 */
export class SocketLine implements StreamLine {
	readonly #socket: Socket;
	/** HTTP/1.0, as some proxies speak it, has no chunks. */
	readonly #isChunked: boolean;

	constructor(socket: Socket, isChunked: boolean) {
		this.#socket = socket;
		this.#isChunked = isChunked;
	}

	get unread(): number {
		return this.#socket.writableLength;
	}

	write(bytes: Uint8Array, chunk: Uint8Array): void {
		this.#socket.write(this.#isChunked ? chunk : bytes);
	}

	end(): void {
		if (this.#isChunked) this.#socket.write(lastChunk);
		this.#socket.setTimeout(lastWordMs, () => this.#socket.destroy());
		this.#socket.destroySoon();
	}

	cut(): void {
		this.#socket.destroy();
	}
}

/**
 * Takes a connection over from Node's web server while its answer is under way, and lets go of all that belonged to the request.
 * The answer's head, and what was written of it so far, have been handed to the socket.
 * @param onClose called once the connection is gone, by whichever end
 * @returns null when it cannot be taken: nothing has changed then, and the answer goes on as it began
 */
export function takeSocket(socket: Socket, onClose: () => void): SocketLine | null {
	const served: ServedSocket = socket;
	const { parser, _httpMessage: response } = served;
	const isUnderWay = response?.socket === socket && response.headersSent && !response.writableEnded;
	if (!isUnderWay || socket.destroyed) return null;
	const canLetGo = typeof parser?.remove === 'function' && typeof parser.close === 'function';
	if (!canLetGo || typeof response.chunkedEncoding !== 'boolean') return null;
	// Nothing of the answer may wait in the answer itself.
	if (response.writableLength > socket.writableLength) return null;
	const line = new SocketLine(socket, response.chunkedEncoding);
	response.detachSocket(socket);
	// Whoever reads the bytes of a connection has them not read by the parser.
	socket.on('data', nothing);
	served.parser = null;
	Object.assign(parser, { socket: null, incoming: null, outgoing: null });
	parser.remove?.();
	// It may be at work at this very moment, further down the stack.
	setImmediate(() => parser.close?.());
	for (const event of ['data', 'end', 'drain', 'timeout', 'error']) socket.removeAllListeners(event);
	for (const listener of socket.listeners('close'))
		// The server would abort the request, which holds all that was let go. Listeners of others stay.
		if (listener.name === 'bound socketOnClose') socket.removeListener('close', listener as () => void); // of this event
	socket.setTimeout(0);
	socket.on('error', nothing);
	socket.on('close', onClose);
	// A screen says nothing more; when it goes, this end goes too.
	socket.on('end', destroyThis);
	socket.resume();
	// To whoever counts or waits for answers this one is over; the server itself must not take back a socket that is not its.
	response.removeAllListeners('finish');
	response.emit('close');
	return line;
}

function nothing(): void {}

function destroyThis(this: Socket): void {
	this.destroy();
}
