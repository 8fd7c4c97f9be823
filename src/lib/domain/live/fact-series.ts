import type { Interval } from '../time/interval.ts';
import { addFact, addSums, type FactSink, kindCount, noSums, type Sign } from './fact-kinds.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const minutesInHour = 60;

/** Room for kind and sign beside the offset of a fact. */
const codeRoom = 64;
const takenBack = 32;
/** Facts of an hour that are looked at one by one rather than found by the minute. */
const fewFacts = 256;

/**
 * Facts of one scope (a queue, or a class of channels) by the millisecond, with sums by hour, so that any window costs a few
 * hundred additions whatever the day holds. Taking a fact back is adding it with the other sign.
 */
export class FactSeries implements FactSink {
	readonly #hours = new Map<number, FactHour>();
	/** The hour that was written to last; the next fact mostly belongs there too. */
	#last = new FactHour(-1);

	add(at: number, kind: number, ms: number, sign: Sign): void {
		const last = this.#last;
		const hour = at >= last.from && at < last.from + hourMs ? last : this.#hourOf(Math.floor(at / hourMs));
		hour.facts.push((at - hour.from) * codeRoom + (sign < 0 ? takenBack : 0) + kind, ms);
		addFact(hour.sums, kind, ms, sign);
	}

	/** Adds the sums over [from, to) to `into`. */
	sumInto(into: Float64Array, { from, to }: Interval): void {
		if (to - from > hourMs * this.#hours.size) {
			for (const hour of this.#hours.values()) sumPart(into, hour, from, to);
			return;
		}
		for (let no = Math.floor(from / hourMs); no * hourMs < to; no++) {
			const hour = this.#hours.get(no);
			if (hour !== undefined) sumPart(into, hour, from, to);
		}
	}

	/** Forgets everything before an instant, by whole hours. */
	forgetBefore(at: number): void {
		for (const [no, hour] of this.#hours) if (hour.from + hourMs <= at) this.#hours.delete(no);
		this.#last = new FactHour(-1);
	}

	#hourOf(no: number): FactHour {
		let hour = this.#hours.get(no);
		if (hour === undefined) {
			hour = new FactHour(no * hourMs);
			this.#hours.set(no, hour);
		}
		this.#last = hour;
		return hour;
	}
}

/** The facts of one hour in the order in which they were told. */
class FactHour {
	/** UTC ms. */
	readonly from: number;
	/** In pairs: offset in the hour, sign and kind in one number, then the ms. Small whole numbers, so that nothing is boxed. */
	readonly facts: number[] = [];
	readonly sums = noSums();
	/** Where the facts of each minute stand, and their sums: made when a busy hour is first asked for a part of it. */
	#minutes: { facts: number[]; sums: Float64Array }[] = [];
	#sorted = 0;

	constructor(from: number) {
		this.from = from;
	}

	/** Adds the facts whose offset in ms lies in [from, to). */
	sumInto(into: Float64Array, from: number, to: number): void {
		if (this.facts.length <= 2 * fewFacts) {
			for (let index = 0; index < this.facts.length; index += 2) this.#addIfWithin(into, index, from, to);
			return;
		}
		this.#sortByMinute();
		for (let no = Math.floor(from / minuteMs); no * minuteMs < to; no++) {
			const minute = this.#minutes[no];
			if (minute === undefined) continue;
			if (from <= no * minuteMs && (no + 1) * minuteMs <= to) addSums(into, minute.sums);
			else for (const index of minute.facts) this.#addIfWithin(into, index, from, to);
		}
	}

	#addIfWithin(into: Float64Array, index: number, from: number, to: number): void {
		const code = this.facts[index] ?? 0;
		const offset = Math.floor(code / codeRoom);
		if (offset >= from && offset < to) this.#add(into, index);
	}

	#add(into: Float64Array, index: number): void {
		const code = (this.facts[index] ?? 0) % codeRoom;
		addFact(into, code % takenBack, this.facts[index + 1] ?? 0, code < takenBack ? 1 : -1);
	}

	#sortByMinute(): void {
		if (this.#minutes.length === 0)
			this.#minutes = Array.from({ length: minutesInHour }, () => ({ facts: [], sums: noSums() }));
		for (; this.#sorted < this.facts.length; this.#sorted += 2) {
			const minute = this.#minutes[Math.floor((this.facts[this.#sorted] ?? 0) / (codeRoom * minuteMs))];
			minute?.facts.push(this.#sorted);
			if (minute !== undefined) this.#add(minute.sums, this.#sorted);
		}
	}
}

/** Adds what of an hour lies in [from, to), in UTC ms. */
function sumPart(into: Float64Array, hour: FactHour, from: number, to: number): void {
	const start = Math.max(0, from - hour.from);
	const end = Math.min(hourMs, to - hour.from);
	if (start >= end) return;
	if (end - start === hourMs) addSums(into, hour.sums);
	else hour.sumInto(into, start, end);
}

if (kindCount > takenBack) throw new RangeError(`${kindCount} kinds of fact leave no room for the sign`);
