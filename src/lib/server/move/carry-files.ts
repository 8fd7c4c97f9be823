import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { viewsFile } from '../database/sqlite/open-views.ts';
import { syncFolder, writeDurably } from '../backup/make-backup.ts';
import { MoveRefused } from './move-refused.ts';

/** The keys without which the log says less: they have to be the same wherever it is. */
const keys = ['seal', 'key'];

/**
 * Carries what lies beside a log to the folder of this machine's own files: its keys, the journal of erasures, how far files that are
 * followed have been read, and what was made from the log. What is there stays, and the same folder needs nothing.
 * @returns the files that were carried
 * @throws MoveRefused where another key is there
 */
export function carryFiles(file: string, place: string): string[] {
	if (file === place) return [];
	refuseOtherKeys(file, place);
	mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
	const carried = [carryViews(viewsFile(file), viewsFile(place))];
	// The pseudonyms' key last: a server that starts without it refuses, and does not make another seal first.
	for (const suffix of ['erasures', ...followRecords(file), ...keys])
		carried.push(carry(besideLog(file, suffix), besideLog(place, suffix)));
	syncFolder(dirname(place));
	return carried.filter((one) => one !== null);
}

/** @throws MoveRefused where another key is at the place */
export function refuseOtherKeys(file: string, place: string): void {
	for (const suffix of keys) {
		const [from, to] = [besideLog(file, suffix), besideLog(place, suffix)];
		if (!existsSync(from) || !existsSync(to) || readFileSync(from).equals(readFileSync(to))) continue;
		throw new MoveRefused(
			`${to} is another key than ${from}: with it nothing that the log knows would be known again. ` +
				'Move it away, or name another folder with BEREIK_DATA'
		);
	}
}

/** Null where there is nothing to carry. */
function carry(from: string, to: string): string | null {
	if (!existsSync(from) || existsSync(to)) return null;
	const aside = `${to}.${process.pid}.new`;
	writeDurably(aside, readFileSync(from));
	renameSync(aside, to);
	return to;
}

function followRecords(file: string): string[] {
	const start = basename(besideLog(file, 'follow-'));
	return readdirSync(dirname(file))
		.filter((name) => name.startsWith(start) && name.endsWith('.json'))
		.map((name) => name.slice(basename(besideLog(file, '')).length));
}

/** Nobody writes it meanwhile; what is left of a write goes into the file first. */
function carryViews(from: string, to: string): string | null {
	if (!existsSync(from) || existsSync(to)) return null;
	const client = new Database(from);
	try {
		client.pragma('wal_checkpoint(TRUNCATE)');
	} finally {
		client.close();
	}
	const aside = join(dirname(to), `.${basename(to)}.${process.pid}.new`);
	copyFileSync(from, aside);
	renameSync(aside, to);
	return to;
}
