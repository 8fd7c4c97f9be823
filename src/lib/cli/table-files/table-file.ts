import { open } from 'node:fs/promises';
import type { Mapping } from '#lib/connectors/table/mapping-schema.ts';
import { CommandError } from '../command-error.ts';
import { sizeOf } from '../lines-of.ts';
import { csvRows, type NumberedRow } from './csv-rows.ts';
import { type Delimiter, delimiters, detectDelimiter, rowsOf } from './delimiter.ts';
import { utf8Chunks } from './file-chunks.ts';
import { detectEncoding, type TextEncoding } from './text-encoding.ts';
import { workbookRows } from './workbook-rows.ts';

/** A file with a table, and what was found out about it. */
export type TableFile = Readonly<{
	/** Names of the columns. */
	header: readonly string[];
	/** What parts the columns; for a workbook, what its rows are written with when one is rejected. */
	delimiter: string;
	/** How a text file is written; null for a workbook. */
	text: (TextEncoding & Readonly<{ delimiter: Delimiter }>) | null;
	bytes: number;
	/** The rows below the header, from the first one, as often as it is called. */
	rows(onRead?: (bytes: number) => void): AsyncIterable<readonly NumberedRow[]>;
}>;

/** What the beginning of a text file is judged by. */
const startBytes = 262_144;

/**
 * Opens a CSV file or a workbook and finds out how it is written.
 * @param wanted names of columns the mapping asks for
 * @throws CommandError when it cannot be read
 */
export async function openTableFile(
	file: string,
	options: NonNullable<Mapping['file']>,
	wanted: readonly string[]
): Promise<TableFile> {
	const bytes = sizeOf(file);
	const isWorkbook = await startsLikeZip(file);
	if (!isWorkbook && /\.xls$/i.test(file))
		throw new CommandError(`${file}: is a workbook of the old kind; save it as .xlsx or as CSV`);
	const named = options.columns === undefined ? (options.headerRow ?? 1) : 0;
	if (isWorkbook) return openWorkbook(file, bytes, options, named);
	const encoding = await detectEncoding(file, options.encoding);
	const start = await startOf(file, encoding.encoding);
	const said = saidDelimiter(start);
	// A line for Excel alone stands above everything; whoever counts lines has counted it.
	const headerRow = said === null || options.headerRow !== undefined ? named : named + 1;
	const delimiter = options.delimiter ?? said ?? detectDelimiter(start, wanted, named === 0 ? null : named);
	const header = options.columns ?? rowsOf(start, delimiter)[headerRow - 1];
	if (header === undefined && bytes === 0) throw new CommandError(`${file}: is empty`);
	if (header === undefined) throw new CommandError(`${file}: has no row ${headerRow} with the names of the columns`);
	return {
		header,
		delimiter,
		text: { ...encoding, delimiter },
		bytes,
		rows: (onRead) =>
			below(
				csvRows(() => utf8Chunks(file, encoding.encoding, onRead), delimiter),
				headerRow
			)
	};
}

/** The delimiter that Excel is told in a first line like `sep=;`; null without one. */
function saidDelimiter(start: string): Delimiter | null {
	const [, delimiter] = /^\uFEFF?"?sep=([,;\t|])"?\r?\n/i.exec(start) ?? [];
	return delimiters.find((one) => one === delimiter) ?? null;
}

async function openWorkbook(
	file: string,
	bytes: number,
	options: NonNullable<Mapping['file']>,
	headerRow: number
): Promise<TableFile> {
	const all = await workbookRows(file, options.sheet);
	const header = options.columns ?? all[headerRow - 1]?.row.map(String);
	if (header === undefined) throw new CommandError(`${file}: has no row ${headerRow} with the names of the columns`);
	// A sheet is as wide as its widest row: empty cells to the right of the names say nothing.
	const names = trimmed(header, 0).map(String);
	const width = names.length;
	const rows = all.slice(headerRow).map(({ row, line }) => ({ row: trimmed(row, width), line }));
	return { header: names, delimiter: ',', text: null, bytes, rows: () => once(rows) };
}

function trimmed(row: NumberedRow['row'], width: number): NumberedRow['row'] {
	let end = row.length;
	while (end > width && row[end - 1] === '') end--;
	return end === row.length ? row : row.slice(0, end);
}

async function* once(rows: readonly NumberedRow[]): AsyncGenerator<readonly NumberedRow[]> {
	await Promise.resolve();
	yield rows;
}

/** Rows after a number of them; the parser counts a header over two lines as one row, as it should. */
async function* below(batches: AsyncIterable<NumberedRow[]>, headerRow: number): AsyncGenerator<NumberedRow[]> {
	let left = headerRow;
	for await (const batch of batches) {
		const skipped = Math.min(left, batch.length);
		left -= skipped;
		yield skipped === 0 ? batch : batch.slice(skipped);
	}
}

/** The first whole lines of a file. */
async function startOf(file: string, encoding: string): Promise<string> {
	let start = Buffer.alloc(0);
	let isWhole = true;
	for await (const chunk of utf8Chunks(file, encoding)) {
		start = Buffer.concat([start, chunk]);
		if (start.length >= startBytes) {
			isWhole = false;
			break;
		}
	}
	const end = isWhole ? start.length : start.lastIndexOf(0x0a) + 1;
	return start.toString('utf8', 0, end);
}

async function startsLikeZip(file: string): Promise<boolean> {
	const handle = await open(file);
	try {
		const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
		return buffer.toString('latin1') === 'PK\u0003\u0004';
	} finally {
		await handle.close();
	}
}
