import { type RejectedRecord, nothingTranslated } from '#lib/connectors/connector.ts';
import { columnsOf } from '#lib/connectors/table/mapping-columns.ts';
import { TableOpening } from '#lib/connectors/table/open-table.ts';
import type { TableTranslation, TableTranslator } from '#lib/connectors/table/table-translator.ts';
import { readMappingFile, unusable } from './mapping-file.ts';
import { openTableFile, type TableFile } from './table-file.ts';

/** Rows that are looked at to find out how dates are written, before it is enough that one of them decides. */
const rowsSeen = 10_000;

/** A table that can be read from its first row to its last. */
export type OpenTable = Readonly<{
	file: string;
	table: TableFile;
	opening: TableOpening;
	translator: TableTranslator;
	/** What its rows are. */
	rows: 'contacts' | 'surveys' | 'intervals';
	source: string;
	/** Zone of the times. */
	zone: string;
}>;

/**
 * Makes a file ready to be translated.
 * @param source the events' source, null = as the mapping says
 * @param zone zone of the times where the mapping names none
 * @throws CommandError when mapping and file do not go together
 */
export async function openTable(
	file: string,
	mappingFile: string,
	source: string | null,
	zone: string
): Promise<OpenTable> {
	const mapping = readMappingFile(mappingFile);
	const table = await openTableFile(file, mapping.file ?? {}, columnsOf(mapping));
	const header = { columns: table.header, delimiter: table.delimiter, zone, source };
	const opening = new TableOpening(mapping, header);
	let seen = 0;
	reading: for await (const batch of table.rows()) {
		for (const { row, line, fault } of batch) {
			if (fault === undefined) opening.see(row, line);
			if (++seen >= rowsSeen && opening.isSettled) break reading;
		}
	}
	const opened = opening.open();
	if ('faults' in opened) throw unusable(mappingFile, opened.faults);
	return {
		file,
		table,
		opening,
		translator: opened.translator,
		rows: mapping.rows ?? 'contacts',
		source: source ?? mapping.source,
		zone: mapping.zone ?? zone
	};
}

/** What the rows of a table come to, some hundreds of rows at a time. */
export async function* tableTranslations(
	{ table, translator }: OpenTable,
	onRead?: (bytes: number) => void
): AsyncGenerator<TableTranslation> {
	for await (const batch of table.rows(onRead)) {
		// One translation a batch: handing each row over by itself costs more than reading it.
		const events: TableTranslation['events'][number][] = [];
		const rejected: RejectedRecord[] = [];
		for (const { row, line, fault } of batch) {
			const { events: made, rejected: set } =
				fault === undefined ? translator.translate(row, line) : translator.setAside(String(row[0]), line, fault);
			for (const event of made) events.push(event);
			for (const record of set) rejected.push(record);
			if (events.length >= 1000) yield { events: events.splice(0), rejected: rejected.splice(0) };
		}
		yield events.length + rejected.length === 0 ? nothingTranslated : { events, rejected };
	}
}

/** What a person should know of a file though nothing was wrong with any row. */
export function notes(
	{ ambiguousTimes, skippedTimes }: Readonly<{ ambiguousTimes: number; skippedTimes: number }>,
	table: TableFile
): string[] {
	const said: string[] = [];
	if (ambiguousTimes > 0)
		said.push(`${timesOf(ambiguousTimes)} came twice because clocks went back; the earlier was taken.`);
	if (skippedTimes > 0)
		said.push(
			`${timesOf(skippedTimes)} never ${skippedTimes === 1 ? 'was' : 'were'} because clocks went forward; moved past the gap.`
		);
	if (table.text?.endsWithNewline === false)
		said.push('The last line has no line ending: if the file was cut off, its last cell may be too short.');
	return said;
}

function timesOf(count: number): string {
	return `${count} ${count === 1 ? 'time' : 'times'}`;
}
