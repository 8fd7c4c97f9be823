import { linkState } from '#lib/protocol/connection-state.ts';
import type { LinkState } from '#lib/protocol/connection-state.ts';
import { applyChanges } from '#lib/protocol/live-cells.ts';
import type { Cells } from '#lib/protocol/live-cells.ts';
import type { Hello, Snapshot } from '#lib/protocol/stream-message.ts';
import { LinkSilence } from './link-silence.ts';
import type { StreamMessage } from './read-message.ts';
import { ServerClock } from './server-clock.ts';
import type { Receipt } from './stream-client.ts';

/** A view as it was `ageMs` ago. */
export type Recollection = Readonly<{ ageMs: number; hello: Hello; id: string; snapshot: Snapshot }>;

const noCells: Cells = {};
/** A page that shows nothing for this long says that it is loading. */
const SLOW_START_MS = 3000;

/** What a page knows of one view of the server: its cells, what time it is there, and how far both can be believed. */
export class LiveView {
	#cells = $state.raw<Cells>(noCells); // raw: every frame brings a whole new object, a deep proxy would only cost
	#hello = $state.raw<Hello | null>(null);
	#isLoaded = $state.raw(false);
	#isSlow = $state.raw(false);
	#nowMs = $state.raw<number | null>(null);
	#presentMs = $state.raw<number | null>(null);
	#heardAtMs = $state.raw<number | null>(null);
	#silenceSeconds = $state.raw(0);
	#link = $state.raw<LinkState>('live');
	#lastId = '';
	#seq = 0;
	#build: string | null = null;
	readonly #madeMs: number;
	readonly #clock = new ServerClock();
	readonly #presentClock = new ServerClock();
	readonly #silence: LinkSilence;

	/** Both times are of this device: one clock that cannot be set, and the wall clock (only to notice sleep). */
	constructor(monotonicMs: number, wallMs: number) {
		this.#madeMs = monotonicMs;
		this.#silence = new LinkSilence(monotonicMs, wallMs);
	}

	/** The view's cells as last heard. */
	get cells(): Cells {
		return this.#cells;
	}

	/** Whether a whole snapshot has come; before that, cells say nothing. */
	get isLoaded(): boolean {
		return this.#isLoaded;
	}

	/** Whether the first snapshot lets itself be waited for. */
	get isSlow(): boolean {
		return this.#isSlow;
	}

	/** The server's time in whole seconds, as UTC ms; null before its first message. */
	get nowMs(): number | null {
		return this.#nowMs;
	}

	/** The time it really is where the server is, in whole seconds as UTC ms; in a replay another than {@link nowMs}. */
	get presentMs(): number | null {
		return this.#presentMs;
	}

	/**
	 * The instant the figures are of, UTC ms. On a living link that is now and waits tick on; otherwise it is the last
	 * proof of life and they stand still: a wait that kept growing would look live.
	 */
	get figuresAtMs(): number | null {
		return this.#link === 'live' ? this.#nowMs : this.#heardAtMs;
	}

	/** The server's time in its last message, in whole seconds as UTC ms; null before the first. */
	get heardAtMs(): number | null {
		return this.#heardAtMs;
	}

	/** How long nothing was heard, in whole seconds. */
	get silenceSeconds(): number {
		return this.#silenceSeconds;
	}

	/** How far the figures can be believed. */
	get link(): LinkState {
		return this.#link;
	}

	/** IANA zone of the site, null before the first message. */
	get zone(): string | null {
		return this.#hello?.zone ?? null;
	}

	/** Speed of a replay, null when the server's time is the present. */
	get replaySpeed(): number | null {
		return this.#hello?.replay ? this.#hello.speed : null;
	}

	/** Position in the log of what is shown, 0 before anything is. Not followed by what draws: it is for reports. */
	get seq(): number {
		return this.#seq;
	}

	/** Build that the server was of when the page first heard from it, which is the page's own; null before that. */
	get build(): string | null {
		return this.#build;
	}

	/**
	 * What the view was when the server last spoke, to be handed on as if it came from there; null before there is anything.
	 * `ageMs`: how long ago that was.
	 */
	recall(monotonicMs: number): Recollection | null {
		const ageMs = this.#silence.silenceMs(monotonicMs);
		const now = this.#clock.now(monotonicMs - ageMs);
		const present = this.#presentClock.now(monotonicMs - ageMs);
		if (!this.#isLoaded || this.#hello === null || now === null || present === null) return null;
		const snapshot = { now, seq: this.#seq, cells: this.#cells };
		return { ageMs, hello: { ...this.#hello, now, present }, id: this.#lastId, snapshot };
	}

	/** Takes in one message; `refused` when a frame does not follow from what is here. */
	receive(message: StreamMessage, monotonicMs: number): Receipt {
		switch (message.kind) {
			case 'hello':
				this.#hello = message.hello;
				this.#build ??= message.hello.build;
				this.#presentClock.sync(message.hello.present, monotonicMs);
				this.#heard(message.hello.now, monotonicMs, message.hello.speed);
				break;
			case 'snapshot':
				this.#cells = message.snapshot.cells;
				this.#seq = message.snapshot.seq;
				this.#lastId = message.id;
				this.#isLoaded = true;
				this.#heard(message.snapshot.now, monotonicMs);
				break;
			case 'frame': {
				const { base, set, unset = [], now } = message.frame;
				if (!this.#isLoaded || base !== this.#lastId) return 'refused';
				this.#cells = applyChanges(this.#cells, { set, unset });
				this.#lastId = message.id;
				this.#seq = message.frame.seq;
				this.#heard(now, monotonicMs);
				break;
			}
			case 'heartbeat':
				this.#heard(message.heartbeat.now, monotonicMs);
				break;
			case 'display':
			case 'bye':
				break;
		}
		return 'applied';
	}

	/**
	 * Lets time pass; call it a few times a second.
	 * @returns true when the device slept since the last call, so that what is buffered is not worth having
	 */
	tick(monotonicMs: number, wallMs: number): boolean {
		const slept = this.#silence.noticeSleep(monotonicMs, wallMs);
		this.#refresh(monotonicMs);
		return slept;
	}

	#heard(serverMs: number, monotonicMs: number, speed?: number): void {
		this.#clock.sync(serverMs, monotonicMs, speed);
		this.#silence.heard(monotonicMs);
		this.#heardAtMs = wholeSeconds(serverMs);
		this.#refresh(monotonicMs);
	}

	#refresh(monotonicMs: number): void {
		const silenceMs = this.#silence.silenceMs(monotonicMs);
		const now = this.#clock.now(monotonicMs);
		// Whole seconds: what depends on the time is worked out again once a second, not at every tick.
		this.#nowMs = now === null ? null : wholeSeconds(now);
		const present = this.#presentClock.now(monotonicMs);
		this.#presentMs = present === null ? null : wholeSeconds(present);
		this.#silenceSeconds = Math.floor(silenceMs / 1000);
		this.#link = linkState(silenceMs);
		this.#isSlow = !this.#isLoaded && monotonicMs - this.#madeMs >= SLOW_START_MS;
	}
}

function wholeSeconds(ms: number): number {
	return Math.floor(ms / 1000) * 1000;
}
