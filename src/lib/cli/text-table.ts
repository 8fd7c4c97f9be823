/** Rows in columns that are as wide as their widest cell, two spaces between them. */
export function textTable(rows: readonly (readonly string[])[], align: 'left' | 'right'): string {
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
