import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { BackupFailed } from './backup-failed.ts';

/** Name of the file that says what a backup holds: without it there is no backup. */
export const manifestName = 'manifest.json';

/** What a file of a backup is. `erasures` remembers whom was erased, so that a restore can do it again. */
export const backupRoles = ['log', 'pseudonym-key', 'seal-key', 'settings', 'erasures'] as const;
/** One of {@link backupRoles}. */
export type BackupRole = (typeof backupRoles)[number];

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** A name in the folder itself: a manifest leads nowhere else. */
const plainName = v.pipe(v.string(), v.regex(/^(?!\.)[\w.-]{1,120}$/));

const manifestSchema = v.object({
	format: v.literal('bereik-backup'),
	version: v.literal(1),
	/** RFC 3339 in UTC. */
	createdAt: v.pipe(v.string(), v.isoTimestamp()),
	/** Of the product that made it. */
	build: v.string(),
	/** Name of the log's file where it was made. */
	database: plainName,
	epoch: v.string(),
	/** The last position of the log. */
	seq: v.pipe(v.number(), v.integer(), v.minValue(0)),
	/** When the newest step of the log's schema was made, UTC epoch ms: a product whose own newest is older cannot read it. */
	schema: v.number(),
	files: v.array(v.object({ name: plainName, role: v.picklist(backupRoles), bytes: v.number(), sha256 })),
	/** Keys that were left out, so that the right ones can be told when it is restored. */
	leftOut: v.array(v.object({ role: v.picklist(backupRoles), sha256 }))
});

/** What a backup holds. */
export type Manifest = v.InferOutput<typeof manifestSchema>;
/** One file of it. */
export type BackupFile = Manifest['files'][number];

/**
 * What a folder says it holds.
 * @throws BackupFailed when it is no backup, or one of a later version
 */
export function readManifest(folder: string): Manifest {
	const file = join(folder, manifestName);
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		throw new BackupFailed(`${folder} is no backup: it has no ${manifestName} that can be read`, { cause: error });
	}
	try {
		return v.parse(manifestSchema, JSON.parse(text));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new BackupFailed(`${file} cannot be used: ${reason}`, { cause: error });
	}
}

/**
 * Compares every file of a backup with its manifest, byte by byte.
 * @throws BackupFailed naming the first that is missing or another
 */
export async function checkFiles(folder: string, { files }: Manifest): Promise<void> {
	if (files.filter(({ role }) => role === 'log').length !== 1)
		throw new BackupFailed(`${folder}: its manifest names no log, or several`);
	for (const { name, bytes, sha256: expected } of files) {
		const path = join(folder, name);
		const size = statSync(path, { throwIfNoEntry: false })?.size;
		if (size === undefined) throw new BackupFailed(`${path} is missing: the backup is not whole`);
		if (size !== bytes) throw new BackupFailed(`${path} has ${size} bytes, its manifest says ${bytes}`);
		if ((await hashFile(path)) !== expected)
			throw new BackupFailed(`${path} is not what was written: its SHA-256 is another than its manifest says`);
	}
}

/** SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // no encoding was asked for
	return hash.digest('hex');
}
