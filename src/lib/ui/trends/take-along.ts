import { csvTable } from '#lib/domain/reports/report-csv.ts';
import type { Language } from '../i18n/language.ts';
import type { TableModel } from './chart-model.ts';

/** A table as a file for a spreadsheet of that language's country. */
export function tableCsv({ columns, rows }: TableModel, language: Language): string {
	const keys = columns.map(({ key }) => key);
	const records = rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at] ?? null])));
	return csvTable(keys, records, language);
}

/** Hands a file to the reader's browser. */
export function saveFile(name: string, content: Blob): void {
	const link = document.createElement('a');
	const address = URL.createObjectURL(content);
	link.href = address;
	link.download = name;
	link.click();
	// The browser has taken it by then; kept longer, it would be kept for as long as the page.
	setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
