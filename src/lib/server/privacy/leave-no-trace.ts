import type { DerivedNames } from './derived-names.ts';
import type { StoreTraces } from './store-traces.ts';
import { sweep } from './sweep.ts';

/** Texts that files are looked through for: each of them costs a look at every byte. */
const mostTexts = 100;
/** A shorter identifier is found everywhere, by chance. */
const shortestText = 6;

/** What is looked through, and what empties the write-ahead logs. */
export type TraceParts = Readonly<{
	traces: StoreTraces;
	derived: Pick<DerivedNames, 'file' | 'compact'>;
}>;

/**
 * Empties the write-ahead logs, then looks whether any byte of it is left between the rows; a file that holds one is written anew.
 * @returns the files that hold some even then, or what else still has it
 */
export async function leaveNoTrace(
	{ traces, derived }: TraceParts,
	texts: readonly string[]
): Promise<readonly string[]> {
	const looked = searchable(texts);
	const left = await traces.empty();
	derived.compact(false);
	const ofViews = [derived.file, `${derived.file}-wal`];
	const held = await sweep([...traces.files, ...ofViews], looked);
	if (held.length === 0) return left;
	const [file] = traces.files;
	if (file !== undefined && held.includes(file)) await traces.writeAnew();
	if (held.includes(derived.file)) derived.compact(true);
	const stillLeft = await traces.empty();
	const stillHeld = await sweep([...traces.files, ...ofViews], looked);
	// A write-ahead log that somebody reads in was looked through.
	return [...stillHeld, ...stillLeft.filter((place) => !traces.files.includes(place))];
}

/** The same for what is made of the log alone, in the file of a server that was told of an erasure elsewhere. */
export async function leaveNoTraceInViews(
	derived: Pick<DerivedNames, 'file' | 'compact'>,
	texts: readonly string[]
): Promise<void> {
	derived.compact(false);
	const held = await sweep([derived.file, `${derived.file}-wal`], searchable(texts));
	if (held.length > 0) derived.compact(true);
}

function searchable(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)].filter((text) => text.length >= shortestText).slice(0, mostTexts);
}
