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

type Minute = { sums: Float64Array; at: number[]; kind: number[]; value: number[] };

/**
 * Facts of one scope (a queue, or a class of channels) by the millisecond, with sums by minute and by hour, so that any
 * window costs a few dozen additions whatever the day holds. Taking a fact back is adding its negative: all values are whole
 * numbers below 2^53, so nothing is ever lost to rounding.
 */
export class FactSeries {
	readonly #minutes = new Map<number, Minute>();
	readonly #hours = new Map<number, Float64Array>();

	/** Adds `value` of a kind at an instant. */
	add(at: number, kind: number, value: number): void {
		const minuteNo = Math.floor(at / minuteMs);
		let minute = this.#minutes.get(minuteNo);
		if (minute === undefined) {
			minute = { sums: new Float64Array(kindCount), at: [], kind: [], value: [] };
			this.#minutes.set(minuteNo, minute);
		}
		minute.at.push(at);
		minute.kind.push(kind);
		minute.value.push(value);
		minute.sums[kind] = (minute.sums[kind] ?? 0) + value;
		const hourNo = Math.floor(at / hourMs);
		let hour = this.#hours.get(hourNo);
		if (hour === undefined) {
			hour = new Float64Array(kindCount);
			this.#hours.set(hourNo, hour);
		}
		hour[kind] = (hour[kind] ?? 0) + value;
	}

	/** Adds the sums over [from, to) to `into`, by position of {@link factKinds}. */
	sumInto(into: Float64Array, { from, to }: Interval): void {
		let at = from;
		while (at < to) {
			if (at % hourMs === 0 && at + hourMs <= to) {
				addAll(into, this.#hours.get(at / hourMs));
				at += hourMs;
			} else if (at % minuteMs === 0 && at + minuteMs <= to) {
				addAll(into, this.#minutes.get(at / minuteMs)?.sums);
				at += minuteMs;
			} else {
				const end = Math.min(to, (Math.floor(at / minuteMs) + 1) * minuteMs);
				this.#sumEdge(into, at, end);
				at = end;
			}
		}
	}

	/** Forgets everything before an instant, by whole hours. */
	forgetBefore(at: number): void {
		const hour = Math.floor(at / hourMs);
		for (const key of this.#hours.keys()) if (key < hour) this.#hours.delete(key);
		for (const key of this.#minutes.keys()) if (key < hour * 60) this.#minutes.delete(key);
	}

	#sumEdge(into: Float64Array, from: number, to: number): void {
		const minute = this.#minutes.get(Math.floor(from / minuteMs));
		if (minute === undefined) return;
		for (let i = 0; i < minute.at.length; i++) {
			const at = minute.at[i] ?? 0;
			if (at < from || at >= to) continue;
			const kind = minute.kind[i] ?? 0;
			into[kind] = (into[kind] ?? 0) + (minute.value[i] ?? 0);
		}
	}
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
