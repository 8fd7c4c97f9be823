import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { restoringMark } from '../database/sqlite/restoring-mark.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { setNameAt } from './backup-sets.ts';
import { syncFolder, writeDurably } from './make-backup.ts';

/** The files that a restore takes the place of, and what is derived from them. */
export function filesOf(databaseFile: string): readonly string[] {
	const views = viewsFile(databaseFile);
	const sides = ['', '-wal', '-shm'];
	return [
		...sides.map((side) => databaseFile + side),
		...sides.map((side) => views + side),
		besideLog(databaseFile, 'key'),
		besideLog(databaseFile, 'seal')
	];
}

/**
 * Puts the files of a restored log in their place, and what was there aside. Should it break off, a mark keeps any server from
 * beginning a new log where half of one lies.
 * @param staged name of each file's new content
 * @returns the folder into which what was there went; null where nothing was
 */
export function swapIn(databaseFile: string, staged: ReadonlyMap<string, string>, now: number): string | null {
	const folder = dirname(databaseFile);
	const mark = restoringMark(databaseFile);
	if (!existsSync(mark)) writeDurably(mark, Buffer.from(`${new Date(now).toISOString()}\n`));
	syncFolder(folder);
	const there = filesOf(databaseFile).filter((file) => existsSync(file));
	const aside = there.length === 0 ? null : freeName(join(folder, `${setNameAt(now)}-before-restore`));
	if (aside !== null) mkdirSync(aside, { mode: 0o700 });
	for (const file of there) if (aside !== null) renameSync(file, join(aside, basename(file)));
	for (const [file, content] of staged) renameSync(content, file);
	syncFolder(folder);
	rmSync(mark);
	syncFolder(folder);
	return aside;
}

function freeName(path: string): string {
	for (let again = 1; ; again++) {
		const name = again === 1 ? path : `${path}-${again}`;
		if (!existsSync(name)) return name;
	}
}
