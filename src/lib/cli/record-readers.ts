import type { TableTranslation } from '#lib/connectors/table/table-translator.ts';
import { readConfiguration, siteSettings } from '#lib/server/configuration.ts';
import type { KeptRejectedRecord } from '#lib/server/intake/rejected-records.ts';
import { CommandError } from './command-error.ts';
import { importConnectors } from './import-formats.ts';
import { rowsOf } from './table-files/delimiter.ts';
import { type OpenTable, openTable } from './table-files/table-translations.ts';

/** Reads one record of a file again, on its own; a text says why it cannot be read here at all. */
export type RecordReader = (record: KeptRejectedRecord) => Promise<TableTranslation | string>;

/**
 * Reads lines by the connector of a format.
 * @throws CommandError when there is no such format
 */
export function lineReader(format: string): RecordReader {
	const connector = importConnectors.find(({ name }) => name === format);
	if (connector === undefined) throw new CommandError(`--format: there is no format ${format}`, 2);
	return async ({ source, raw, reason }) => {
		const translator = connector.open({ source });
		const [translated, last] = [translator.translate(raw, placeIn(reason).line), translator.finish()];
		return {
			events: [...translated.events, ...last.events],
			rejected: [...translated.rejected, ...last.rejected]
		};
	};
}

/**
 * Reads rows of tables by a mapping. A row says nothing without the names of its columns, so the file it is of must still be
 * there. What a workbook keeps in a cell is more than its text, and only that was set aside.
 */
export function rowReader(mappingFile: string): RecordReader {
	const { zone } = siteSettings(readConfiguration(process.env));
	const tables = new Map<string, Promise<OpenTable | string>>();
	return async ({ source, raw, reason }) => {
		const { file, line } = placeIn(reason);
		if (file === null) return 'it does not say of which file it is';
		const name = `${source}\n${file}`;
		let opening = tables.get(name);
		if (opening === undefined) {
			opening = openTable(file, mappingFile, source, zone).catch(asReason);
			tables.set(name, opening);
		}
		const open = await opening;
		if (typeof open === 'string') return open;
		if (open.table.text === null) return 'a row of a workbook is only read with its file: import that again';
		const [row, ...more] = rowsOf(raw, open.table.delimiter);
		return row === undefined || more.length > 0 ? 'is not one row' : open.translator.translate(row, line);
	};
}

/** Where a record stood, as its reason tells: `FILE, line N, FIELD: why`. */
export function placeIn(reason: string): { place: string; file: string | null; line: number } {
	const [, place = 'record', file = null, line = '1'] = /^((.*?), line (\d+))[,:]/s.exec(reason) ?? [];
	return { place, file, line: Number(line) };
}

function asReason(error: unknown): string {
	if (error instanceof CommandError) return error.message;
	throw error;
}
