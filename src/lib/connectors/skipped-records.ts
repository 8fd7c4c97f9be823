import type { SkippedRecords } from './connector.ts';

const kindLength = 60;

/**
 * Counts what was stepped over, by kind and reason. Kinds come out of foreign files, so both their length and their number
 * are bounded: beyond the limit they are counted together as `(other)`.
 */
export class SkippedRecordCounter {
	readonly #counts = new Map<string, { kind: string; reason: string; count: number }>();
	readonly #limit: number;

	constructor(limit = 200) {
		this.#limit = limit;
	}

	add(kind: string, reason: string): void {
		const shortKind = kind.slice(0, kindLength);
		const count = this.#counts.get(`${shortKind}\n${reason}`);
		if (count !== undefined) count.count++;
		else if (this.#counts.size < this.#limit || shortKind === '(other)') {
			this.#counts.set(`${shortKind}\n${reason}`, { kind: shortKind, reason, count: 1 });
		} else this.add('(other)', reason);
	}

	/** The counts so far, in order of first appearance. */
	list(): readonly SkippedRecords[] {
		return [...this.#counts.values()].map((count) => ({ ...count }));
	}
}
