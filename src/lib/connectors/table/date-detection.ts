import type { KnownDateFormat } from './date-form.ts';
import { quoted, type Cell } from './reading.ts';

const yearFirst = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d])/;
const yearLast = /^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?!\d)/;

type Witness = Readonly<{ text: string; line: number }>;

/**
 * Finds out how one column writes its dates, from the values themselves. It guesses nothing: where days and months
 * could be swapped, some value has to have a day above 12.
 */
export class DateDetection {
	#dayFirst: Witness | null = null;
	#monthFirst: Witness | null = null;
	#yearFirst: Witness | null = null;
	#serial: Witness | null = null;
	/** A day and a month that differ, and either could be the day. */
	#undecided: Witness | null = null;
	#unknown: Witness | null = null;
	#seen = 0;

	/** Looks at one more value. */
	see(cell: Cell, line: number): void {
		if (cell === '') return;
		this.#seen++;
		if (typeof cell === 'number') {
			this.#serial ??= { text: String(cell), line };
			return;
		}
		const text = cell.trim();
		if (yearFirst.test(text)) {
			this.#yearFirst ??= { text, line };
			return;
		}
		const match = yearLast.exec(text);
		if (match === null) {
			this.#unknown ??= { text, line };
			return;
		}
		const first = Number(match[1]);
		const second = Number(match[2]);
		if (first > 12 && second <= 12) this.#dayFirst ??= { text, line };
		else if (second > 12 && first <= 12) this.#monthFirst ??= { text, line };
		else if (first !== second && first <= 12) this.#undecided ??= { text, line };
	}

	/** Whether more values could still change what is found, other than into a contradiction. */
	get isSettled(): boolean {
		if (this.#dayFirst !== null || this.#monthFirst !== null) return true;
		return this.#undecided === null && (this.#yearFirst !== null || this.#serial !== null);
	}

	/** The form of the column, or why none can be told, for a person. */
	result(): KnownDateFormat | Readonly<{ reason: string }> {
		if (this.#dayFirst !== null && this.#monthFirst !== null) {
			return {
				reason:
					`${at(this.#dayFirst)} can only have the day first and ${at(this.#monthFirst)} only the month; ` +
					"write 'd-m-y' or 'm-d-y', and values of the other kind are set aside"
			};
		}
		if (this.#dayFirst !== null) return 'd-m-y';
		if (this.#monthFirst !== null) return 'm-d-y';
		if (this.#undecided !== null) {
			return {
				reason:
					`could have the day or the month first: ${at(this.#undecided)}, and no value decides it; ` +
					"write 'd-m-y' or 'm-d-y'"
			};
		}
		if (this.#yearFirst !== null) return 'iso';
		if (this.#serial !== null) return 'serial';
		if (this.#unknown !== null) {
			return { reason: `the form of ${at(this.#unknown)} cannot be told from the values; write which it is` };
		}
		// Only days that equal their months, or no values at all: either order reads them alike.
		return 'd-m-y';
	}

	/** Values looked at. */
	get seen(): number {
		return this.#seen;
	}
}

function at({ text, line }: Witness): string {
	return `${quoted(text)} (line ${line})`;
}
