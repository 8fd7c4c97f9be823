import { existsSync } from 'node:fs';
import { besideLog } from './beside-log.ts';

/** The file that lies beside a log while a restore changes its files. */
export function restoringMark(file: string): string {
	return besideLog(file, 'restoring');
}

/** @throws Error when a restore of this log was broken off: what lies there is not whole, and a new log must not begin in its place */
export function refuseHalfRestored(file: string): void {
	if (existsSync(restoringMark(file)))
		throw new Error(`${file} is half restored: a restore was broken off. Run it again, with --force`);
}
