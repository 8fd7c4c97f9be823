import { isUtf8 } from 'node:buffer';
import type { Encoding } from '#lib/connectors/table/mapping-parts.ts';
import { passingChunks } from './file-chunks.ts';

/** How the text of a file is written. */
export type TextEncoding = Readonly<{
	encoding: Exclude<Encoding, 'latin-1'>;
	hasByteOrderMark: boolean;
	/** False when the last line has no ending: it may be cut off. */
	endsWithNewline: boolean;
}>;

const newline = 0x0a;
/** Bytes by which text without a byte order mark is told to be UTF-16. */
const sampleBytes = 65_536;

/**
 * Finds out how a file is written: by its byte order mark, by the noughts that UTF-16 puts between Latin letters, by whether
 * all of it is UTF-8; anything else is Windows-1252, which is Latin-1 and more. The whole file is looked at, since the first
 * letter that gives it away may come late.
 * @param declared what the mapping says; it wins over what the bytes look like, but not over a byte order mark
 * @throws CommandError when the file cannot be read
 */
export async function detectEncoding(file: string, declared: Encoding | undefined): Promise<TextEncoding> {
	let first: Buffer | null = null;
	/** The beginning of a line whose end has not come yet. */
	let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
	let isAllUtf8 = true;
	let last = Buffer.alloc(0);
	for await (const chunk of passingChunks(file)) {
		first ??= Buffer.from(chunk);
		last = Buffer.concat([last, chunk.subarray(-2)]).subarray(-2);
		if (!isAllUtf8) continue;
		// A newline is never part of another letter, so UTF-8 can be checked up to it.
		const firstEnd = chunk.indexOf(newline) + 1;
		const lastEnd = chunk.lastIndexOf(newline) + 1;
		if (firstEnd > 0) {
			isAllUtf8 =
				isUtf8(Buffer.concat([rest, chunk.subarray(0, firstEnd)])) && isUtf8(chunk.subarray(firstEnd, lastEnd));
			rest = Buffer.from(chunk.subarray(lastEnd));
		} else rest = Buffer.concat([rest, chunk]);
		if (rest.length > sampleBytes * 16) isAllUtf8 = false; // no text has such a line
	}
	if (isAllUtf8 && !isUtf8(rest)) isAllUtf8 = endsInsideLetter(rest);
	const start = first ?? Buffer.alloc(0);
	const marked = byteOrderMark(start);
	const encoding = marked ?? (declared === undefined ? undeclared(start, isAllUtf8) : plain(declared));
	const endsWithNewline =
		first === null ||
		(encoding === 'utf-16le' ? last[0] === newline && last[1] === 0 : (last.at(-1) ?? newline) === newline);
	return { encoding, hasByteOrderMark: marked !== null, endsWithNewline };
}

function byteOrderMark(start: Buffer): TextEncoding['encoding'] | null {
	if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
	if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
	return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : null;
}

function plain(encoding: Encoding): TextEncoding['encoding'] {
	return encoding === 'latin-1' ? 'windows-1252' : encoding;
}

function undeclared(start: Buffer, isAllUtf8: boolean): TextEncoding['encoding'] {
	const sample = start.subarray(0, sampleBytes);
	let even = 0;
	let odd = 0;
	for (let index = 0; index < sample.length; index++)
		if (sample[index] === 0) {
			if (index % 2 === 0) even++;
			else odd++;
		}
	// Half the bytes of Latin text in UTF-16 are nought, all on the same side; in other texts there are none.
	const few = sample.length / 8;
	if (odd > few && odd > even * 4) return 'utf-16le';
	if (even > few && even > odd * 4) return 'utf-16be';
	return isAllUtf8 ? 'utf-8' : 'windows-1252';
}

/** Whether a text is UTF-8 but for a last letter that was cut in two. */
function endsInsideLetter(bytes: Buffer): boolean {
	for (let cut = 1; cut <= 3 && cut <= bytes.length; cut++) {
		const lead = bytes[bytes.length - cut] ?? 0;
		if (lead >= 0xc0) return isUtf8(bytes.subarray(0, bytes.length - cut));
		if (lead < 0x80) return false;
	}
	return false;
}
