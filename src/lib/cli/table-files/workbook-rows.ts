import type { CellValue } from 'read-excel-file/node';
import type { Cell, Row } from '#lib/connectors/table/reading.ts';
import { CommandError } from '../command-error.ts';
import type { NumberedRow } from './csv-rows.ts';

const dayMs = 86_400_000;
/** Day 0 of the serial dates, which the library counts its dates from. */
const serialZero = Date.UTC(1899, 11, 30);

/**
 * The rows of one sheet of a workbook, all in memory: a sheet cannot be read in pieces. Cells that look like dates come out of
 * the library as dates of 1899 and later in UTC; here they are the numbers again that the workbook holds.
 * @param sheet its name, or its number from 1; the first one by default
 * @throws CommandError when the file is no workbook, or has no such sheet
 */
export async function workbookRows(file: string, sheet: string | number | undefined): Promise<NumberedRow[]> {
	try {
		const { readSheet } = await import('read-excel-file/node');
		const data = await readSheet(file, sheet ?? 1);
		const width = data.reduce((widest, row) => Math.max(widest, row.length), 0);
		return data.map((row, index) => ({ row: cellsOf(row, width), line: index + 1 }));
	} catch (error) {
		throw new CommandError(
			`${file}: cannot be read as a workbook (${error instanceof Error ? error.message : String(error)})`
		);
	}
}

function cellsOf(row: readonly (CellValue | null)[], width: number): Row {
	const cells = row.map((cell) => cellOf(cell));
	while (cells.length < width) cells.push('');
	return cells;
}

/** The library's types call a date the constructor of dates, so what it is has to be asked. */
function cellOf(cell: unknown): Cell {
	if (typeof cell === 'string' || typeof cell === 'number') return cell;
	if (cell instanceof Date) return (cell.getTime() - serialZero) / dayMs;
	// As a workbook shows them, and as they stand in its export.
	return typeof cell === 'boolean' ? String(cell).toUpperCase() : '';
}
