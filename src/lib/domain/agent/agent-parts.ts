import { handlingEndOf, type HandlingSegment } from '../contact/wait.ts';

const shiftMs = 12 * 3_600_000;

/** An agent's parts in contacts, in no order; kept by the half day in which they began, so that forgetting drops half days. */
export class AgentParts implements Iterable<HandlingSegment> {
	readonly #shifts = new Map<number, HandlingSegment[]>();

	get isEmpty(): boolean {
		return this.#shifts.size === 0;
	}

	add(segment: HandlingSegment): void {
		const no = Math.floor(segment.start / shiftMs);
		const shift = this.#shifts.get(no);
		if (shift === undefined) this.#shifts.set(no, [segment]);
		else shift.push(segment);
	}

	delete(segment: HandlingSegment): void {
		const no = Math.floor(segment.start / shiftMs);
		const shift = this.#shifts.get(no);
		const index = shift?.indexOf(segment) ?? -1;
		if (index >= 0) shift?.splice(index, 1);
		if (shift?.length === 0) this.#shifts.delete(no);
	}

	/** Forgets the half days that ended before an instant, but for what went on until then. */
	forgetBefore(at: number): void {
		for (const [no, shift] of this.#shifts) {
			if ((no + 1) * shiftMs > at) continue;
			const still = shift.filter((segment) => handlingEndOf(segment) >= at);
			if (still.length === 0) this.#shifts.delete(no);
			else this.#shifts.set(no, still);
		}
	}

	*[Symbol.iterator](): Generator<HandlingSegment> {
		for (const shift of this.#shifts.values()) yield* shift;
	}
}
