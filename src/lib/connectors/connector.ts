import type { ImportedEvent, SourceEvent } from '#lib/domain/contact/contact-event.ts';

/**
 * A foreign record that could not be read. It is kept and shown to an administrator; it never stops an import.
 */
export type RejectedRecord = Readonly<{
	/** Number of the line in its file, from 1. */
	line: number;
	/** The field that is wrong, in the foreign system's own word; null when the record as a whole is. */
	field: string | null;
	/** What is wrong with it, for a person. */
	reason: string;
	/** The record as it came, cut off at {@link rawLimit} characters. */
	raw: string;
}>;

/** Length at which the raw text of a rejected record is cut off, so that a broken file cannot fill the store. */
export const rawLimit = 2000;

/**
 * What foreign records came to. The events carry raw ids of contacts, agents and customers (pseudonyms are made at the
 * door) and no backfill flag: only the caller knows whether it follows a live system or imports the past. They are not to be
 * changed in place: a record that comes again gives the very same objects.
 */
export type Translation<Event extends ImportedEvent = SourceEvent> = Readonly<{
	/** In the order of the records; nothing is sorted by time. */
	events: readonly Event[];
	rejected: readonly RejectedRecord[];
}>;

/** The translation of a record that says nothing. */
export const nothingTranslated: Translation<never> = { events: [], rejected: [] };

/** Records that are readable and were stepped over on purpose. */
export type SkippedRecords = Readonly<{
	/** The kind of record, in the foreign system's own word. */
	kind: string;
	/** Why they give no event. */
	reason: string;
	count: number;
}>;

/** What a translator has done so far. */
export type TranslationCounts = Readonly<{
	lines: number;
	/** Empty lines: stepped over without another word. */
	blank: number;
	/** Lines seen before: they give the same events with the same ids again, which the log knows. */
	repeated: number;
	events: number;
	rejected: number;
	/** By kind and reason, in order of first appearance. */
	skipped: readonly SkippedRecords[];
}>;

/**
 * Reads one foreign log, line by line.
 *
 * - It never throws, whatever the line holds.
 * - What it gives depends on the lines given to it and on nothing else. A follower that resumes in the middle of a file
 *   first gives the earlier lines and drops what they come to.
 * - Its memory is bounded, however long the log is.
 * - A line without its newline may be half written, and its event's id would change with the rest: a follower waits for
 *   the newline; only a reader of a file that will not grow hands over such a last line.
 */
export interface LineTranslator {
	/**
	 * @param line one line, with or without its line ending
	 * @param lineNumber its number in the file, from 1
	 */
	translate(line: string, lineNumber: number): Translation;
	/** To be called once after the last line: gives what was held back until then. */
	finish(): Translation;
	readonly counts: TranslationCounts;
	/**
	 * What it remembers of the lines so far, as plain JSON: another one that is opened with it goes on as if it had read them, but
	 * that a line which repeats one of them gives nothing, because its events are known.
	 */
	memory(): TranslatorMemory;
}

/** What a translator remembers; plain JSON that only its own connector reads. */
export type TranslatorMemory = Readonly<Record<string, unknown>>;

/** What every translator needs to know. */
export type TranslatorOptions = Readonly<{
	/** The foreign system's stable name: the events' source, and part of their ids. */
	source: string;
	/** What another one of the same version of the connector remembered; left out = nothing was read before. */
	memory?: TranslatorMemory | undefined;
}>;

/** A foreign system whose log can be read line by line. */
export type LineConnector<Options extends TranslatorOptions = TranslatorOptions> = Readonly<{
	/** Its name on the command line and in addresses. */
	name: string;
	/** Raised when what translators remember, or make of a line, changes: an older memory is then not used. */
	version: number;
	open(options: Options): LineTranslator;
}>;
