import { waitingFigures } from '#lib/domain/live/live-metrics.ts';
import type { Selection } from '#lib/domain/live/selection.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import type { QueueLook } from '#lib/domain/norms/off-norm-since.ts';
import { QueueHistory } from './queue-history.ts';

/** What the queue looked like at the start of a minute, as known then. */
export type MinuteSample = Readonly<{
	/** Start of the minute, UTC ms. */
	at: number;
	/** A queue, or null for the fast channels together. */
	queue: string | null;
	queueDepth: number;
	/** Null when nobody waited. */
	longestWaitMs: number | null;
}>;

/** Where samples are kept beyond the process. */
export interface SampleStore {
	read(from: number): readonly MinuteSample[];
	write(samples: readonly MinuteSample[]): void;
	forgetBefore(at: number): void;
}

export const minuteMs = 60_000;
/** How long samples are kept. */
export const keepSamplesMs = 8 * 24 * 3_600_000;
/** After the store failed, it is tried again this much later, and the newest samples wait for it up to this number. */
const retryMs = minuteMs;
const maxUnwritten = 50_000;

/**
 * One look a minute at every queue, kept for eight days: the lines of the last hour, and the same hour last week beside them.
 * A sample is taken before anything later is folded, so that a log read at start gives the samples it would have given live.
 */
export class MinuteSamples {
	readonly #store: SampleStore;
	readonly #centre = new Map<number, MinuteSample>();
	readonly #queues = new QueueHistory(keepSamplesMs);
	#next: number;
	#unwritten: MinuteSample[] = [];
	#retryAt = -Infinity;

	/** @param now the clock's time; what is older than eight days is of no use */
	constructor(store: SampleStore, now: number) {
		this.#store = store;
		this.#next = Math.ceil((now - keepSamplesMs) / minuteMs) * minuteMs;
		for (const sample of store.read(this.#next)) {
			this.#remember(sample);
			this.#next = Math.max(this.#next, sample.at + minuteMs);
		}
	}

	/** Takes the samples of every minute that began up to an instant and has none yet. */
	takeUpTo(at: number, state: LiveState): void {
		if (this.#next > at) return;
		// Before the first event there is nothing to look at; the line begins where the centre does.
		if (state.latestTime === -Infinity) {
			this.#next = Math.floor(at / minuteMs) * minuteMs + minuteMs;
			return;
		}
		for (; this.#next <= at; this.#next += minuteMs) {
			this.#take(null, 'fast', state);
			for (const scope of state.queues.values())
				if (scope.fastChannel !== null) this.#take(scope.queue, { queue: scope.queue, fastOnly: true }, state);
		}
	}

	/**
	 * Writes what was taken since the last time, and forgets what is too old.
	 * @throws the store's error; what could not be written waits, and is tried again a minute later
	 */
	flush(now: number): void {
		if (this.#unwritten.length === 0 || now < this.#retryAt) return;
		for (const at of this.#centre.keys()) {
			if (at >= now - keepSamplesMs) break;
			this.#centre.delete(at);
		}
		try {
			this.#store.write(this.#unwritten);
			this.#unwritten = [];
			this.#store.forgetBefore(now - keepSamplesMs);
		} catch (error) {
			this.#retryAt = now + retryMs;
			if (this.#unwritten.length > maxUnwritten) this.#unwritten = this.#unwritten.slice(-maxUnwritten);
			throw error;
		}
	}

	/** The sample of the fast channels at the start of a minute; null where there is none. */
	centreAt(at: number): MinuteSample | null {
		return this.#centre.get(at) ?? null;
	}

	/** What was seen of a queue's fast channels at the start of a minute; null where nobody looked. */
	queueAt(queue: string, at: number): QueueLook | null {
		return this.#queues.at(queue, at);
	}

	#take(queue: string | null, selection: Selection, state: LiveState): void {
		const { queue_depth, longest_wait_s } = waitingFigures(state, selection, this.#next);
		const sample: MinuteSample = {
			at: this.#next,
			queue,
			queueDepth: queue_depth,
			longestWaitMs: longest_wait_s === null ? null : Math.round(longest_wait_s * 1000)
		};
		this.#remember(sample);
		this.#unwritten.push(sample);
	}

	#remember(sample: MinuteSample): void {
		if (sample.queue === null) this.#centre.set(sample.at, sample);
		else this.#queues.add(sample.queue, sample.at, sample);
	}
}
