import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { newClient } from '../database/postgres/connect.ts';
import { BackOff } from './back-off.ts';

/** How often it is asked whether the connection still answers, and how long an answer may take, ms. */
const heartbeatMs = 10_000;
const answerMs = 3000;

/** Told that there may be something new: up to this position, or null where that is not known, since the connection broke or was made. */
export type WakeListener = (seq: number | null) => void;

/**
 * Hears that somebody appended, over a connection of its own which it makes anew whenever it breaks. What is said meanwhile is
 * lost, so the end of a connection wakes its listener, and each new one once, after it listens.
 */
export class PostgresListener {
	readonly #url: string;
	readonly #onWake: WakeListener;
	readonly #stopping = new AbortController();
	#client: pg.Client | null = null;
	#running: Promise<void> = Promise.resolve();

	constructor(url: string, onWake: WakeListener) {
		this.#url = url;
		this.#onWake = onWake;
	}

	/** Whether what is appended now would be heard of, as far as is known. */
	get isListening(): boolean {
		return this.#client !== null;
	}

	start(): void {
		this.#running = this.#keepListening();
	}

	/** Resolves when its connection is gone. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		await this.#running;
	}

	async #keepListening(): Promise<void> {
		const backOff = new BackOff();
		while (!this.#stopping.signal.aborted) {
			await this.#listenOnce(() => backOff.reset());
			await this.#pause(backOff.next());
		}
	}

	/** Listens until the connection breaks, or does not answer. */
	async #listenOnce(onListening: () => void): Promise<void> {
		const client = newClient(this.#url, answerMs);
		const broken = new AbortController();
		client.on('error', () => broken.abort());
		client.on('end', () => broken.abort());
		client.on('notification', ({ payload }) => this.#onWake(positionIn(payload)));
		try {
			await client.connect();
			await client.query('listen bereik_log');
			this.#client = client;
			onListening();
			this.#onWake(null);
			const either = AbortSignal.any([broken.signal, this.#stopping.signal]);
			while (!either.aborted) {
				await sleep(heartbeatMs, undefined, { signal: either });
				await client.query('select 1');
			}
		} catch {
			// Broken, silent or told to stop: in any case there is nothing to hear on it any more.
		} finally {
			const wasListening = this.#client !== null;
			this.#client = null;
			if (wasListening) this.#onWake(null);
			await end(client);
		}
	}

	async #pause(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined); // told to stop
	}
}

/** A frozen server does not answer that it heard; after a moment nobody waits for it. */
async function end(client: pg.Client): Promise<void> {
	const ended = client.end().catch(() => undefined); // broken already
	const patience = new AbortController();
	await Promise.race([ended, sleep(500, undefined, { signal: patience.signal, ref: false }).catch(() => undefined)]);
	patience.abort();
}

function positionIn(payload: string | undefined): number | null {
	const seq = Number(payload);
	return payload === undefined || !Number.isSafeInteger(seq) ? null : seq;
}
