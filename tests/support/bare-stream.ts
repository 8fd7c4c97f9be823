import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setResponse } from '@sveltejs/kit/node';
import { onTestFinished } from 'vitest';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { SteppedClock } from '#lib/server/clock.ts';
import { Broadcaster } from '#lib/server/live/broadcaster.ts';
import { ResumeRing } from '#lib/server/live/resume-ring.ts';
import { streamResponse } from '#lib/server/live/stream-response.ts';
import { morning } from './log-events.ts';

/** Takes a request for a stream on. */
type Answer = (broadcaster: Broadcaster, message: IncomingMessage, response: ServerResponse) => void;

/** The product's broadcaster and answer on a server of their own, so that parts of them can be others. */
export class BareStream {
	readonly broadcaster: Broadcaster;
	/** The server's ends of all connections, in the order in which they came. */
	readonly sockets: Socket[] = [];
	readonly #server;
	cells: Cells;
	#seq = 0;

	constructor(parts: Readonly<{ ring?: ResumeRing; boot?: number; answer?: Answer }> = {}) {
		const { ring = new ResumeRing(), boot = 0, answer = answerAsProduct } = parts;
		this.cells = { boot, a: 0 };
		const identity = { epoch: '01234567', boot: `b00${boot}`.slice(-4), build: 'test', zone: 'UTC' };
		const source = { cells: () => this.cells, seq: () => this.#seq };
		const pace = { betweenMs: 250, isBusy: () => false };
		const clock = new SteppedClock(morning, false);
		this.broadcaster = new Broadcaster(source, clock, pace, identity, undefined, { ring });
		this.#server = createServer((message, response) => answer(this.broadcaster, message, response));
		this.#server.on('connection', (socket) => void this.sockets.push(socket));
	}

	/** Listens until the test is over. */
	async listen(): Promise<number> {
		await once(this.#server.listen(0, '127.0.0.1'), 'listening');
		onTestFinished(() => {
			for (const socket of this.sockets) socket.destroy();
			this.#server.close();
		});
		return (this.#server.address() as AddressInfo).port; // it listens on a port
	}

	/** Sets some cells and sends the frame. */
	change(cells: Cells): void {
		this.#seq++;
		this.cells = { ...this.cells, ...cells };
		this.broadcaster.flush();
	}

	stop(): void {
		this.broadcaster.end(() => 0);
		this.#server.close();
	}
}

function answerAsProduct(broadcaster: Broadcaster, message: IncomingMessage, response: ServerResponse): void {
	const lastId = message.headers['last-event-id']?.toString() ?? null;
	const surroundings = { signal: new AbortController().signal, socket: message.socket, lastId };
	void setResponse(response, streamResponse(broadcaster, surroundings));
}
