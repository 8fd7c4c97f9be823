import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Manifest, readManifest } from './manifest.ts';

/** A whole backup in a folder of backups. */
export type BackupSet = Readonly<{
	path: string;
	manifest: Manifest;
	/** UTC epoch ms. */
	madeAt: number;
	bytes: number;
}>;

const setName = /^bereik-\d{8}T\d{6}Z(?:-\d+)?$/;
const partialName = /^\.bereik-\d{8}T\d{6}Z(?:-\d+)?\.partial-(\d+)$/;
/** What is written to see whether a folder takes anything. */
const probeName = /^\.bereik-probe-(\d+)$/;
/** Whoever began one so long ago does not write it any more, even where another process has its number by now. */
const partialLifeMs = 12 * 3_600_000;

/** The name of a backup made at an instant; later ones sort later. */
export function setNameAt(at: number): string {
	return `bereik-${new Date(at).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}`;
}

/** The name under which it is written until it is whole. */
export function partialNameAt(at: number, pid: number): string {
	return `.${setNameAt(at)}.partial-${pid}`;
}

/**
 * The whole backups in a folder, the newest first; none where there is no folder.
 * @param database name of the log's file: two logs may share a folder
 */
export function listSets(folder: string, database: string): readonly BackupSet[] {
	return namesIn(folder)
		.filter((name) => setName.test(name))
		.flatMap((name) => readSet(join(folder, name)) ?? [])
		.filter(({ manifest }) => manifest.database === database)
		.sort((a, b) => b.madeAt - a.madeAt);
}

/** Takes away all but the newest; nothing that is not a whole backup of this log. */
export function prune(folder: string, database: string, keep: number): readonly string[] {
	const old = listSets(folder, database).slice(keep);
	for (const { path } of old) {
		// First its name: files go one after the other, and what is left of it in between must not look like a backup.
		const leaving = join(folder, `.${basename(path)}.partial-${process.pid}`);
		renameSync(path, leaving);
		rmSync(leaving, { recursive: true, force: true });
	}
	return old.map(({ path }) => path);
}

/** Takes away what processes left that ended while they wrote. */
export function removePartials(folder: string, now: number): void {
	for (const name of namesIn(folder)) {
		const pid = Number((partialName.exec(name) ?? probeName.exec(name))?.[1]);
		if (Number.isNaN(pid)) continue;
		const path = join(folder, name);
		const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
		// This process writes one at a time, and begins one now.
		if (pid === process.pid || !isAlive(pid) || now - changedAt > partialLifeMs)
			rmSync(path, { recursive: true, force: true });
	}
}

function readSet(path: string): BackupSet | null {
	try {
		const manifest = readManifest(path);
		// Their content is looked at by a restore; that a copy of it broke off shows here already.
		const isWhole = manifest.files.every((file) => statSync(join(path, file.name)).size === file.bytes);
		if (!isWhole) return null;
		const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
		return { path, manifest, madeAt: Date.parse(manifest.createdAt), bytes };
	} catch {
		// Somebody else's, or damaged: it counts as none, and is left alone.
		return null;
	}
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
		throw error;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
