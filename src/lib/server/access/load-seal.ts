import { makeKeyFile, readKeyFile } from '../key-file.ts';
import { Seal } from './seal.ts';

/**
 * What seals secrets: with the keys of the environment, or with one from a file of its owner alone beside the log, made on the
 * first start. A backup without that file opens no sealed text.
 * @param given the current key first; empty = the file's
 * @throws LogUnfit when the file cannot be read, is another user's, or holds no key
 */
export function loadSeal(given: readonly Buffer[], file: string): Seal {
	const [current, ...earlier] = given;
	if (current === undefined) return new Seal(readKeyFile(file, 'key for sealing') ?? makeKeyFile(file));
	// Who moves from the file to the environment can still open what the file's key sealed.
	const kept = readKeyFile(file, 'key for sealing');
	return new Seal(current, kept === null ? earlier : [...earlier, kept]);
}
