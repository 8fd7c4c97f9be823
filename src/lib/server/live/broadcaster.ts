import { applyChanges, type Cells, diffCells, isEmptyChange } from '#lib/protocol/live-cells.ts';
import {
	encodeEvent,
	type Frame,
	HEARTBEAT_SECONDS,
	type Heartbeat,
	type Snapshot,
	streamId
} from '#lib/protocol/stream-message.ts';
import type { Clock } from '../clock.ts';
import { type EncodedMessage, encodeMessage, encodeText } from './encoded-message.ts';
import { helloOf, type StreamIdentity } from './hello.ts';
import { ResumeRing } from './resume-ring.ts';
import type { Subscriber } from './subscriber.ts';
import { maxUnreadBytes, plainRetryMs, stopRetryMs } from './stream-limits.ts';

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

/** A frame that was built, and the server's time in it. */
type Built = Readonly<{ now: number; message: EncodedMessage }>;

const busyBetweenMs = 1_000;
/** A view that has said nothing for so long says that it is alive; it is looked each second, so that 10 s are never passed. */
const quietMs = HEARTBEAT_SECONDS * 1_000 - 500;
/** A page takes a snapshot's time for the present; one that is older than this is encoded again. */
const maxSnapshotAgeMs = 1_000;

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
	readonly #identity: StreamIdentity;
	readonly #guard: Guard;
	readonly #subscribers = new Set<Subscriber>();
	#cells: Cells = {};
	#tick: number;
	#hasEnded = false;
	/** When all screens were last sent something. */
	#saidAtMs = -Infinity;
	#seq = 0;
	/** Position of the last frame; the id of a view changes only with a frame, or no base would match. */
	#sentSeq = 0;
	#snapshot: { id: string; now: number; message: EncodedMessage } | null = null;
	readonly #ring: ResumeRing;
	/** The time that screens were last told. */
	#toldNow = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#lastFrameAt = -Infinity;
	#isFailing = false;
	#triedAt = -Infinity;
	/** Whether screens have to be told again who speaks, once there is something to say. */
	#isGreetingDue = false;
	#messages = 0;
	#bytes = 0;
	#slow = 0;
	/** Told how long after it was due each frame was handed to the last screen, in ms. */
	onWritten: (lateMs: number) => void = () => {};

	constructor(
		source: ViewSource,
		clock: Clock,
		pace: Pace,
		identity: StreamIdentity,
		/** Around each building of a frame; without one a failure reaches the caller. */
		guard: Guard = (work) => work(),
		/**
		 * The past that is kept, and where ticks begin. The four digits of a boot come again some day: beginning elsewhere each
		 * time, two processes, or two views, never mean something else by one id.
		 */
		memory: Readonly<{ ring?: ResumeRing; firstTick?: number }> = {}
	) {
		this.#ring = memory.ring ?? new ResumeRing();
		this.#tick = memory.firstTick ?? 0;
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

	/** What was handed over since the start, one message for each screen, and how many screens were cut because they did not read. */
	get counts(): Readonly<{ messages: number; bytes: number; slow: number }> {
		return { messages: this.#messages, bytes: this.#bytes, slow: this.#slow };
	}

	/** A screen is cut because it does not read. */
	noteSlow(): void {
		this.#slow++;
	}

	/** Whether the last frame could not be built. */
	get isFailing(): boolean {
		return this.#isFailing;
	}

	/** Whether a screen that comes now can be shown the present; tries to build it where it could not be before. */
	canShow(): boolean {
		if (this.#hasEnded) return false;
		// Screens that come back do not all have it tried anew.
		const isTooSoon = this.#isFailing && performance.now() - this.#triedAt < this.#pace.betweenMs;
		if (isTooSoon) return false;
		// A view nobody looked at was not kept up to date.
		if (this.#subscribers.size === 0) this.#build();
		else if (this.#isFailing) this.flush();
		return !this.#isFailing;
	}

	/**
	 * Adds a screen: it is told who speaks, then gets what it missed, or else the whole view, then every change. Ends it where
	 * there is nothing to show.
	 * @param lastId what it says it has; whatever is not an id of this view and process gets the whole view
	 */
	subscribe(subscriber: Subscriber, lastId: string | null = null): void {
		if (!this.canShow()) return subscriber.end();
		const hello = helloOf(this.#clock, this.#identity);
		sendTo(subscriber, encodeText(`retry: ${plainRetryMs(Math.random)}\n\n${encodeEvent('hello', hello)}`));
		if (this.#subscribers.size === 0) {
			this.#toldNow = hello.now;
			this.#saidAtMs = performance.now();
		}
		this.#subscribers.add(subscriber);
		for (const message of this.#missedSince(lastId)) sendTo(subscriber, message);
	}

	/** What a screen that has come as far as an id gets: all of what it missed, or one snapshot. */
	#missedSince(lastId: string | null): readonly EncodedMessage[] {
		const missed = lastId === null ? null : this.#ring.since(lastId, this.#id(), performance.now());
		// Nobody is given more at once than they may leave unread; where a snapshot is less, it says the same.
		const isTooMuch = missed === null || bytesOf(missed) > maxUnreadBytes / 2;
		if (isTooMuch) return [this.snapshotMessage()];
		return missed.length > 0 ? missed : [this.#beat()];
	}

	/** Tells every screen again who speaks: something of it has changed. */
	greet(): void {
		this.#isGreetingDue = this.#isFailing;
		if (!this.#isFailing) this.send(encodeMessage('hello', helloOf(this.#clock, this.#identity)));
	}

	/** Looks at what time alone does: a view that has said nothing for long, streams that are old, and screens that do not read. */
	look(nowMs: number): void {
		if (nowMs - this.#saidAtMs >= quietMs) this.heartbeat();
		for (const subscriber of this.#subscribers) subscriber.look?.(nowMs);
	}

	/** Hands a message to every screen. */
	send({ bytes, chunk }: EncodedMessage): void {
		this.#messages += this.#subscribers.size;
		this.#bytes += this.#subscribers.size * chunk.length;
		this.#saidAtMs = performance.now();
		for (const subscriber of this.#subscribers) subscriber.send(bytes, chunk);
	}

	/** Forgets a screen that left. */
	unsubscribe(subscriber: Subscriber): void {
		this.#subscribers.delete(subscriber);
	}

	/** The whole view as it was last sent, as server-sent event. */
	snapshot(): Uint8Array {
		return this.snapshotMessage().bytes;
	}

	/** The whole view as it was last sent, encoded; what a new screen and one that fell behind get. */
	snapshotMessage(): EncodedMessage {
		const id = this.#id();
		const now = this.#clock.now();
		if (this.#snapshot?.id !== id || Math.abs(now - this.#snapshot.now) > maxSnapshotAgeMs) {
			const snapshot: Snapshot = { now, seq: this.#seq, cells: this.#cells };
			this.#snapshot = { id, now, message: encodeMessage('snapshot', snapshot, id) };
		}
		return this.#snapshot.message;
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
		this.send(built.message);
		this.onWritten(performance.now() - due);
	}

	/** Proof of life on a quiet stream. */
	heartbeat(): void {
		if (this.#isFailing || this.#subscribers.size === 0) return;
		const message = this.#beat();
		this.#toldNow = this.#clock.now();
		this.send(message);
	}

	/** Ends every stream at once, for good; screens come back after a spread, so that they do not all knock together. */
	end(random: () => number): void {
		this.#hasEnded = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		for (const subscriber of this.#subscribers) {
			sendTo(subscriber, encodeMessage('bye', { retryMs: stopRetryMs(random) }));
			subscriber.end();
		}
		this.#subscribers.clear();
	}

	#beat(): EncodedMessage {
		const beat: Heartbeat = { now: this.#clock.now(), seq: this.#seq };
		return encodeMessage('hb', beat);
	}

	/** Takes the view to the present; null when nothing changed, and when that failed. */
	#build(): Built | null {
		let built: Built | null = null;
		this.#triedAt = performance.now();
		this.#isFailing = true;
		this.#guard(() => {
			built = this.#take();
			this.#isFailing = false;
		});
		return built;
	}

	/** Nothing of it is kept before all of it is there: a half would leave screens with what never was. */
	#take(): Built | null {
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
		const message = encodeMessage('frame', frame, this.#idOf(seq, this.#tick + 1));
		this.#cells = applyChanges(this.#cells, changes);
		this.#seq = seq;
		this.#sentSeq = seq;
		this.#tick++;
		this.#ring.add(frame.base, message, performance.now());
		return { now, message };
	}

	#id(): string {
		return this.#idOf(this.#sentSeq, this.#tick);
	}

	#idOf(seq: number, tick: number): string {
		return streamId(this.#identity.epoch, 1, seq, this.#identity.boot, tick);
	}
}

function sendTo(subscriber: Subscriber, { bytes, chunk }: EncodedMessage): void {
	subscriber.send(bytes, chunk);
}

function bytesOf(messages: readonly EncodedMessage[]): number {
	return messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
