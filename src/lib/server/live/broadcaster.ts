import { applyChanges, type Cells, diffCells, isEmptyChange } from '#lib/protocol/live-cells.ts';
import {
	encodeEvent,
	type Frame,
	HEARTBEAT_SECONDS,
	type Heartbeat,
	type Hello,
	PROTOCOL_VERSION,
	type Snapshot,
	streamId
} from '#lib/protocol/stream-message.ts';
import { type Clock, systemClock } from '../clock.ts';

/** One screen's end of the stream. */
export interface Subscriber {
	/**
	 * Hands over bytes that all screens share.
	 * @returns false when this screen has not taken what it got before: it is sent nothing until it asks for a snapshot
	 */
	send(bytes: Uint8Array): boolean;
	/** Ends the stream from the server's side. */
	end(): void;
}

/** Where a view gets its cells and its position from. */
export type ViewSource = Readonly<{ cells(at: number): Cells; seq(): number }>;

/** How frames are paced; a test drives time itself. */
export type Pace = Readonly<{
	/** Shortest time between two frames, ms. */
	betweenMs: number;
	/** Whether the process is too busy for that, so that once a second must do. */
	isBusy(): boolean;
}>;

/** Does some work that may fail; never throws, and sees to it that somebody is told. */
export type Guard = (work: () => void) => void;

const busyBetweenMs = 1_000;
/** A page takes a snapshot's time for the present; one that is older than this is encoded again. */
const maxSnapshotAgeMs = 1_000;
const encoder = new TextEncoder();

/**
 * Sends one view to any number of screens. A change marks the view dirty; the frame is built at most a few times a second,
 * diffed against what was last sent, encoded once, and the same bytes go to everyone. While a frame cannot be built the stream
 * says nothing at all, not even that it is alive: what is on the screens must not pass for the present.
 * @see docs/decisions/0013-live-frames.md
 */
export class Broadcaster {
	readonly #source: ViewSource;
	readonly #clock: Clock;
	readonly #pace: Pace;
	readonly #identity: Readonly<{ epoch: string; boot: string; build: string; zone: string }>;
	readonly #guard: Guard;
	readonly #subscribers = new Set<Subscriber>();
	#cells: Cells = {};
	#tick = 0;
	#seq = 0;
	/** Position of the last frame; the id of a view changes only with a frame, or no base would match. */
	#sentSeq = 0;
	#snapshot: { id: string; now: number; bytes: Uint8Array } | null = null;
	/** The time that screens were last told. */
	#toldNow = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#lastFrameAt = -Infinity;
	#isFailing = false;
	#triedAt = -Infinity;
	/** Whether screens have to be told again who speaks, once there is something to say. */
	#isGreetingDue = false;
	/** Told how long after it was due each frame was handed to the last screen, in ms. */
	onWritten: (lateMs: number) => void = () => {};

	constructor(
		source: ViewSource,
		clock: Clock,
		pace: Pace,
		identity: Readonly<{ epoch: string; boot: string; build: string; zone: string }>,
		/** Around each building of a frame; without one a failure reaches the caller. */
		guard: Guard = (work) => work()
	) {
		this.#guard = guard;
		this.#source = source;
		this.#clock = clock;
		this.#pace = pace;
		this.#identity = identity;
	}

	/** How many screens are connected. */
	get size(): number {
		return this.#subscribers.size;
	}

	/** Whether the last frame could not be built. */
	get isFailing(): boolean {
		return this.#isFailing;
	}

	/** Whether a screen that comes now can be shown the present; tries to build it where it could not be before. */
	canShow(): boolean {
		// Screens that come back do not all have it tried anew.
		const isTooSoon = this.#isFailing && performance.now() - this.#triedAt < this.#pace.betweenMs;
		if (isTooSoon) return false;
		// A view nobody looked at was not kept up to date.
		if (this.#subscribers.size === 0) this.#build();
		else if (this.#isFailing) this.flush();
		return !this.#isFailing;
	}

	/** Adds a screen: it is told who speaks, then gets the whole view, then every change. Ends it where there is nothing to show. */
	subscribe(subscriber: Subscriber): void {
		if (!this.canShow()) return subscriber.end();
		const hello = this.#hello();
		subscriber.send(encoder.encode(`retry: 3000\n\n${encodeEvent('hello', hello)}`));
		if (this.#subscribers.size === 0) this.#toldNow = hello.now;
		this.#subscribers.add(subscriber);
		subscriber.send(this.snapshot());
	}

	/** Tells every screen again who speaks: something of it has changed. */
	greet(): void {
		this.#isGreetingDue = this.#isFailing;
		if (!this.#isFailing) this.#send(encoder.encode(encodeEvent('hello', this.#hello())));
	}

	/** Forgets a screen that left. */
	unsubscribe(subscriber: Subscriber): void {
		this.#subscribers.delete(subscriber);
	}

	/** The whole view as it was last sent, encoded; what a new screen and one that fell behind get. */
	snapshot(): Uint8Array {
		const id = this.#id();
		const now = this.#clock.now();
		if (this.#snapshot?.id !== id || Math.abs(now - this.#snapshot.now) > maxSnapshotAgeMs) {
			const snapshot: Snapshot = { now, seq: this.#seq, cells: this.#cells };
			this.#snapshot = { id, now, bytes: encoder.encode(encodeEvent('snapshot', snapshot, id)) };
		}
		return this.#snapshot.bytes;
	}

	/** Something may have changed: a frame is due as soon as the pace allows. */
	touch(): void {
		if (this.#timer !== null || this.#subscribers.size === 0) return;
		const between = this.#pace.isBusy() ? busyBetweenMs : this.#pace.betweenMs;
		const due = Math.max(performance.now(), this.#lastFrameAt + between);
		this.#timer = setTimeout(() => this.flush(due), Math.max(0, due - performance.now()));
	}

	/** Sends what changed, now. */
	flush(due = performance.now()): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		if (this.#subscribers.size === 0) return;
		this.#lastFrameAt = performance.now();
		const wasFailing = this.#isFailing;
		const built = this.#build();
		if (this.#isFailing) return;
		if (this.#isGreetingDue) this.greet();
		if (built === null) {
			// Nothing ticks between the steps of a stepped clock: a page learns of a step only from here.
			const isStep = this.#clock.speed === 0 && this.#clock.now() !== this.#toldNow;
			if (wasFailing || isStep) this.heartbeat();
			return;
		}
		this.#toldNow = built.now;
		this.#send(built.bytes);
		this.onWritten(performance.now() - due);
	}

	/** Proof of life on a quiet stream. */
	heartbeat(): void {
		if (this.#isFailing) return;
		const beat: Heartbeat = { now: this.#clock.now(), seq: this.#seq };
		this.#toldNow = beat.now;
		this.#send(encoder.encode(encodeEvent('hb', beat)));
	}

	/** Ends every stream at once; screens come back after a spread, so that they do not all knock together. */
	end(random: () => number): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		for (const subscriber of this.#subscribers) {
			subscriber.send(encoder.encode(encodeEvent('bye', { retryMs: Math.round(500 + random() * 4_500) })));
			subscriber.end();
		}
		this.#subscribers.clear();
	}

	#hello(): Hello {
		const { build, zone } = this.#identity;
		return {
			protocol: PROTOCOL_VERSION,
			now: this.#clock.now(),
			speed: this.#clock.speed,
			build,
			heartbeat: HEARTBEAT_SECONDS,
			zone,
			replay: this.#clock.isReplay,
			present: systemClock.now()
		};
	}

	/** Takes the view to the present; null when nothing changed, and when that failed. */
	#build(): Readonly<{ now: number; bytes: Uint8Array }> | null {
		let built: Readonly<{ now: number; bytes: Uint8Array }> | null = null;
		this.#triedAt = performance.now();
		this.#isFailing = true;
		this.#guard(() => {
			built = this.#take();
			this.#isFailing = false;
		});
		return built;
	}

	/** Nothing of it is kept before all of it is there: a half would leave screens with what never was. */
	#take(): Readonly<{ now: number; bytes: Uint8Array }> | null {
		const now = this.#clock.now();
		const cells = this.#source.cells(now);
		const changes = diffCells(this.#cells, cells);
		const seq = this.#source.seq();
		if (isEmptyChange(changes)) {
			this.#seq = seq;
			return null;
		}
		const unset = changes.unset.length > 0 ? { unset: changes.unset } : {};
		const frame: Frame = { base: this.#id(), now, seq, set: changes.set, ...unset };
		const bytes = encoder.encode(encodeEvent('frame', frame, this.#idOf(seq, this.#tick + 1)));
		this.#cells = applyChanges(this.#cells, changes);
		this.#seq = seq;
		this.#sentSeq = seq;
		this.#tick++;
		return { now, bytes };
	}

	#send(bytes: Uint8Array): void {
		for (const subscriber of this.#subscribers) subscriber.send(bytes);
	}

	#id(): string {
		return this.#idOf(this.#sentSeq, this.#tick);
	}

	#idOf(seq: number, tick: number): string {
		return streamId(this.#identity.epoch, 1, seq, this.#identity.boot, tick);
	}
}
