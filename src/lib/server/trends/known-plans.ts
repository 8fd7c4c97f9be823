import type { Interval } from '#lib/domain/time/interval.ts';
import type { IntervalPoint } from '#lib/domain/trends/interval-series.ts';

/** About 10 MB; a page of years takes some hundreds. */
const mostKept = 8_000;

/**
 * What totals of one list come to in spans, for as long as contacts are known of the same spans. Sections of a page, and pages that
 * follow each other, ask for the same years and months again.
 */
export class KnownPlans {
	#contacts: readonly Interval[] = [];
	readonly #known = new Map<string, IntervalPoint>();

	/**
	 * The point of a name, put together once.
	 * @param name tells apart which totals, and which spans
	 * @param contacts spans of which every contact is known
	 */
	get(name: string, contacts: readonly Interval[], make: () => IntervalPoint): IntervalPoint {
		if (this.#contacts !== contacts) {
			if (!areSame(this.#contacts, contacts)) this.#known.clear();
			this.#contacts = contacts;
		}
		let point = this.#known.get(name);
		if (point === undefined) {
			if (this.#known.size >= mostKept) this.#known.clear();
			this.#known.set(name, (point = make()));
		}
		return point;
	}
}

function areSame(one: readonly Interval[], other: readonly Interval[]): boolean {
	return (
		one.length === other.length &&
		one.every(({ from, to }, index) => from === other[index]?.from && to === other[index]?.to)
	);
}
