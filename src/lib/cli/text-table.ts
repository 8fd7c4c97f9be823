import { plainText } from './plain-text.ts';

/** Rows in columns that are as wide as their widest cell, two spaces between them; each cell in one line. */
export function textTable(content: readonly (readonly string[])[], align: 'left' | 'right'): string {
	const rows = content.map((row) => row.map(plainText));
	const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
	const padded = (cell: string, width: number): string =>
		align === 'left' ? cell.padEnd(width) : cell.padStart(width);
	return rows
		.map((row) =>
			widths
				.map((width, index) => padded(row[index] ?? '', width))
				.join('  ')
				.trimEnd()
		)
		.join('\n');
}
