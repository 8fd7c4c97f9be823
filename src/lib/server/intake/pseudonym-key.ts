import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LogUnfit } from '../database/sqlite/log-unfit.ts';

const keyBytes = 32;

/**
 * The key of the site's pseudonyms, from a file of its owner alone beside the log; made on the first start. A backup
 * without it is worth little: under another key every known contact would be a stranger.
 * @param mayCreate false once the log holds events
 * @throws LogUnfit when the file is missing and may not be made, cannot be read, is another user's, or holds no key
 */
export function loadPseudonymKey(file: string, mayCreate: boolean): Buffer {
	const text = readIfThere(file);
	if (text === null) {
		if (!mayCreate)
			throw new LogUnfit(`${file} is missing: bring it back from the backup, the log was written with it`);
		return createKey(file);
	}
	const key = Buffer.from(text.trim(), 'base64');
	if (key.length !== keyBytes) throw new LogUnfit(`${file} holds no pseudonym key`);
	try {
		chmodSync(file, 0o600);
	} catch (error) {
		throw new LogUnfit(`${file} belongs to another user: it has to be the server's own`, { cause: error });
	}
	return key;
}

/** Written aside, made durable, then given its name: a crash leaves the whole key or none, and never two of them. */
function createKey(file: string): Buffer {
	const key = randomBytes(keyBytes);
	const aside = `${file}.${process.pid}.new`;
	const descriptor = openSync(aside, 'wx', 0o600);
	try {
		writeSync(descriptor, `${key.toString('base64')}\n`);
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	try {
		linkSync(aside, file);
	} finally {
		unlinkSync(aside);
	}
	const folder = openSync(dirname(file), 'r');
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
	return key;
}

function readIfThere(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : null;
		if (code === 'ENOENT') return null;
		if (code === 'EACCES' || code === 'EPERM')
			throw new LogUnfit(`${file}: cannot be read by this user`, { cause: error });
		throw new LogUnfit(`${file}: cannot be read (${String(code ?? error)})`, { cause: error });
	}
}
