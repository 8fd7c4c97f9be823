/** What may become of an event. */
export const outcomes = ['stored', 'duplicate', 'conflict', 'rejected'] as const;
type Outcome = (typeof outcomes)[number];
/** How many events of a source fared how. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>;

/** Sources that are counted by name; those beyond are one. */
const namedSources = 100;
/** All that came after the first hundred. */
export const otherSources = 'other';

/** What the intake has done since the start of the process, by source. */
export class IntakeTally {
	readonly #bySource = new Map<string, Record<Outcome, number>>();
	/** Told how long each acknowledgement took, from the last byte of the request on, in seconds. */
	onAcknowledged: (seconds: number) => void = () => {};

	/** Counts events of one source. */
	note(source: string, counts: OutcomeCounts): void {
		const name = this.#bySource.has(source) || this.#bySource.size < namedSources ? source : otherSources;
		let sum = this.#bySource.get(name);
		if (sum === undefined) this.#bySource.set(name, (sum = { stored: 0, duplicate: 0, conflict: 0, rejected: 0 }));
		for (const outcome of outcomes) sum[outcome] += counts[outcome];
	}

	/** Counts by source, in the order in which they first sent something. */
	all(): readonly (readonly [source: string, counts: OutcomeCounts])[] {
		return [...this.#bySource];
	}
}
