import type { Interval } from '../time/interval.ts';

/** What is counted or summed, each at the instant it happened. The values are positions in a vector of sums. */
export const factKinds = [
	'offered',
	'contacts',
	'answered',
	'answeredWaitMs',
	'abandoned',
	'shortAbandoned',
	/** Abandons whose wait is known, and the sum of those waits. */
	'abandonedTimed',
	'abandonedWaitMs',
	/** Of these, the ones that were not short. */
	'lateAbandoned',
	'lateAbandonedWaitMs',
	'flow',
	/** Service-level events: within target, breach, abandoned within target (short and not). */
	'met',
	'breached',
	'abandonedInTarget',
	'shortInTarget',
	'segmentsEnded',
	'transfers',
	'handled',
	'handleMs',
	'orphanAnswers',
	'firstReplies',
	'firstReplyMs'
] as const;

/** One of {@link factKinds}. */
export type FactKind = (typeof factKinds)[number];

/** Sums by kind of fact over some span of time. Counts are whole numbers, durations milliseconds. */
export type FactSums = Readonly<Record<FactKind, number>>;

const kindCount = factKinds.length;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Position of each kind, so that the fold writes numbers and not names. */
export const fact = Object.fromEntries(factKinds.map((kind, index) => [kind, index])) as Readonly<
	Record<FactKind, number> // fromEntries forgets which keys it was given
>;

type Minute = {
	/** Facts in pairs: offset in the minute and kind in one number, then the value. Small whole numbers, so that nothing is boxed. */
	readonly facts: number[];
	/** Their sums, as far as `summed` says; null until the minute is large enough for them to be worth keeping. */
	sums: Float64Array | null;
	summed: number;
	/** Sums of the hour the minute lies in. */
	readonly hour: Float64Array;
};

/** Room for the kinds beside the offset. */
const kindRoom = 32;
/** Facts of a minute that are added up anew each time rather than kept as sums. */
const fewFacts = 64;

/**
 * Facts of one scope (a queue, or a class of channels) by the millisecond, with sums by hour, so that any window costs a few
 * hundred additions whatever the day holds. Taking a fact back is adding its negative: all values are whole numbers below
 * 2^53, so nothing is ever lost to rounding.
 */
export class FactSeries {
	readonly #minutes = new Map<number, Minute>();
	readonly #hours = new Map<number, Float64Array>();
	/** The minute that was written to last; the next fact mostly belongs there too. */
	#lastNo = -1;
	#last: Minute | null = null;

	/** Adds `value` of a kind at an instant. */
	add(at: number, kind: number, value: number): void {
		const no = Math.floor(at / minuteMs);
		const minute = this.#minuteOf(no);
		minute.facts.push((at - no * minuteMs) * kindRoom + kind, value);
		minute.hour[kind] = (minute.hour[kind] ?? 0) + value;
	}

	/** Adds the sums over [from, to) to `into`, by position of {@link factKinds}. */
	sumInto(into: Float64Array, { from, to }: Interval): void {
		let at = from;
		while (at < to) {
			if (at % hourMs === 0 && at + hourMs <= to) {
				addAll(into, this.#hours.get(at / hourMs));
				at += hourMs;
				continue;
			}
			const no = Math.floor(at / minuteMs);
			const end = Math.min(to, (no + 1) * minuteMs);
			const minute = this.#minutes.get(no);
			if (minute !== undefined) sumMinute(into, minute, at - no * minuteMs, end - no * minuteMs);
			at = end;
		}
	}

	/** Forgets everything before an instant, by whole hours. */
	forgetBefore(at: number): void {
		const hour = Math.floor(at / hourMs);
		for (const key of this.#hours.keys()) if (key < hour) this.#hours.delete(key);
		for (const key of this.#minutes.keys()) if (key < hour * 60) this.#minutes.delete(key);
		this.#last = null;
	}

	#minuteOf(no: number): Minute {
		if (this.#last !== null && this.#lastNo === no) return this.#last;
		let minute = this.#minutes.get(no);
		if (minute === undefined) {
			const hourNo = Math.floor(no / 60);
			let hour = this.#hours.get(hourNo);
			if (hour === undefined) {
				hour = new Float64Array(kindCount);
				this.#hours.set(hourNo, hour);
			}
			minute = { facts: [], sums: null, summed: 0, hour };
			this.#minutes.set(no, minute);
		}
		this.#lastNo = no;
		this.#last = minute;
		return minute;
	}
}

/** Adds the facts of a minute whose offsets lie in [from, to). */
function sumMinute(into: Float64Array, minute: Minute, from: number, to: number): void {
	const { facts } = minute;
	if (facts.length > 2 * fewFacts && from === 0 && to === minuteMs) {
		minute.sums ??= new Float64Array(kindCount);
		for (; minute.summed < facts.length; minute.summed += 2) addFact(minute.sums, facts, minute.summed);
		addAll(into, minute.sums);
		return;
	}
	for (let index = 0; index < facts.length; index += 2) {
		const offset = Math.floor((facts[index] ?? 0) / kindRoom);
		if (offset >= from && offset < to) addFact(into, facts, index);
	}
}

function addFact(into: Float64Array, facts: readonly number[], index: number): void {
	const kind = (facts[index] ?? 0) % kindRoom;
	into[kind] = (into[kind] ?? 0) + (facts[index + 1] ?? 0);
}

/** A vector of zeros to sum into. */
export function noSums(): Float64Array {
	return new Float64Array(kindCount);
}

/** A vector of sums by name. */
export function namedSums(sums: Float64Array): FactSums {
	const named: Partial<Record<FactKind, number>> = {};
	for (const [index, kind] of factKinds.entries()) named[kind] = sums[index] ?? 0;
	return named as FactSums; // every kind was set in the loop
}

function addAll(into: Float64Array, sums: Float64Array | undefined): void {
	if (sums === undefined) return;
	for (let i = 0; i < kindCount; i++) into[i] = (into[i] ?? 0) + (sums[i] ?? 0);
}
