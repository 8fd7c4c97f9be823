import { parse } from 'csv-parse/sync';

/** Everything that can part columns. */
export const delimiters = [',', ';', '\t', '|'] as const;
/** What can part the columns of a text file. */
export type Delimiter = (typeof delimiters)[number];

/** Lines that are looked at. */
const linesSeen = 50;

/**
 * Finds out what parts the columns: what gives most of the columns the mapping asks for, and then the most rows that are as
 * wide as the header.
 * @param start the beginning of the file, whole lines
 * @param wanted names of columns the mapping asks for
 * @param headerRow number of the row with the names, from 1; null when the file has none
 */
export function detectDelimiter(start: string, wanted: readonly string[], headerRow: number | null): Delimiter {
	let best: Delimiter = ',';
	let bestScore = -1;
	for (const delimiter of delimiters) {
		const score = scoreOf(rowsOf(start, delimiter), wanted, headerRow);
		if (score > bestScore) {
			best = delimiter;
			bestScore = score;
		}
	}
	return best;
}

function scoreOf(rows: readonly (readonly string[])[], wanted: readonly string[], headerRow: number | null): number {
	const header = rows[(headerRow ?? 1) - 1]?.map((name) => name.trim()) ?? [];
	if (header.length < 2) return 0;
	const found = headerRow === null ? 0 : wanted.filter((name) => header.includes(name.trim())).length;
	const below = rows.slice(headerRow ?? 0);
	const alike = below.filter((row) => row.length === header.length).length;
	return found * 1000 + (below.length === 0 ? 0 : (alike / below.length) * 500) + Math.min(header.length, 100);
}

/** The first rows of a text, as far as they can be read. */
export function rowsOf(text: string, delimiter: string): string[][] {
	const rows: string[][] = [];
	try {
		parse(text, {
			delimiter,
			bom: true,
			relax_column_count: true,
			relax_quotes: true,
			to: linesSeen,
			on_record: (record: string[]) => {
				rows.push(record);
				return null;
			}
		});
	} catch {
		// A quote that does not end within the piece: the rows before it say enough.
		return rows;
	}
	return rows;
}
