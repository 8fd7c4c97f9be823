import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import * as v from 'valibot';
import { writeDurably } from './make-backup.ts';

/*
 * A backup brings back whom somebody had erased after it was made. So the log has a journal beside it that outlives it: of whoever
 * was erased the SHA-256 of the name that stood in the log, a line each. It leads to nobody without the log's key and the
 * identifier, and with both it says no more than that this one was erased.
 */

const entrySchema = v.object({
	/** UTC epoch ms. */
	at: v.number(),
	/** `log`: a pseudonym; `person`: the id of an account. */
	kind: v.picklist(['log', 'person']),
	hash: v.string()
});
/** Somebody was erased. */
export type ErasureEntry = v.InferOutput<typeof entrySchema>;

/** A backup that is older should not be there any more. */
const keptMs = 400 * 86_400_000;

/** What stands in the journal for a name. */
export function erasureHash(kind: ErasureEntry['kind'], name: string): string {
	return createHash('sha256').update(`bereik erasure ${kind} ${name}`).digest('base64url');
}

/** Notes that somebody is erased, durably. */
export function noteErasure(file: string, kind: ErasureEntry['kind'], name: string, now: number): void {
	const entry: ErasureEntry = { at: now, kind, hash: erasureHash(kind, name) };
	const kept = readErasures(file);
	if (kept.some(({ at }) => at < now - keptMs))
		writeErasures(
			file,
			kept.filter(({ at }) => at >= now - keptMs)
		);
	const opened = openSync(file, 'a', 0o600);
	try {
		writeSync(opened, `${JSON.stringify(entry)}\n`);
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}

/** The journal; empty where there is none. A line that a power cut left half is passed over. */
export function readErasures(file: string): readonly ErasureEntry[] {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
		throw error;
	}
	return text.split('\n').flatMap((line) => {
		try {
			return [v.parse(entrySchema, JSON.parse(line))];
		} catch {
			return [];
		}
	});
}

/** Writes a journal as a whole. */
export function writeErasures(file: string, entries: readonly ErasureEntry[]): void {
	const aside = `${file}.${process.pid}.new`;
	writeDurably(aside, Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
	renameSync(aside, file);
}
