import { makeKeyFile, readKeyFile } from '../key-file.ts';
import { LogUnfit } from '../database/sqlite/log-unfit.ts';

/**
 * The key of the site's pseudonyms, from a file of its owner alone beside the log; made on the first start. A backup
 * without it is worth little: under another key every known contact would be a stranger.
 * @param mayCreate false once the log holds events
 * @throws LogUnfit when the file is missing and may not be made, cannot be read, is another user's, or holds no key
 */
export function loadPseudonymKey(file: string, mayCreate: boolean): Buffer {
	const key = readKeyFile(file, 'pseudonym key');
	if (key !== null) return key;
	if (!mayCreate) throw new LogUnfit(`${file} is missing: bring it back from the backup, the log was written with it`);
	return makeKeyFile(file);
}
