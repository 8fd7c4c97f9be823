import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { DerivedNames } from './derived-names.ts';
import { sweep } from './sweep.ts';

/** Texts that files are looked through for: each of them costs a look at every byte. */
const mostTexts = 100;
/** A shorter identifier is found everywhere, by chance. */
const shortestText = 6;

/** The files that are looked through, and what empties their write-ahead logs. */
export type TraceParts = Readonly<{
	database: WritableLogDatabase;
	derived: Pick<DerivedNames, 'file' | 'compact'>;
	/** Empties the write-ahead log of the log's file; false where somebody still reads in it. */
	truncate?: () => Promise<boolean>;
}>;

/**
 * Empties the write-ahead logs, then looks whether any byte of it is left between the rows; a file that holds one is written anew.
 * @returns the files that hold some even then
 */
export async function leaveNoTrace(parts: TraceParts, texts: readonly string[]): Promise<readonly string[]> {
	const { database, derived, truncate = () => emptyWal(database) } = parts;
	const looked = [...new Set(texts)].filter((text) => text.length >= shortestText).slice(0, mostTexts);
	const isEmptied = await truncate();
	derived.compact(false);
	const files = [database.file, derived.file].flatMap((file) => [file, `${file}-wal`]);
	const held = await sweep(files, looked);
	if (held.length === 0) return isEmptied ? [] : [`${database.file}-wal`];
	if (held.includes(database.file)) database.client.exec('VACUUM');
	if (held.includes(derived.file)) derived.compact(true);
	await truncate();
	return sweep(files, looked);
}

/** Somebody who reads, as a report does, holds it up for a moment. */
async function emptyWal(database: Pick<WritableLogDatabase, 'checkpoint'>): Promise<boolean> {
	for (let attempt = 0; attempt < 25; attempt++) {
		if (await database.checkpoint()) return true;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return false;
}
