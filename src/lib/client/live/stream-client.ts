import { WATCHDOG_MS } from '#lib/protocol/connection-state.ts';
import { readMessage, streamEvents } from './read-message.ts';
import type { StreamEvent, StreamMessage } from './read-message.ts';

/** What the stream needs of an `EventSource`. */
export type EventSourceLike = {
	addEventListener(event: StreamEvent | 'error', listener: (message: MessageEvent<string>) => void): void;
	close(): void;
};

/** What the stream needs of the world; tests give it one of their own. */
export type StreamEnvironment = Readonly<{
	open: (url: string) => EventSourceLike;
	/** A clock in ms that cannot be set. */
	monotonicMs: () => number;
	/** From 0 up to, not including, 1. */
	random: () => number;
	/** Calls back once after a delay; the result cancels it. */
	after: (delayMs: number, callback: () => void) => () => void;
}>;

/** What the receiver made of a message; `refused` = it does not follow from what went before. */
export type Receipt = 'applied' | 'refused';

/** Longest pause between two attempts: a wall is to be live within five seconds after its server is back. */
const BACK_OFF_MAX_MS = 4_000;
/** A stream that lived this long was a good one: the next failure starts counting anew. */
const PROVEN_MS = 10_000;
/** A server that is being started answers faster than this only by luck; no hammering at an instant refusal. */
const PAUSE_MIN_MS = 100;

/**
 * Keeps one stream open for as long as the page lives.
 *
 * The browser's own reconnecting is not used: it gives up for good after a 204, a 503 or a page of HTML, waits a fixed
 * time otherwise, and knows nothing of a link that is open but dead. So every error closes the source, and another one
 * is opened after a pause of 1, 2, 4 … 30 seconds at most, drawn at random so that two hundred screens do not come back
 * in the same instant.
 */
export class StreamClient {
	readonly #url: string;
	readonly #world: StreamEnvironment;
	readonly #receive: (message: StreamMessage) => Receipt;
	readonly #onFail: () => void;
	#source: EventSourceLike | null = null;
	#lastId = '';
	#failures = 0;
	#openedMs = 0;
	#heardMs: number | null = null;
	#running = false;
	#cancelWatchdog: () => void = nothing;
	#cancelReopen: () => void = nothing;

	/**
	 * @param url the view's stream, with at least one query parameter
	 * @param onFail told each time the stream ended without having said that it would, or could not be opened
	 */
	constructor(
		url: string,
		world: StreamEnvironment,
		receive: (message: StreamMessage) => Receipt,
		onFail: () => void = nothing
	) {
		this.#url = url;
		this.#world = world;
		this.#receive = receive;
		this.#onFail = onFail;
	}

	/**
	 * Opens the stream and keeps it open until {@link stop}.
	 * @param fresh true = ask for a whole snapshot, also when an earlier stream was stopped here
	 */
	start(fresh = false): void {
		if (this.#running) return;
		this.#running = true;
		this.reopen(fresh);
	}

	/** Closes the stream for good, or until the next {@link start}. */
	stop(): void {
		this.#running = false;
		this.#close();
	}

	/**
	 * Drops what is there and opens another stream at once: after sleep, on return to the page, when the network is back.
	 * @param fresh true = ask for a whole snapshot instead of what was missed
	 */
	reopen(fresh: boolean): void {
		if (!this.#running) return;
		this.#failures = 0;
		if (fresh) this.#lastId = '';
		this.#open();
	}

	#open(): void {
		this.#close();
		this.#openedMs = this.#world.monotonicMs();
		this.#heardMs = null;
		const resume = this.#lastId === '' ? '' : `&last_event_id=${encodeURIComponent(this.#lastId)}`;
		const source = this.#world.open(this.#url + resume);
		this.#source = source;
		this.#watch();
		source.addEventListener('error', () => {
			if (source === this.#source) this.#fail();
		});
		for (const event of streamEvents) {
			source.addEventListener(event, (message) => {
				// A closed source may still deliver what was queued before it was closed.
				if (source === this.#source) this.#take(event, message.data, message.lastEventId);
			});
		}
	}

	#take(event: StreamEvent, text: string, id: string): void {
		const message = readMessage(event, text, id);
		if (message === null || this.#receive(message) === 'refused') {
			this.#lastId = '';
			this.#fail();
			return;
		}
		this.#heardMs = this.#world.monotonicMs();
		this.#watch();
		if (message.kind === 'snapshot' || message.kind === 'frame') this.#lastId = message.id;
		if (message.kind === 'bye') {
			this.#close();
			this.#reopenAfter(message.bye.retryMs);
		}
	}

	#fail(): void {
		const proven = this.#heardMs !== null && this.#heardMs - this.#openedMs >= PROVEN_MS;
		this.#failures = proven ? 1 : this.#failures + 1;
		this.#close();
		const ceilingMs = Math.min(BACK_OFF_MAX_MS, 1000 * 2 ** Math.min(this.#failures - 1, 10));
		this.#reopenAfter(Math.max(PAUSE_MIN_MS, this.#world.random() * ceilingMs));
		this.#onFail();
	}

	#reopenAfter(delayMs: number): void {
		this.#cancelReopen = this.#world.after(delayMs, () => this.#open());
	}

	#watch(): void {
		this.#cancelWatchdog();
		this.#cancelWatchdog = this.#world.after(WATCHDOG_MS, () => this.#fail());
	}

	#close(): void {
		this.#cancelWatchdog();
		this.#cancelReopen();
		this.#cancelWatchdog = this.#cancelReopen = nothing;
		this.#source?.close();
		this.#source = null;
	}
}

function nothing(): void {
	// Stands for "there is nothing to cancel".
}
