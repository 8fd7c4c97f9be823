import { Temporal } from 'temporal-polyfill';

/** What is odd about a local time: it came twice because clocks went back, or never because they went forward. */
export type WallOddity = 'ambiguous' | 'skipped';

const dayMs = 86_400_000;
/** Days that are remembered; a file of any order touches a few thousand. */
const daysRemembered = 20_000;

/** How a zone's clocks stand around one day: by one offset, or by two with the instant at which they were changed. */
type DayOffsets = Readonly<{ before: number; after: number; changedAt: number }>;

/**
 * Local clock readings of one zone to instants, for millions of them: the zone is asked once a day of the calendar and not
 * once a reading. Local times are ms since 1970-01-01T00:00 on the local clock.
 *
 * A reading that came twice is the earlier of the two; one that never was moves past the gap by the gap's length. Zones that
 * changed their clocks twice within three days are taken as if only one change had been.
 */
export class WallClock {
	/** IANA name of the zone. */
	readonly zone: string;
	readonly #days = new Map<number, DayOffsets>();

	/** @throws RangeError when the zone is not a known IANA zone */
	constructor(zone: string) {
		this.zone = zone;
		Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
	}

	/** The instant (UTC epoch ms) at which the clocks showed a local time. */
	instantOf(local: number): number {
		const { before, after, changedAt } = this.#around(local);
		if (before === after) return local - before;
		const early = local - before;
		// Before the change the old offset holds. Within a gap neither does, and the old one moves the time past it.
		return early < changedAt || local - after < changedAt ? early : local - after;
	}

	/** Whether a local time came twice or never; null for the rest of the year. */
	oddityOf(local: number): WallOddity | null {
		const { before, after, changedAt } = this.#around(local);
		if (before === after) return null;
		const isBefore = local - before < changedAt;
		const isAfter = local - after >= changedAt;
		if (isBefore && isAfter) return 'ambiguous';
		return isBefore || isAfter ? null : 'skipped';
	}

	/** What the clocks showed at an instant. */
	localOf(at: number): number {
		const { before, after, changedAt } = this.#around(at);
		return at + (at < changedAt ? before : after);
	}

	#around(local: number): DayOffsets {
		const day = Math.floor(local / dayMs);
		const known = this.#days.get(day);
		if (known !== undefined) return known;
		const offsets = this.#offsetsOf(day);
		if (this.#days.size >= daysRemembered) this.#days.clear();
		this.#days.set(day, offsets);
		return offsets;
	}

	/** A zone is less than a day from UTC, so a day to either side holds every instant of the local day. */
	#offsetsOf(day: number): DayOffsets {
		let from = (day - 1) * dayMs;
		let to = (day + 2) * dayMs;
		const before = this.#offsetAt(from);
		const after = this.#offsetAt(to);
		if (before === after) return { before, after, changedAt: -Infinity };
		while (to - from > 1) {
			const middle = Math.floor((from + to) / 2);
			if (this.#offsetAt(middle) === before) from = middle;
			else to = middle;
		}
		return { before, after, changedAt: to };
	}

	#offsetAt(at: number): number {
		return Math.round(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.zone).offsetNanoseconds / 1e6);
	}
}
