import { createReadStream, statSync } from 'node:fs';
import { CommandError } from './command-error.ts';

/** Where a line is cut off: a file without a newline must not fill the memory. */
export const longestLineBytes = 1_048_576;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** One line of a file. `isCut` is true when it was longer than {@link longestLineBytes} and its rest was left out. */
export type FileLine = readonly [line: string, no: number, isCut: boolean];

/**
 * The lines of a file, with their numbers from 1. Only a newline ends a line; a carriage return right before it belongs to
 * it. Bytes that are not UTF-8 come as replacement characters.
 * @param onRead told how many bytes have been read
 * @throws CommandError when the file cannot be read
 */
export async function* linesOf(file: string, onRead: (bytes: number) => void = () => {}): AsyncGenerator<FileLine> {
	const line = new LineBytes();
	let read = 0;
	let no = 0;
	for await (const chunk of chunksOf(file)) {
		read += chunk.length;
		onRead(read);
		let start = 0;
		for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
			line.add(chunk.subarray(start, end));
			yield line.take(++no);
			start = end + 1;
		}
		if (start < chunk.length) line.add(chunk.subarray(start));
	}
	if (line.hasBegun) yield line.take(no + 1);
}

/**
 * The size of a file that can be read, in bytes.
 * @throws CommandError where there is none
 */
export function sizeOf(file: string): number {
	try {
		const stats = statSync(file);
		if (stats.isFile()) return stats.size;
		if (stats.isDirectory()) throw new CommandError(`${file}: is a folder; name a file in it`);
	} catch (error) {
		if (error instanceof CommandError) throw error;
		// Said below in one way, whatever the system calls it.
	}
	throw new CommandError(`${file}: there is no such file that can be read`);
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
	try {
		for await (const chunk of createReadStream(file)) yield chunk as Buffer; // no encoding is set
	} catch (error) {
		throw new CommandError(`${file}: cannot be read (${codeOf(error)})`);
	}
}

function codeOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** The bytes of the line that is being read. */
class LineBytes {
	#parts: Buffer[] = [];
	#length = 0;
	#isCut = false;
	hasBegun = false;

	add(bytes: Buffer): void {
		this.hasBegun = true;
		const room = longestLineBytes - this.#length;
		if (bytes.length > room) this.#isCut = true;
		if (room === 0 || bytes.length === 0) return;
		const part = bytes.subarray(0, room);
		this.#parts.push(part);
		this.#length += part.length;
	}

	take(no: number): FileLine {
		const only = this.#parts.length === 1 ? this.#parts[0] : undefined;
		const bytes = only ?? Buffer.concat(this.#parts);
		const end = !this.#isCut && bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
		const isCut = this.#isCut;
		this.#parts = [];
		this.#length = 0;
		this.#isCut = false;
		this.hasBegun = false;
		return [bytes.toString('utf8', 0, end), no, isCut];
	}
}
