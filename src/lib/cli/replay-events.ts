import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { Translation } from '#lib/connectors/connector.ts';
import { type ImportedEvent, isSourceEvent, type SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { toldTranslations } from './import-table.ts';
import { sizeOf } from './lines-of.ts';
import { readMappingFile, unusable } from './table-files/mapping-file.ts';
import { type OpenTable, openTable } from './table-files/table-translations.ts';
import { translationsOf } from './translate-file.ts';

/** A file that is to be replayed, and how it is read. */
export type ReplayFile = Readonly<{
	/** How the columns of a table are to be read; null = it is a queue_log. */
	mapping: string | null;
	/** Whose events they are; null = as the mapping says, or `replay`. */
	source: string | null;
	/** Zone of the times in a table whose mapping names none. */
	zone: string;
}>;

/** The source of a queue_log's events where nobody named one. */
const unnamedSource = 'replay';

/**
 * All events of a file in order of time; those of one instant in the order of the file. Says what could not be read as an
 * import does. Held in memory as a whole: no table need be in order of time, and how long the last contact of a file lasts
 * nobody knows before it is read.
 * @throws CommandError when the file cannot be read, does not go with its mapping, or has no contacts in it
 */
export async function readReplayEvents(file: string, { mapping, source, zone }: ReplayFile): Promise<SourceEvent[]> {
	const translations: AsyncIterable<Translation<ImportedEvent>> =
		mapping === null ? linesOfLog(file, source) : toldTranslations(await openContacts(file, mapping, source, zone));
	const events: SourceEvent[] = [];
	for await (const translation of translations) events.push(...translation.events.filter(isSourceEvent));
	return withoutTwins(events).sort((a, b) => a.time - b.time);
}

/** Refuses surveys before a long file is read: wall and phone move by the contacts, which are told elsewhere. */
async function openContacts(file: string, mapping: string, source: string | null, zone: string): Promise<OpenTable> {
	const { rows } = readMappingFile(mapping);
	if (rows === 'surveys' || rows === 'intervals') {
		const reason = `${rows} have nothing to replay; give the file of the contacts, with its own mapping`;
		throw unusable(mapping, [{ path: 'rows', reason }]);
	}
	return openTable(file, mapping, source, zone);
}

function linesOfLog(file: string, source: string | null): AsyncIterable<Translation> {
	return translationsOf(file, sizeOf(file), asteriskQueueLog.open({ source: source ?? unnamedSource }));
}

/** Of events with one id the first in the file counts, as in an import; in order of time it might be another. */
function withoutTwins(events: readonly SourceEvent[]): SourceEvent[] {
	const known = new Set<string>();
	return events.filter(({ id }) => {
		if (known.has(id)) return false;
		known.add(id);
		return true;
	});
}
