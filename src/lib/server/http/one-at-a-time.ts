import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait in one connection. Browsers and proxies send none ahead; a sender of events gets through with hundreds. */
export const mostSentAhead = 1_000;

type Line = { last: Promise<void>; waiting: number };

/**
 * A sender that does not wait for answers is served one request after the other, and loses the connection with too many: each that
 * waits takes memory. Everybody else has a turn in between: an answer that needs no waiting would otherwise bring the next one along
 * at once, and what was sent ahead in one connection would hold up all others until it is done.
 *
 * What was sent ahead of an answer that took its connection along (a stream does) or lost it is not served: there is no way left
 * to answer, and nothing would ever tell whoever serves it that the other end has gone.
 */
export function oneAtATime(handler: RequestListener): RequestListener {
	const lines = new WeakMap<Socket, Line>();
	return (message, response) => {
		const { socket } = message;
		const over = new Promise<void>((resolve) => response.once('close', resolve));
		const line = lines.get(socket);
		if (line === undefined) {
			lines.set(socket, { last: over, waiting: 0 });
			handler(message, response);
		} else {
			const before = line.last;
			line.last = over;
			if (++line.waiting > mostSentAhead) return void socket.destroy();
			void before.then(() =>
				setImmediate(() => {
					line.waiting--;
					// The web server gives the connection to the next answer before it says that the one before is over.
					if (response.socket !== null) handler(message, response);
				})
			);
		}
		void over.then(() => {
			if (lines.get(socket)?.last === over) lines.delete(socket);
		});
	};
}
