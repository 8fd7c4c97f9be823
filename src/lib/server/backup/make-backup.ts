import {
	closeSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statfsSync,
	statSync,
	writeSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { buildId } from '../build-id.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { whyUnreadable } from '../database/sqlite/sqlite-file.ts';
import { BackupFailed } from './backup-failed.ts';
import { partialNameAt, prune, removePartials, setNameAt } from './backup-sets.ts';
import { copyLog } from './copy-log.ts';
import { type BackupFile, type BackupRole, type Manifest, manifestName } from './manifest.ts';
import { prepareFolder } from './prepare-folder.ts';

/** What is to be backed up, and where to. */
export type BackupRequest = Readonly<{
	databaseFile: string;
	/** Null where there is none. */
	settingsFile: string | null;
	/** The folder in which backups lie, each in one of its own. */
	folder: string;
	/** The option or variable that names the folder; `folder` where it is not given. */
	field?: string;
	/** How many there may be afterwards; null = none is taken away. */
	keep: number | null;
	/** False to leave the keys out: kept apart, neither opens anything without the other. */
	withKeys: boolean;
	now: number;
	ending?: AbortSignal;
	/** Bytes that are left for this user in a folder; a test has a disk of its own. */
	freeBytes?: (folder: string) => number;
}>;

/** A backup that was made. */
export type MadeBackup = Readonly<{ path: string; manifest: Manifest; bytes: number; removed: readonly string[] }>;

/** A backup beside the log must not be what fills the log's disk. */
const reserveBytes = 64 * 1024 * 1024;

/**
 * Makes one backup: a folder that has its name only when everything in it was written, looked through and handed to the disk.
 * @throws BackupFailed; nothing of it is left then
 */
export async function makeBackup(request: BackupRequest): Promise<MadeBackup> {
	const { databaseFile, folder, field = 'folder', now, ending } = request;
	const reason = whyUnreadable(databaseFile);
	if (reason !== null)
		throw new BackupFailed(
			`${databaseFile}: ${reason === 'missing' ? 'there is no event log here' : 'cannot be read by this user'}`
		);
	try {
		await prepareFolder({ folder, field }, ending);
		removePartials(folder, now);
		refuseWithoutRoom(request);
		const partial = join(folder, partialNameAt(now, process.pid));
		mkdirSync(partial, { mode: 0o700 });
		try {
			const manifest = await writeSet(request, partial);
			const path = giveName(folder, partial, now);
			const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
			const removed = request.keep === null ? [] : prune(folder, manifest.database, request.keep);
			return { path, manifest, bytes, removed };
		} catch (error) {
			rmSync(partial, { recursive: true, force: true });
			throw error;
		}
	} catch (error) {
		throw asBackupFailed(`${field} ${folder}`, error);
	}
}

async function writeSet(request: BackupRequest, partial: string): Promise<Manifest> {
	const { databaseFile, settingsFile, withKeys, now, ending } = request;
	const files: BackupFile[] = [];
	const leftOut: { role: BackupRole; sha256: string }[] = [];
	const add = (role: BackupRole, from: string, isKey: boolean): void => {
		if (!existsSync(from)) return;
		const content = readFileSync(from);
		const sha256 = createHash('sha256').update(content).digest('hex');
		if (isKey && !withKeys) return void leftOut.push({ role, sha256 });
		const name = basename(from);
		writeDurably(join(partial, name), content);
		files.push({ name, role, bytes: content.length, sha256 });
	};
	// Keys first: they are made before what they lock.
	add('pseudonym-key', besideLog(databaseFile, 'key'), true);
	add('seal-key', besideLog(databaseFile, 'seal'), true);
	if (settingsFile !== null) add('settings', settingsFile, false);
	const database = basename(databaseFile);
	const { bytes, sha256, epoch, seq, schema } = await copyLog(databaseFile, join(partial, database), ending);
	files.unshift({ name: database, role: 'log', bytes, sha256 });
	// Last: whoever was erased since the copy began is in it.
	add('erasures', besideLog(databaseFile, 'erasures'), false);
	const manifest: Manifest = {
		format: 'bereik-backup',
		version: 1,
		createdAt: new Date(now).toISOString(),
		build: buildId(),
		...{ database, epoch, seq, schema, files, leftOut }
	};
	writeDurably(join(partial, manifestName), Buffer.from(`${JSON.stringify(manifest, null, '\t')}\n`));
	syncFolder(partial);
	return manifest;
}

function giveName(folder: string, partial: string, now: number): string {
	const name = setNameAt(now);
	let path = join(folder, name);
	for (let again = 2; existsSync(path); again++) path = join(folder, `${name}-${again}`);
	renameSync(partial, path);
	syncFolder(folder);
	return path;
}

function refuseWithoutRoom({ databaseFile, folder, field = 'folder', freeBytes = freeBytesOf }: BackupRequest): void {
	const sizes = [databaseFile, `${databaseFile}-wal`].map(
		(file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
	);
	const isSameDisk = statSync(dirname(databaseFile)).dev === statSync(folder).dev;
	const needed = sizes.reduce((sum, size) => sum + size, 0) + 1024 * 1024 + (isSameDisk ? reserveBytes : 0);
	const free = freeBytes(folder);
	if (free < needed)
		throw new BackupFailed(
			`${field} ${folder}: has ${megabytes(free)} left and a backup may need ${megabytes(needed)}${isSameDisk ? ', with what the log itself must have left' : ''}: make room, keep fewer, or name another folder`
		);
}

function megabytes(bytes: number): string {
	return `${Math.ceil(bytes / 1e6)} MB`;
}

function freeBytesOf(folder: string): number {
	const { bavail, bsize } = statfsSync(folder);
	return bavail * bsize;
}

/** Writes a file of its owner alone, and hands it to the disk. */
export function writeDurably(file: string, content: Buffer): void {
	const opened = openSync(file, 'wx', 0o600);
	try {
		for (let written = 0; written < content.length;) written += writeSync(opened, content, written);
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}

/** Makes durable which names a folder has. */
export function syncFolder(folder: string): void {
	const opened = openSync(folder, 'r');
	try {
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}

function asBackupFailed(place: string, error: unknown): BackupFailed {
	if (error instanceof BackupFailed) return error;
	if (error instanceof Error && error.name === 'AbortError')
		return new BackupFailed('the backup was broken off: the server ends', { cause: error });
	const reason = error instanceof Error ? error.message : String(error);
	return new BackupFailed(`${place}: ${reason}`, { cause: error });
}
