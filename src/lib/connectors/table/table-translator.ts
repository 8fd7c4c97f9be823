import type { ImportedEvent } from '#lib/domain/contact/contact-event.ts';
import { nothingTranslated, rawLimit } from '../connector.ts';
import type { RejectedRecord, Translation, TranslationCounts } from '../connector.ts';
import { RecentMemory } from '../recent-memory.ts';
import { SkippedRecordCounter } from '../skipped-records.ts';
import type { Mapping } from './mapping-schema.ts';
import type { ClockOddities } from './moments.ts';
import { Fault, type LeftOut, type Row } from './reading.ts';

/** What rows of a table come to. */
export type TableTranslation = Translation<ImportedEvent>;

/** What a table came to so far. */
export type TableCounts = TranslationCounts &
	Readonly<{
		/** Rows whose contact or invitation counts without a part that could not be used. */
		partial: number;
		/** Local times that the zone's clocks showed twice: the earlier was taken. */
		ambiguousTimes: number;
		/** Local times that the zone's clocks never showed: moved past the gap. */
		skippedTimes: number;
	}>;

/**
 * Rows whose repetition is recognised here. A repeat from further away gives its events again, and the log answers whether
 * it has the same or others by these ids.
 */
const rowsRemembered = 10_000;

/** Not the events themselves: ten thousand rows of them would be most of the memory an import takes. */
type Remembered = Readonly<{ line: number; content: number }>;

/** What one row comes to. */
export type TableRow = Readonly<{
	/** What names its contact or its survey. */
	key: string;
	/** Tells rows of one key that say the same from those that do not. */
	content: number;
	events: readonly ImportedEvent[];
	/** Parts that could not be used; the rest counts without them. */
	parts: readonly Fault[];
}>;

/** What a row is about, and what of it counts where a part of it cannot. */
const words = {
	contacts: { subject: 'contact', rest: 'contact' },
	surveys: { subject: 'survey', rest: 'invitation' },
	intervals: { subject: 'period', rest: 'row' }
} as const;

/** What the translator of a table rests on. */
export type TableParts = Readonly<{
	mapping: Mapping;
	readRow: (row: Row) => TableRow | LeftOut | Fault;
	oddities: ClockOddities;
	/** Columns of the file. */
	width: number;
	/** What parts the columns, for the text of a rejected row. */
	delimiter: string;
}>;

/** Turns the rows of a table into events, one row at a time; it never throws and its memory is bounded. */
export class TableTranslator {
	readonly #parts: TableParts;
	readonly #recent = new RecentMemory<Remembered>(rowsRemembered);
	readonly #skipped = new SkippedRecordCounter();
	readonly #counts = { lines: 0, blank: 0, repeated: 0, events: 0, rejected: 0, partial: 0 };

	constructor(parts: TableParts) {
		this.#parts = parts;
	}

	get counts(): TableCounts {
		const { ambiguous, skipped } = this.#parts.oddities;
		const oddities = { ambiguousTimes: ambiguous, skippedTimes: skipped };
		return { ...this.#counts, ...oddities, skipped: this.#skipped.list() };
	}

	/**
	 * @param line the row's number in its file, from 1, the header counted
	 */
	translate(row: Row, line: number): TableTranslation {
		this.#counts.lines++;
		const { mapping, readRow, width } = this.#parts;
		if (isBlank(row)) {
			this.#counts.blank++;
			return nothingTranslated;
		}
		// Empty cells behind the last name say nothing: many an export ends its lines with a delimiter.
		if (row.length < width || (row.length > width && row.slice(width).some((cell) => cell !== '')))
			return this.#reject(
				{ field: null, reason: `has ${row.length} columns where the header has ${width}` },
				row,
				line
			);
		const reading = readRow(row);
		if (reading instanceof Fault) return this.#reject(reading, row, line);
		if ('leftOut' in reading) {
			this.#skipped.add('left out', reading.leftOut);
			return nothingTranslated;
		}
		const { key, content, events, parts } = reading;
		const before = this.#recent.get(key);
		if (before !== undefined) return this.#again(before, content, row, line);
		this.#recent.set(key, { line, content });
		this.#counts.events += events.length;
		if (parts.length === 0) return { events, rejected: [] };
		this.#counts.partial++;
		const { rest } = words[mapping.rows ?? 'contacts'];
		const without = parts.map(({ field, reason }) =>
			this.#rejected({ field, reason: `${reason}; the ${rest} counts without it` }, row, line)
		);
		return { events, rejected: without };
	}

	/** Counts and tells of a line that was no row of the table at all. */
	setAside(text: string, line: number, reason: string): TableTranslation {
		this.#counts.lines++;
		return this.#reject({ field: null, reason }, [text], line);
	}

	#again(before: Remembered, content: number, row: Row, line: number): TableTranslation {
		if (before.content === content) {
			this.#counts.repeated++;
			return nothingTranslated;
		}
		const { mapping } = this.#parts;
		const field = mapping.rows === 'intervals' ? null : mapping.key.join(' + ');
		const { subject } = words[mapping.rows ?? 'contacts'];
		const reason = `names the ${subject} of line ${before.line}, of which that line says otherwise; the first one stays`;
		return this.#reject({ field, reason }, row, line);
	}

	#reject(fault: Readonly<{ field: string | null; reason: string }>, row: Row, line: number): TableTranslation {
		this.#counts.rejected++;
		return { events: [], rejected: [this.#rejected(fault, row, line)] };
	}

	#rejected(
		{ field, reason }: Readonly<{ field: string | null; reason: string }>,
		row: Row,
		line: number
	): RejectedRecord {
		return { line, field, reason, raw: rawOf(row, this.#parts.delimiter) };
	}
}

function isBlank(row: Row): boolean {
	for (const cell of row) if (typeof cell === 'number' || cell.trim() !== '') return false;
	return true;
}

/** The row as text again, quoted where it has to be. */
function rawOf(row: Row, delimiter: string): string {
	const cells = row.map((cell) => {
		const text = String(cell);
		const needsQuotes = text.includes(delimiter) || text.includes('"') || text.includes('\n');
		return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
	});
	return cells.join(delimiter).slice(0, rawLimit);
}
