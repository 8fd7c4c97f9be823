const newline = 0x0a;
const carriageReturn = 0x0d;

/** Where a line is cut off: a file without a newline must not fill the memory. */
export const longestLineBytes = 1_048_576;

/** One line. `isCut` is true when it was longer than {@link longestLineBytes} and its rest was left out. */
export type FollowedLine = Readonly<{ text: string; isCut: boolean }>;

/** Lines out of the bytes from one place on. */
export type SplitLines = Readonly<{
	lines: readonly FollowedLine[];
	/** Bytes that the lines take, with their newlines. */
	bytes: number;
	/** The last of them, with its newline; empty where there is none. */
	lastLine: Uint8Array;
}>;

/** The complete lines at the beginning of some bytes. What follows the last newline is half written. */
export function splitLines(bytes: Buffer, mostLines: number): SplitLines {
	const lines: FollowedLine[] = [];
	let start = 0;
	let before = 0;
	for (let end = bytes.indexOf(newline); end >= 0 && lines.length < mostLines; end = bytes.indexOf(newline, start)) {
		lines.push(lineOf(bytes.subarray(start, end)));
		before = start;
		start = end + 1;
	}
	return { lines, bytes: start, lastLine: bytes.subarray(before, start) };
}

/** A line without its newline. */
export function lineOf(bytes: Buffer): FollowedLine {
	if (bytes.length > longestLineBytes) return { text: bytes.toString('utf8', 0, longestLineBytes), isCut: true };
	const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
	return { text: bytes.toString('utf8', 0, end), isCut: false };
}
