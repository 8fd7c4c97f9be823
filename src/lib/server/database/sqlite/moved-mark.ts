import { existsSync, readFileSync } from 'node:fs';
import { besideLog } from './beside-log.ts';

/** The file that lies beside a log that was moved into a database; in it stands where that is, without what opens it. */
export function movedMark(file: string): string {
	return besideLog(file, 'moved');
}

/** @throws Error when this log was moved: what is written to it here would be in no other */
export function refuseMoved(file: string): void {
	const mark = movedMark(file);
	if (!existsSync(mark)) return;
	throw new Error(
		`${file} was moved to ${readFileSync(mark, 'utf8').trim()}: start with that as DATABASE_URL. ` +
			`To use the file all the same, remove ${mark}: the two then go separate ways, and nothing brings them together again`
	);
}
