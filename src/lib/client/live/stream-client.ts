import { WATCHDOG_MS } from '#lib/protocol/connection-state.ts';
import { readMessage, streamEvents } from './read-message.ts';
import type { StreamEvent, StreamMessage } from './read-message.ts';
import { ServerReturn } from './server-return.ts';
import type { ReturnWorld } from './server-return.ts';

/** What is read of a `MessageEvent`. */
export type SourceMessage = Readonly<{
	data: string;
	lastEventId: string;
	/** How long ago the server said it, where it did not come straight from there; otherwise it was now. */
	ageMs?: number;
}>;

/** What the stream needs of an `EventSource`. */
export type EventSourceLike = {
	addEventListener(event: StreamEvent | 'error', listener: (message: SourceMessage) => void): void;
	close(): void;
};

/** What the stream needs of the world; tests give it one of their own. */
export type StreamEnvironment = ReturnWorld &
	Readonly<{
		open: (url: string) => EventSourceLike;
		/** A clock in ms that cannot be set. */
		monotonicMs: () => number;
	}>;

/** What the receiver made of a message; `refused` = it does not follow from what went before. */
export type Receipt = 'applied' | 'refused';

/** Takes in one message that the server said `ageMs` ago. */
export type Receiver = (message: StreamMessage, ageMs: number) => Receipt;

/** Longest pause between two attempts. A server that is back is noticed sooner: {@link ServerReturn}. */
const BACK_OFF_MAX_MS = 30_000;
/** Screens that notice a server's return at once spread their attempts over this long. */
const RETURN_SPREAD_MS = 1_500;
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
 * in the same instant. In between it is looked every few seconds whether the server is back.
 */
export class StreamClient {
	readonly #url: string;
	readonly #world: StreamEnvironment;
	readonly #receive: Receiver;
	readonly #return: ServerReturn;
	readonly #onFail: () => void;
	#source: EventSourceLike | null = null;
	#lastId = '';
	#failures = 0;
	#openedMs = 0;
	#heardMs: number | null = null;
	#running = false;
	#cancelWatchdog: () => void = nothing;
	#cancelReopen: () => void = nothing;
	#cancelHaste: () => void = nothing;

	/**
	 * @param url the view's stream, with at least one query parameter
	 * @param onFail told each time the stream ended without having said that it would, or could not be opened
	 */
	constructor(url: string, world: StreamEnvironment, receive: Receiver, onFail: () => void = nothing) {
		this.#url = url;
		this.#world = world;
		this.#receive = receive;
		this.#onFail = onFail;
		this.#return = new ServerReturn(world, (wasAway) => this.#hasten(wasAway));
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
		this.#settle();
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
		const source = this.#world.open(resumedUrl(this.#url, this.#lastId));
		this.#source = source;
		this.#watch(0);
		source.addEventListener('error', () => {
			if (source === this.#source) this.#fail();
		});
		for (const event of streamEvents) {
			source.addEventListener(event, (message) => {
				// A closed source may still deliver what was queued before it was closed.
				if (source === this.#source) this.#take(event, message);
			});
		}
	}

	#take(event: StreamEvent, { data, lastEventId, ageMs = 0 }: SourceMessage): void {
		const message = readMessage(event, data, lastEventId);
		if (message === null || this.#receive(message, ageMs) === 'refused') {
			this.#lastId = '';
			this.#fail();
			return;
		}
		this.#heardMs = this.#world.monotonicMs();
		this.#settle();
		this.#watch(ageMs);
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
		this.#return.start();
		this.#onFail();
	}

	/** The server answers: nobody waits for the end of a pause any longer. */
	#hasten(wasAway: boolean): void {
		const noticedMs = this.#world.monotonicMs();
		this.#cancelHaste();
		this.#cancelHaste = this.#world.after(this.#world.random() * RETURN_SPREAD_MS, () => {
			// An attempt of before the server was away hangs on a road that is no more; any other is on its way.
			if (this.#source === null || (wasAway && this.#openedMs <= noticedMs)) this.#open();
		});
	}

	/** There is a stream, or none is wanted: nobody looks for the server. */
	#settle(): void {
		this.#return.stop();
		this.#cancelHaste();
		this.#cancelHaste = nothing;
	}

	#reopenAfter(delayMs: number): void {
		this.#cancelReopen = this.#world.after(delayMs, () => this.#open());
	}

	#watch(ageMs: number): void {
		this.#cancelWatchdog();
		// Whoever passes on old news still lives, and opens the stream again by itself: it gets the time for that.
		const patienceMs = ageMs < WATCHDOG_MS ? WATCHDOG_MS - ageMs : WATCHDOG_MS;
		this.#cancelWatchdog = this.#world.after(patienceMs, () => this.#fail());
	}

	#close(): void {
		this.#cancelWatchdog();
		this.#cancelReopen();
		this.#cancelWatchdog = this.#cancelReopen = nothing;
		this.#source?.close();
		this.#source = null;
	}
}

/** Address of a stream that goes on after the message with an id; '' = it starts afresh. */
export function resumedUrl(url: string, lastId: string): string {
	return lastId === '' ? url : `${url}&last_event_id=${encodeURIComponent(lastId)}`;
}

function nothing(): void {
	// Stands for "there is nothing to cancel".
}
