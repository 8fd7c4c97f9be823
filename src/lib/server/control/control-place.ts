import { lstatSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { besideLog } from '../database/sqlite/beside-log.ts';

/** Longest path a socket may have on every system. */
const maxPathBytes = 100;
const folderPrefix = 'bereik-';
const socketName = 'bereik.sock';

/** Where a server listens to the command line, and how that is cleared away. */
export type ControlPlace = Readonly<{ path: string; remove(): void }>;

/**
 * Where the server of a log listens: beside the log. Where that path is too long for a socket, in a folder among temporary files
 * whose name nobody can foresee and which only its owner may enter; a file beside the log, `…socket`, then tells where.
 * @throws Error when the path is too long even there
 */
export function makeControlPlace(logFile: string): ControlPlace {
	const beside = socketBeside(logFile);
	if (beside !== null) return { path: beside, remove: () => rmSync(beside, { force: true }) };
	const pointer = pointerFile(logFile);
	removePlace(told(pointer));
	const folder = mkdtempSync(join(tmpdir(), folderPrefix));
	const path = join(folder, socketName);
	const remove = (): void => {
		rmSync(pointer, { force: true });
		removePlace(path);
	};
	try {
		if (Buffer.byteLength(path) > maxPathBytes)
			throw new Error(`${path}: is too long for a socket; name a shorter folder with TMPDIR`);
		// Put in its place as a whole: a command that reads it meanwhile finds the old one or the new.
		const fresh = `${pointer}.new`;
		rmSync(fresh, { force: true });
		writeFileSync(fresh, path, { mode: 0o600, flag: 'wx' });
		renameSync(fresh, pointer);
	} catch (error) {
		remove();
		throw error;
	}
	return { path, remove };
}

/**
 * Where the server of a log listens to the command line of the same machine and the same user; null where none does.
 * @throws Error when the folder it is said to listen in is not this user's alone: somebody else may have put one there
 */
export function controlSocketPath(logFile: string): string | null {
	const beside = socketBeside(logFile);
	if (beside !== null) return beside;
	const path = told(pointerFile(logFile));
	if (path === null) return null;
	const folder = lstatSync(dirname(path), { throwIfNoEntry: false });
	if (folder === undefined) return null;
	if (!folder.isDirectory() || folder.uid !== process.getuid?.() || (folder.mode & 0o077) !== 0)
		throw new Error(`${dirname(path)}: is not a folder of this user alone, so what listens there is not trusted`);
	return path;
}

/** Null where a socket cannot have so long a path. */
function socketBeside(logFile: string): string | null {
	const path = resolve(besideLog(logFile, 'sock'));
	return Buffer.byteLength(path) <= maxPathBytes ? path : null;
}

function pointerFile(logFile: string): string {
	return resolve(besideLog(logFile, 'socket'));
}

/** The path that a file beside the log tells; null where there is no such file. */
function told(pointer: string): string | null {
	try {
		return readFileSync(pointer, 'utf8').trim();
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
}

/** Takes away what a server left that ended without a word; nothing but a folder such as are made here, and only an empty one. */
function removePlace(path: string | null): void {
	if (path === null || basename(path) !== socketName || !basename(dirname(path)).startsWith(folderPrefix)) return;
	try {
		rmSync(path, { force: true });
		rmdirSync(dirname(path));
	} catch (error) {
		// Gone already, or somebody else's: it is theirs to keep.
		const code = error instanceof Error && 'code' in error ? error.code : null;
		if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EACCES', 'EPERM'].includes(String(code))) throw error;
	}
}
