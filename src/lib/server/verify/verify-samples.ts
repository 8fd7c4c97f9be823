import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { isAside } from '#lib/domain/contact/contact-event-schema.ts';
import type { LiveState } from '#lib/domain/live/live-state.ts';
import { keepSamplesMs, minuteMs, type MinuteSample, MinuteSamples } from '../live/minute-samples.ts';
import { TableCheck } from './verification.ts';

/** A look each second, and what a restart takes in before its first look: what came meanwhile may be in a sample or not. */
const uncertainMs = 5_000;

/**
 * Recomputes minute samples beside a fold of the whole log. A sample shows a minute as it was known when it was taken, and
 * that was either as soon as the minute began, or when a start read the log and came to the first event after it. A sample that
 * is neither is wrong, unless something that happened before the minute came just after it began: then nobody can tell.
 */
export class SampleCheck {
	readonly #table: TableCheck;
	readonly #stored = new Map<number, MinuteSample[]>();
	readonly #whenReceived: Retake;
	/** The same, when the look came before what was received in the minute's first millisecond. */
	readonly #whenBegun: Retake;
	readonly #whenRead: Retake;
	readonly #last: number;
	readonly #uncertain: UncertainMinutes;
	#logBegan: number | null = null;

	constructor(file: string, stored: readonly MinuteSample[]) {
		this.#table = new TableCheck(file, 'minute_samples');
		for (const sample of stored) {
			const minute = this.#stored.get(sample.at);
			if (minute === undefined) this.#stored.set(sample.at, [sample]);
			else minute.push(sample);
		}
		const minutes = [...this.#stored.keys()];
		const first = minutes.reduce((least, at) => Math.min(least, at), Infinity);
		this.#last = minutes.reduce((most, at) => Math.max(most, at), -Infinity);
		this.#whenReceived = new Retake(first);
		this.#whenBegun = new Retake(first);
		this.#whenRead = new Retake(first);
		this.#uncertain = new UncertainMinutes(first, this.#last);
	}

	/** To be called before each event is folded. */
	before(event: LogEvent, state: LiveState): void {
		if (this.#stored.size === 0) return;
		this.#logBegan ??= event.receivedAt;
		this.#uncertain.note(event);
		this.#whenReceived.upTo(Math.min(event.receivedAt - 1, this.#last), state);
		this.#whenBegun.upTo(Math.min(event.receivedAt, this.#last), state);
		if (!isAside(event.type)) this.#whenRead.upTo(Math.min(event.time - 1, event.receivedAt, this.#last), state);
	}

	/**
	 * To be called when the whole log is folded.
	 * @returns what was compared
	 * @throws Differs at the first sample that is wrong
	 */
	finish(state: LiveState): string {
		if (this.#stored.size === 0) return 'there are none';
		this.#whenReceived.upTo(this.#last, state);
		this.#whenBegun.upTo(this.#last, state);
		this.#whenRead.upTo(this.#last, state);
		let [compared, untold] = [0, 0];
		for (const [at, samples] of [...this.#stored].sort(([a], [b]) => a - b)) {
			const possible = [this.#whenRead.samples(at)];
			// Before the log began nobody looked at the clock: those minutes were taken when it was read.
			if (this.#logBegan !== null && at >= this.#logBegan)
				possible.unshift(this.#whenReceived.samples(at), this.#whenBegun.samples(at));
			const isRight = possible.some((expected) => mismatch(expected, samples) === null);
			if (isRight) compared += samples.length;
			else if (this.#uncertain.has(at)) untold += samples.length;
			else this.#fail(at, possible[0] ?? new Map(), samples);
		}
		return `${compared} compared${untold === 0 ? '' : `, ${untold} not: what they show came while they were taken`}`;
	}

	#fail(at: number, expected: ReadonlyMap<string, MinuteSample>, samples: readonly MinuteSample[]): never {
		const wrong = mismatch(expected, samples);
		const name = wrong?.queue === '' ? 'the fast channels' : `queue ${wrong?.queue ?? ''}`;
		return this.#table.fail(
			`at ${new Date(at).toISOString()}, ${name}`,
			told(wrong?.expected ?? null),
			told(wrong?.found ?? null)
		);
	}
}

/** Samples taken again. */
class Retake {
	readonly #taken = new Map<number, Map<string, MinuteSample>>();
	readonly #samples: MinuteSamples;

	/** @param first the first minute */
	constructor(first: number) {
		const write = (samples: readonly MinuteSample[]): void => {
			for (const sample of samples) {
				const minute = this.#taken.get(sample.at) ?? new Map<string, MinuteSample>();
				this.#taken.set(sample.at, minute.set(sample.queue ?? '', sample));
			}
		};
		this.#samples = new MinuteSamples({ read: () => [], write, forgetBefore: () => {} }, first + keepSamplesMs);
	}

	upTo(at: number, state: LiveState): void {
		this.#samples.takeUpTo(at, state);
		this.#samples.flush(0);
	}

	samples(at: number): ReadonlyMap<string, MinuteSample> {
		return this.#taken.get(at) ?? new Map();
	}
}

/**
 * Minutes of which nobody can tell what their sample had seen: something of before them came after they began, but not later than
 * a moment after the first event that was received then. Until that first event the look may have been taken, or not.
 */
class UncertainMinutes {
	readonly #first: number;
	readonly #last: number;
	readonly #minutes = new Set<number>();
	/** Receipts of the last moment, and the last one before it. */
	#recent: number[] = [];
	#before = -Infinity;
	/** The stretch that was marked last. */
	#marked = { from: Infinity, to: -Infinity };

	constructor(first: number, last: number) {
		this.#first = first;
		this.#last = last;
	}

	has(at: number): boolean {
		return this.#minutes.has(at);
	}

	note({ time, receivedAt }: LogEvent): void {
		while ((this.#recent[0] ?? Infinity) < receivedAt - uncertainMs)
			this.#before = this.#recent.shift() ?? this.#before;
		if (this.#recent.at(-1) !== receivedAt) this.#recent.push(receivedAt);
		const from = Math.max(time, this.#before, this.#first);
		const to = Math.min(receivedAt - 1, this.#last);
		if (from > to) return;
		const { from: markedFrom, to: markedTo } = this.#marked;
		const touches = from <= markedTo && markedFrom <= to;
		this.#mark(from, touches ? Math.min(to, markedFrom) : to);
		if (touches) this.#mark(Math.max(from, markedTo), to);
		this.#marked = touches ? { from: Math.min(from, markedFrom), to: Math.max(to, markedTo) } : { from, to };
	}

	#mark(from: number, to: number): void {
		for (let at = Math.ceil(from / minuteMs) * minuteMs; at <= to; at += minuteMs) this.#minutes.add(at);
	}
}

/** The first queue of a minute whose sample is not what is expected; one where nobody waits need not be there. */
function mismatch(
	expected: ReadonlyMap<string, MinuteSample>,
	samples: readonly MinuteSample[]
): Readonly<{ queue: string; expected: MinuteSample | null; found: MinuteSample | null }> | null {
	const found = new Map(samples.map((sample) => [sample.queue ?? '', sample]));
	for (const queue of new Set([...expected.keys(), ...found.keys()])) {
		const [one, other] = [expected.get(queue) ?? null, found.get(queue) ?? null];
		const isSame =
			(one?.queueDepth ?? 0) === (other?.queueDepth ?? 0) &&
			(one?.longestWaitMs ?? null) === (other?.longestWaitMs ?? null);
		if (!isSame) return { queue, expected: one, found: other };
	}
	return null;
}

function told(sample: MinuteSample | null): string {
	if (sample === null) return 'no sample';
	const { queueDepth, longestWaitMs } = sample;
	return `${queueDepth} waiting${longestWaitMs === null ? '' : `, the longest for ${longestWaitMs} ms`}`;
}
