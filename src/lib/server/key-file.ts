import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { LogUnfit } from './database/sqlite/log-unfit.ts';

const keyBytes = 32;

/**
 * A key of 32 bytes from a file of its owner alone; null when there is no such file.
 * @param what what kind of key it is, for messages
 * @throws LogUnfit when the file cannot be read, is another user's, or holds no key
 */
export function readKeyFile(file: string, what: string): Buffer | null {
	const text = readIfThere(file);
	if (text === null) return null;
	const key = Buffer.from(text.trim(), 'base64');
	if (key.length !== keyBytes) throw new LogUnfit(`${file} holds no ${what}`);
	try {
		chmodSync(file, 0o600);
	} catch (error) {
		throw new LogUnfit(`${file} belongs to another user: it has to be the server's own`, { cause: error });
	}
	return key;
}

/** Makes a key and its file. Written aside, made durable, then given its name: a crash leaves the whole key or none, and never two of them. */
export function makeKeyFile(file: string): Buffer {
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
