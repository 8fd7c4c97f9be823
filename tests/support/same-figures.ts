import { parse } from 'csv-parse/sync';
import type { ReportRow } from '#lib/domain/reports/report-row.ts';

/** Figures by key, as any face of the product gives them. */
export type FaceFigures = Readonly<Record<string, unknown>>;

/** Sums of the same addends in another order may differ in the last bits; nothing else may. */
const tolerance = 1e-9;

/**
 * Where two faces say something else about the same keys.
 * @returns one line for each, naming key and both values; a key that one of them lacks is a difference
 */
export function figureDifferences(where: string, one: FaceFigures, other: FaceFigures): string[] {
	const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
	return [...keys].flatMap((key) => {
		const [a, b] = [one[key], other[key]];
		if (isSame(a, b)) return [];
		return [`${where} ${key}: ${JSON.stringify(a)} against ${JSON.stringify(b)}`];
	});
}

function isSame(a: unknown, b: unknown): boolean {
	if (Array.isArray(a) && Array.isArray(b))
		return a.length === b.length && a.every((value, index) => isSame(value, b[index]));
	if (typeof a !== 'number' || typeof b !== 'number') return a === b;
	return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a));
}

/** The keys of figures that are compared, of whichever face. */
export function only(figures: FaceFigures, keys: readonly string[]): FaceFigures {
	return Object.fromEntries(keys.map((key) => [key, figures[key]]));
}

/** The rows of a CSV as a spreadsheet of that country would read them, in the types of the rows they were made from. */
export function rowsOfCsv(text: string, language: 'nl' | 'en', like: readonly ReportRow[]): FaceFigures[] {
	const delimiter = language === 'nl' ? ';' : ',';
	const rows = parse<Record<string, string>>(text, { bom: true, columns: true, delimiter });
	return rows.map((row, index) => {
		const { [index]: original = {} } = like;
		const types: FaceFigures = original;
		return Object.fromEntries(
			Object.entries(row).map(([key, cell]) => {
				const type = typeof types[key];
				if (cell === '') return [key, null];
				if (type === 'boolean') return [key, cell === '1'];
				return [key, type === 'number' ? Number(language === 'nl' ? cell.replace(',', '.') : cell) : cell];
			})
		);
	});
}
