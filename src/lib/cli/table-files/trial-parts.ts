import type { RejectedRecord } from '#lib/connectors/connector.ts';
import { textTable } from '../text-table.ts';
import type { TableFile } from './table-file.ts';

/** Examples of each reason to set a row aside. */
const examplesShown = 3;
const reasonsShown = 30;

type Reason = { count: number; examples: RejectedRecord[] };

/** Why rows would be set aside, with some examples of each reason. */
export class TrialReasons {
	readonly #reasons = new Map<string, Reason>();

	/** Takes one more in. */
	add(record: RejectedRecord): void {
		// Reasons quote values; what is common to them is the rest.
		const kind = `${record.field ?? 'row'}: ${record.reason.replace(/'[^']*'/g, '…').replace(/-?\d+(?:\.\d+)?/g, 'N')}`;
		const known = this.#reasons.get(kind);
		if (known === undefined) {
			if (this.#reasons.size < reasonsShown) this.#reasons.set(kind, { count: 1, examples: [record] });
			return;
		}
		known.count++;
		if (known.examples.length < examplesShown) known.examples.push(record);
	}

	/** Them all, for a person. */
	lines(): string[] {
		return [...this.#reasons].flatMap(([, { count, examples }]) => [
			`  ${count} ×`,
			...examples.map(({ line: no, field, reason, raw }) => {
				const where = `line ${no}${field === null ? '' : `, ${field}`}`;
				return `    ${where}: ${reason}\n      ${raw.slice(0, 160).replace(/\s+/g, ' ')}`;
			})
		]);
	}
}

const delimiterNames = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;

/** How a file is written, for a person. */
export function describedTable({ text, header, bytes }: TableFile): string {
	const size = `${bytes} bytes, ${header.length} columns`;
	if (text === null) return `workbook, ${size}`;
	const delimiter = delimiterNames[text.delimiter];
	return `text in ${text.encoding}${text.hasByteOrderMark ? ' with byte order mark' : ''}, columns parted by ${delimiter}, ${size}`;
}

/** Rows in columns, two spaces in. */
export function indented(rows: readonly (readonly string[])[], align: 'left' | 'right' = 'left'): string[] {
	return rows.length === 0
		? []
		: textTable(rows, align)
				.split('\n')
				.map((row) => `  ${row}`);
}

/** Sections with their titles, those that say nothing left out. */
export function sectionsText(sections: readonly (readonly [title: string, lines: readonly string[]])[]): string {
	const told = sections.filter(([, said]) => said.length > 0).map(([title, said]) => `${title}\n${said.join('\n')}`);
	return `${told.join('\n\n')}\n\nNothing was taken in.`;
}
