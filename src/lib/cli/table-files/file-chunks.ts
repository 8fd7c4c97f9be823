import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';

/** Some two hundred rows: more at once would outlive the young part of the heap and fill the old one. */
const chunkBytes = 16_384;

/**
 * The bytes of a file, a piece at a time.
 * @throws CommandError when the file cannot be read
 */
export async function* fileChunks(file: string): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes })) yield chunk as Buffer; // no encoding is set
	} catch (error) {
		throw unreadable(file, error);
	}
}

/**
 * The same for whoever only looks at them: each piece is gone when the next is asked for, so that looking through gigabytes
 * fills no memory.
 * @throws CommandError when the file cannot be read
 */
export async function* passingChunks(file: string): AsyncGenerator<Buffer> {
	const buffer = Buffer.allocUnsafeSlow(chunkBytes);
	try {
		const handle = await open(file);
		try {
			for (;;) {
				const { bytesRead } = await handle.read(buffer, 0, chunkBytes);
				if (bytesRead === 0) return;
				yield buffer.subarray(0, bytesRead);
			}
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw unreadable(file, error);
	}
}

function unreadable(file: string, error: unknown): CommandError {
	const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
	return new CommandError(`${file}: cannot be read (${code})`);
}

/**
 * The text of a file as UTF-8 bytes, whatever it is written in; bytes that mean nothing come as replacement characters.
 * @param onRead told how many bytes of the file have been read
 */
export async function* utf8Chunks(
	file: string,
	encoding: string,
	onRead: (bytes: number) => void = () => {}
): AsyncGenerator<Buffer> {
	const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding);
	let read = 0;
	for await (const chunk of fileChunks(file)) {
		read += chunk.length;
		onRead(read);
		yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
	}
	if (decoder !== null) yield Buffer.from(decoder.decode());
}
