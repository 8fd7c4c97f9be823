import type { IncomingMessage, ServerResponse } from 'node:http';
import { applyChanges, diffCells } from '#lib/protocol/live-cells.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import { encodeEvent, HEARTBEAT_SECONDS, PROTOCOL_VERSION, streamId } from '#lib/protocol/stream-message.ts';
import type { Hello } from '#lib/protocol/stream-message.ts';
import { fixtureNow } from './now-cells.ts';

/** How the server answers a request for the stream. */
export type Behaviour = 'serving' | 'mute' | 'unavailable' | 'no-content' | 'html' | 'hello-only';

/** A server of the stream that does what a test tells it, over real HTTP. */
export class FakeStream {
	/** Requests for the stream so far, as their query. */
	readonly requests: string[] = [];
	behaviour: Behaviour = 'serving';
	now = fixtureNow;
	hello: Partial<Hello> = {};
	#cells: Cells = {};
	#tick = 0;
	readonly #streams = new Set<ServerResponse>();

	/** Streams that are open now. */
	get open(): number {
		return this.#streams.size;
	}

	/** Of what was sent last. */
	get id(): string {
		return streamId('fixture0', 1, this.#tick, 'boot', this.#tick);
	}

	/** Sets what the next stream starts from. */
	reset(cells: Cells, hello: Partial<Hello> = {}): void {
		this.end();
		this.requests.length = 0;
		this.behaviour = 'serving';
		this.now = fixtureNow;
		this.#cells = cells;
		this.hello = hello;
	}

	/** Sends what changed to every open stream. */
	change(set: Cells): void {
		const base = this.id;
		const after = applyChanges(this.#cells, { set, unset: [] });
		const changes = diffCells(this.#cells, after);
		this.#cells = after;
		this.#tick += 1;
		this.#write(encodeEvent('frame', { base, now: this.now, seq: this.#tick, ...changes }, this.id));
	}

	/** Sends a frame that follows from nothing. */
	changeOutOfOrder(set: Cells): void {
		this.#tick += 1;
		this.#write(encodeEvent('frame', { base: 'elsewhere', now: this.now, seq: 1, set }, this.id));
	}

	/** Sends a proof of life. */
	beat(): void {
		this.#write(encodeEvent('hb', { now: this.now, seq: this.#tick }));
	}

	/** Ends every stream as a dying process would. */
	end(): void {
		for (const response of this.#streams) response.destroy();
		this.#streams.clear();
	}

	/** Answers one request under `/api/`. */
	handle(request: IncomingMessage, response: ServerResponse): void {
		const url = new URL(request.url ?? '/', 'http://localhost');
		if (url.pathname.endsWith('/health/live') && this.behaviour !== 'unavailable') {
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"live"}');
			return;
		}
		if (!url.pathname.endsWith('/stream')) {
			response.writeHead(404).end();
			return;
		}
		this.requests.push(url.search);
		switch (this.behaviour) {
			case 'unavailable':
				response.writeHead(503, { 'retry-after': '1' }).end();
				return;
			case 'no-content':
				response.writeHead(204).end();
				return;
			case 'html':
				response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Log in</p>');
				return;
			case 'mute':
				this.#start(response);
				return;
			case 'hello-only':
				this.#start(response).write(this.#helloEvent());
				return;
			case 'serving': {
				const snapshot = { now: this.now, seq: this.#tick, cells: this.#cells };
				this.#start(response).write(this.#helloEvent() + encodeEvent('snapshot', snapshot, this.id));
			}
		}
	}

	#start(response: ServerResponse): ServerResponse {
		response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
		response.write(': open\n\n');
		this.#streams.add(response);
		response.on('close', () => this.#streams.delete(response));
		return response;
	}

	#helloEvent(): string {
		const hello: Hello = {
			protocol: PROTOCOL_VERSION,
			now: this.now,
			// Stepped, so that a picture of the page is the same whenever it is taken.
			speed: 0,
			build: 'fixture',
			heartbeat: HEARTBEAT_SECONDS,
			zone: 'Europe/Amsterdam',
			replay: false,
			present: this.now,
			...this.hello
		};
		return encodeEvent('hello', hello);
	}

	#write(text: string): void {
		for (const response of this.#streams) response.write(text);
	}
}
