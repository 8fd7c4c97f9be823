import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TranslatorMemory } from '#lib/connectors/connector.ts';
import type { PlaceInFile } from './place-in-file.ts';

/** Everything that has to be known to go on following a file. What comes after it in the file is read again, which repeats nothing. */
export type FollowRecord = Readonly<{
	file: string;
	format: string;
	/** Of the connector that made the memory. */
	version: number;
	source: string;
	/** The log that has everything up to here; another one, or the same one put back to before, has not. */
	epoch: string;
	seq: number;
	place: PlaceInFile;
	/** Of the last event, UTC epoch ms; null = there was none. */
	lastEventAt: number | null;
	memory: TranslatorMemory;
}>;

/** Keeps a record: the old one or the new one is there afterwards, never half of it. */
export function writeFollowRecord(path: string, record: FollowRecord): void {
	const text = JSON.stringify(record);
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	const aside = `${path}.new`;
	// Open calls name numbers of customers.
	const descriptor = openSync(aside, 'w', 0o600);
	try {
		writeSync(descriptor, `${hashOf(text)}\n${text}`);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(aside, path);
}

/** The record that was kept; null where there is none, or none that can be relied on. */
export function readFollowRecord(path: string): FollowRecord | null {
	try {
		const [hash = '', ...rest] = readFileSync(path, 'utf8').split('\n');
		const text = rest.join('\n');
		return hash === hashOf(text) ? (JSON.parse(text) as FollowRecord) : null; // as written above
	} catch {
		return null;
	}
}

/** Forgets a record: the file is read from its beginning. */
export function removeFollowRecord(path: string): void {
	rmSync(path, { force: true });
}

function hashOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
