import type { ReportRow } from './report-row.ts';

/** How numbers and fields are written: as a spreadsheet of that country reads them. */
export type CsvLanguage = 'nl' | 'en';

const forms: Readonly<Record<CsvLanguage, Readonly<{ separator: string; decimal: string }>>> = {
	nl: { separator: ';', decimal: ',' },
	en: { separator: ',', decimal: '.' }
};

/**
 * The rows as a file for a spreadsheet: with a byte order mark, or programs take it for another encoding, one line for each row
 * under one with the keys. A text that a spreadsheet would take for a formula has an apostrophe before it.
 */
export function reportCsv(rows: readonly ReportRow[], language: CsvLanguage): string {
	const keys = [...new Set(['bucket', ...rows.flatMap((row) => Object.keys(row))])];
	return csvTable(keys, rows, language);
}

/** Any rows as such a file, with the columns of `keys`. */
export function csvTable(
	keys: readonly string[],
	rows: readonly Readonly<Record<string, unknown>>[],
	language: CsvLanguage
): string {
	const { separator } = forms[language];
	const lines = rows.map((row) => keys.map((key) => cell(row[key], language)).join(separator));
	return `\uFEFF${[keys.join(separator), ...lines].join('\r\n')}\r\n`;
}

function cell(value: unknown, language: CsvLanguage): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'number') return String(value).replace('.', forms[language].decimal);
	if (typeof value === 'boolean') return value ? '1' : '0';
	const text = String(value);
	const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
	return /["\r\n;,]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
