import type { Translation } from '#lib/connectors/connector.ts';
import { readMapping } from '#lib/connectors/table/mapping-faults.ts';
import { TableOpening } from '#lib/connectors/table/open-table.ts';
import { isSourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { TableTranslator } from '#lib/connectors/table/table-translator.ts';

/** What rows came to, and the translator that goes on with more. */
export type TranslatedRows = Translation & { translator: TableTranslator };

/**
 * Translates the rows of a table in UTC; a column that a row does not name is empty.
 * @throws Error when the mapping is wrong, or does not fit the header
 */
export function translateRows(
	header: readonly string[],
	rows: readonly Readonly<Record<string, string | number>>[],
	mapping: unknown
): TranslatedRows {
	const reading = readMapping(mapping);
	if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
	const opening = new TableOpening(reading.mapping, { columns: header, delimiter: ',', zone: 'UTC', source: null });
	const opened = opening.open();
	if ('faults' in opened) throw new Error(JSON.stringify(opened.faults));
	const { translator } = opened;
	const translations = rows.map((row, index) =>
		translator.translate(
			header.map((name) => row[name] ?? ''),
			index + 2
		)
	);
	return {
		translator,
		events: translations.flatMap(({ events }) => events.filter(isSourceEvent)),
		rejected: translations.flatMap(({ rejected }) => rejected)
	};
}
