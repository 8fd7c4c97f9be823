import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/*
 * Started by `prepareFolder` as a process of its own, `FOLDER`: makes the folder where there is none, and writes in it. It tells
 * on standard output what is wrong, in words; nothing where all is well.
 */

/** What the codes of the system mean here. */
const reasons: Readonly<Record<string, string>> = {
	EACCES: 'this user may not write there',
	EDQUOT: 'this user may store no more there',
	EIO: 'the disk reports an error',
	ENAMETOOLONG: 'the name is too long',
	ENOENT: 'nothing can be written there',
	ENOSPC: 'there is no room',
	ENOTDIR: 'is not a folder',
	EPERM: 'this user may not write there',
	EROFS: 'the file system is read-only'
};

const folder = process.argv[2] ?? '';
process.umask(0o077);
process.stdout.write(whatIsWrong() ?? '');

function whatIsWrong(): string | null {
	try {
		const there = statSync(folder, { throwIfNoEntry: false });
		if (there === undefined) {
			const parent = statSync(dirname(folder), { throwIfNoEntry: false });
			// To make it too would fill the wrong disk where one is not mounted.
			if (parent === undefined) return `${dirname(folder)} is not there`;
			if (!parent.isDirectory()) return `${dirname(folder)} is not a folder`;
			mkdirSync(folder, { mode: 0o700 });
		} else if (!there.isDirectory()) return 'is not a folder';
		tryToWrite(join(folder, `.bereik-probe-${process.pid}`));
		return null;
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		return reasons[code] ?? (error instanceof Error ? error.message : String(error));
	}
}

function tryToWrite(file: string): void {
	// Whoever had the same number before may have left one.
	rmSync(file, { force: true });
	const opened = openSync(file, 'wx', 0o600);
	try {
		writeSync(opened, Buffer.alloc(4096));
		fsyncSync(opened);
	} finally {
		closeSync(opened);
		rmSync(file, { force: true });
	}
}
