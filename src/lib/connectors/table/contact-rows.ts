import type { MappedColumns } from './mapped-columns.ts';
import type { ContactRowsMapping } from './mapping-schema.ts';
import type { Moments } from './moments.ts';
import { Fault, type LeftOut, type Row } from './reading.ts';
import { contentHash } from './row-content.ts';
import { eventsOf } from './row-events.ts';
import { rowReader } from './row-reader.ts';
import type { TableRow } from './table-translator.ts';

/** Makes the reader of rows that are contacts. What the file lacks is collected by `columns`; the reader is not to be used then. */
export function contactRowReader(
	mapping: ContactRowsMapping,
	source: string,
	columns: MappedColumns,
	moments: Moments
): (row: Row) => TableRow | LeftOut | Fault {
	const readRow = rowReader(mapping, source, columns, moments);
	return (row) => {
		const reading = readRow(row);
		if (reading instanceof Fault || 'leftOut' in reading) return reading;
		const { contact } = reading;
		const events = eventsOf(contact, source, mapping.survey);
		return { key: contact.key, content: contentHash(contact), events, parts: contact.parts };
	};
}
