import { type CsvError, type Info, parse } from 'csv-parse';
import type { Row } from '#lib/connectors/table/reading.ts';

/** A row with its number in the file, from 1. A row over several lines has the number of its first. */
export type NumberedRow = Readonly<{
	row: Row;
	line: number;
	/** Why the line could not be parted into cells: the row is then the line as a whole. Left out for a good row. */
	fault?: string;
}>;

/** Where the text of one row is given up: a quote that is never closed must not fill the memory. */
export const longestRowBytes = 1_048_576;
/** Lines that may be stepped over because of a quote that is never closed; after each the file is read from there anew. */
const longestRecovery = 100;
const newline = 0x0a;

/** The text could not be parted into rows from a line on. */
class UnreadableRow extends Error {
	override readonly name = 'UnreadableRow';
	readonly line: number;

	constructor(line: number, reason: string) {
		super(reason);
		this.line = line;
	}
}

/**
 * Parts a text into rows, a piece at a time. Rows may have any number of columns; a quote inside a cell without quotes is
 * part of the cell. A line that opens a quote which is not closed by the end, or not within {@link longestRowBytes}, is a
 * faulty row by itself, and reading goes on with the line after it.
 * @param text gives the text in UTF-8, from its beginning, as often as it is called
 */
export async function* csvRows(text: () => AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<NumberedRow[]> {
	let skipped = 0;
	for (let attempt = 0; attempt <= longestRecovery; attempt++) {
		try {
			yield* rowsAfter(skipped, text(), delimiter);
			return;
		} catch (error) {
			if (!(error instanceof UnreadableRow)) throw error;
			const fault = attempt === longestRecovery ? `${error.message}; the file is not read any further` : error.message;
			yield [{ row: [await lineOf(text(), error.line)], line: error.line, fault }];
			skipped = error.line;
		}
	}
}

async function* rowsAfter(
	skipped: number,
	chunks: AsyncIterable<Buffer>,
	delimiter: string
): AsyncGenerator<NumberedRow[]> {
	let rows: NumberedRow[] = [];
	let line = skipped;
	let counted = 0;
	// Rows are taken out by the callback, not out of the stream: a stream of objects costs as much again as the parsing.
	const parser = parse({
		delimiter,
		bom: true,
		relax_column_count: true,
		relax_quotes: true,
		max_record_size: longestRowBytes,
		on_record: (row: string[], { lines }: Info): null => {
			rows.push({ row, line: line + 1 });
			// The parser counts a line end of two characters twice when it is quoted.
			line += lines - counted === 1 ? 1 : 1 + row.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
			counted = lines;
			return null;
		}
	});
	let failure: CsvError | Error | null = null;
	parser.on('error', (error) => (failure ??= error));
	parser.resume();
	for await (const chunk of afterLines(chunks, skipped)) {
		await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
		yield rows;
		rows = [];
		if (failure !== null) throw unreadable(failure, line + 1);
	}
	await new Promise<void>((resolve) => {
		parser.once('error', () => resolve());
		parser.once('end', () => resolve());
		parser.end();
	});
	yield rows;
	if (failure !== null) throw unreadable(failure, line + 1);
}

function unreadable(error: Error, line: number): UnreadableRow {
	const code = 'code' in error ? error.code : '';
	if (code === 'CSV_QUOTE_NOT_CLOSED') return new UnreadableRow(line, 'opens a quote that is not closed');
	if (code === 'CSV_MAX_RECORD_SIZE') return new UnreadableRow(line, `is longer than ${longestRowBytes} bytes`);
	return new UnreadableRow(line, error.message);
}

/** A text without its first lines. */
async function* afterLines(chunks: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
	let left = lines;
	for await (const chunk of chunks) {
		let start = 0;
		while (left > 0) {
			const end = chunk.indexOf(newline, start);
			if (end < 0) break;
			start = end + 1;
			left--;
		}
		if (left === 0) yield start === 0 ? chunk : chunk.subarray(start);
	}
}

/** The beginning of one line of a text. */
async function lineOf(chunks: AsyncIterable<Buffer>, line: number): Promise<string> {
	let text = '';
	for await (const chunk of afterLines(chunks, line - 1)) {
		const end = chunk.indexOf(newline);
		text += chunk.toString('utf8', 0, end < 0 ? chunk.length : end);
		if (end >= 0 || text.length > longestRowBytes) break;
	}
	return text;
}
