import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { rotateEpoch } from '../database/postgres/epoch.ts';
import type { PostgresDatabase } from '../database/postgres/open-postgres.ts';
import { BackOff } from './back-off.ts';
import type { StoredListener } from './event-log.ts';
import { isStoreFailure } from './event-store.ts';
import { OfferedEvents } from './offered-events.ts';
import type { PostgresEventReader } from './postgres-event-reader.ts';
import { PostgresListener } from './postgres-listener.ts';

/** Where a tail stands in the log. */
export type TailPosition = Readonly<{ epoch: string; seq: number }>;

/** How a tail fares. */
export type TailStanding = Readonly<{
	/** `away`: the database does not answer, and it is tried again. `reset`: the log went back, see `onReset`. `broken`: see `onBroken`. */
	state: 'stopped' | 'following' | 'away' | 'reset' | 'broken';
	/** Whether appends of others are heard of at once, and not only when the log is asked each second. */
	isListening: boolean;
	/** Events that were in the log, and not yet told of, when it was last asked. */
	behind: number;
	/** Since the database last answered, ms; null when it never has. */
	silentMs: number | null;
}>;

/** What a tail is made of. */
export type TailParts = Readonly<{
	database: Pick<PostgresDatabase, 'pool' | 'place'>;
	/** The store this process appends with, whose epoch is that of its last append. */
	reader: PostgresEventReader;
	/** Events read at once. */
	eventsAtOnce?: number;
}>;

/** The log is asked at least so often, whatever was heard, ms. */
const pollMs = 1000;
/** And at most so often, however much is heard, ms. */
const leastMs = 100;
/** What this process appended is mostly answered within it, and then need not be read: the news of an append outruns its answer. */
const graceMs = 10;
/** How long an answer is waited for when it is stopped, ms. */
const patienceMs = 500;

/**
 * Follows the log in Postgres, whoever writes to it: every event once, in order and without a gap. That something may be new is heard,
 * and asked for each second all the same; what is new is always read by position.
 */
export class PostgresTail {
	readonly #parts: TailParts;
	readonly #offered = new OfferedEvents();
	readonly #listener: PostgresListener | null;
	#onEvents: StoredListener = () => {};
	#onReset: (epoch: string) => void = () => {};
	#onBroken: (error: unknown) => void = () => {};
	#position: TailPosition = { epoch: '', seq: 0 };
	/** The event at the position, by which it is seen that the log still has it; null while none is known. */
	#last: LogEvent | null = null;
	/** Whether the log still had that event when it was last asked, and the server has not gone away since, as it does in a restore. */
	#isProven = false;
	#state: TailStanding['state'] = 'stopped';
	/** How often the connection that listens broke or was made. */
	#breaks = 0;
	#headSeq = 0;
	#answeredAt: number | null = null;
	#stopping = new AbortController();
	#wake: () => void = () => {};
	#isAwake = false;
	#running: Promise<void> = Promise.resolve();

	constructor(parts: TailParts) {
		this.#parts = parts;
		const { url, listenUrl, pollOnly } = parts.database.place;
		this.#listener = pollOnly ? null : new PostgresListener(listenUrl ?? url, (seq) => this.#hear(seq));
	}

	/** Has a listener told of what comes next, in batches. One that throws breaks the tail. */
	onEvents(listener: StoredListener): void {
		this.#onEvents = listener;
	}

	/**
	 * Has a listener told once that the log is another one than was followed: a restore, or a failover that lost something. Nothing more
	 * is told until {@link follow} is called again.
	 */
	onReset(listener: (epoch: string) => void): void {
		this.#onReset = listener;
	}

	/** Has a listener told that the log has a gap, or of a bug: nothing may be built on it, and nothing more is told. */
	onBroken(listener: (error: unknown) => void): void {
		this.#onBroken = listener;
	}

	/** Up to where events were told of. */
	get position(): TailPosition {
		return this.#position;
	}

	get standing(): TailStanding {
		return {
			state: this.#state,
			isListening: this.#listener?.isListening ?? false,
			behind: Math.max(0, this.#headSeq - this.#position.seq),
			silentMs: this.#answeredAt === null ? null : performance.now() - this.#answeredAt
		};
	}

	/** Begins to tell of what comes after a position; once, or after a reset. */
	follow(position: TailPosition): void {
		if (this.#state === 'following' || this.#state === 'away') throw new Error('the tail follows the log already');
		if (this.#state === 'stopped') this.#listener?.start();
		this.#position = position;
		this.#last = null;
		this.#isProven = false;
		this.#offered.clear();
		this.#state = 'following';
		this.#running = this.#followAll();
	}

	/** What this process has just appended: told of when its turn comes, without being read. */
	offer(events: readonly LogEvent[]): void {
		const isHere = this.#state === 'following' || this.#state === 'away';
		// Positions of another history do not compare; the next answer tells of it.
		if (!isHere || this.#parts.reader.epoch !== this.#position.epoch) return;
		this.#offered.add(events);
		if (this.#isProven) this.#guard(() => this.#tellOffered());
		if (this.#offered.firstSeq !== null) this.#wakeUp();
	}

	/** Nothing more is told from now on. Resolves when its connections are let go of, or, where the server is silent, after a moment. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		this.#state = 'stopped';
		const ended = Promise.all([this.#running, this.#listener?.stop()]);
		await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })]);
	}

	async #followAll(): Promise<void> {
		const backOff = new BackOff();
		while (!this.#stopping.signal.aborted && (this.#state === 'following' || this.#state === 'away')) {
			const startedAt = performance.now();
			try {
				this.#isAwake = false;
				const isMore = await this.#readOnce();
				backOff.reset();
				if (!isMore) await this.#untilNews(startedAt);
			} catch (error) {
				if (this.#stopping.signal.aborted) return;
				if (!isStoreFailure(error)) this.#break(error);
				else if (this.#state === 'following' || this.#state === 'away') {
					this.#state = 'away';
					this.#isProven = false;
					// Whoever appends here, or listens again, has reached it.
					await this.#pauseUnlessWoken(backOff.next());
					await this.#pause(leastMs);
				}
			}
		}
	}

	/** @returns whether there is more to read at once */
	async #readOnce(): Promise<boolean> {
		const { eventsAtOnce = 5000, reader } = this.#parts;
		const breaks = this.#breaks;
		const from = this.#position;
		const last = this.#last;
		// Not what is here already.
		const gap = (this.#offered.firstSeq ?? Number.POSITIVE_INFINITY) - from.seq - 1;
		const { epoch, headSeq, events } = await reader.readOn(from.seq, Math.max(1, Math.min(eventsAtOnce, gap)));
		// Told to stop, or a listener failed, while it was read.
		if (this.#state !== 'following' && this.#state !== 'away') return false;
		this.#answeredAt = performance.now();
		this.#headSeq = headSeq;
		this.#state = 'following';
		const [first] = events;
		const hasTurned = headSeq < from.seq || (last !== null && first?.seq === from.seq && !isSameEvent(first, last));
		if (epoch !== from.epoch || hasTurned) {
			await this.#reset(epoch, from.epoch);
			return false;
		}
		if (from.seq > 0 && first?.seq !== from.seq) throw new Error(`the log has a gap: event ${from.seq} is missing`);
		if (from.seq > 0 && this.#position.seq === from.seq) this.#last = first ?? null;
		this.#isProven = breaks === this.#breaks;
		// Some of them may have been told of while they were read.
		this.#tell(events.filter(({ seq }) => seq > this.#position.seq));
		if (this.#isProven) this.#tellOffered();
		return this.#position.seq < headSeq;
	}

	#tellOffered(): void {
		for (
			let next = this.#offered.take(this.#position.seq);
			next !== null;
			next = this.#offered.take(this.#position.seq)
		)
			this.#tell(next);
	}

	#tell(events: readonly LogEvent[]): void {
		if (events.length === 0) return;
		const first = this.#position.seq + 1;
		const at = events.findIndex(({ seq }, index) => seq !== first + index);
		if (at >= 0) throw new Error(`the log has a gap: event ${first + at} is missing`);
		const last = events.at(-1) ?? null;
		this.#position = { epoch: this.#position.epoch, seq: last?.seq ?? this.#position.seq };
		this.#last = last;
		this.#onEvents(events);
	}

	/** @throws StoreFailure when the new epoch could not be written: then all of it is seen again */
	async #reset(found: string, known: string): Promise<void> {
		// Gone back without a word, as by a restore that nobody announced: whoever comes later must see it, too.
		const epoch =
			found === known ? await this.#parts.reader.guarded(() => rotateEpoch(this.#parts.database.pool, known)) : found;
		this.#state = 'reset';
		this.#offered.clear();
		this.#onReset(epoch);
	}

	#guard(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#break(error);
		}
	}

	#break(error: unknown): void {
		this.#state = 'broken';
		this.#offered.clear();
		this.#wakeUp();
		this.#onBroken(error);
	}

	#hear(seq: number | null): void {
		if (seq === null) {
			this.#isProven = false;
			this.#breaks++;
		}
		if (seq === null || seq > this.#position.seq) this.#wakeUp();
	}

	#wakeUp(): void {
		this.#isAwake = true;
		this.#wake();
	}

	/** Waits until something was heard, or it is time to ask. */
	async #untilNews(startedAt: number): Promise<void> {
		await this.#pauseUnlessWoken(Math.max(0, startedAt + pollMs - performance.now()));
		if (this.#isAwake) await this.#pause(Math.max(graceMs, startedAt + leastMs - performance.now()));
	}

	async #pauseUnlessWoken(ms: number): Promise<void> {
		if (this.#isAwake) return;
		const woken = new AbortController();
		this.#wake = () => woken.abort();
		await this.#pause(ms, woken.signal);
		this.#wake = () => {};
	}

	async #pause(ms: number, also?: AbortSignal): Promise<void> {
		const signal = also === undefined ? this.#stopping.signal : AbortSignal.any([this.#stopping.signal, also]);
		await sleep(ms, undefined, { signal }).catch(() => undefined); // woken, or told to stop
	}
}

/** What an erasure leaves as it is, is the same. */
function isSameEvent(a: LogEvent, b: LogEvent): boolean {
	return a.receivedAt === b.receivedAt && a.time === b.time && a.type === b.type;
}
