import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { FileProblem } from './file-problem.ts';
import { type FollowedLine, lineOf, longestLineBytes, splitLines } from './line-splitter.ts';
import { holdsPlace, placeAfter, type PlaceInFile } from './place-in-file.ts';
import { rotatedFiles } from './rotated-files.ts';

/** What one reading of a file came to. */
export type TailReading = Readonly<{
	/** Complete lines, in order. */
	lines: readonly FollowedLine[];
	/** Where they end. */
	place: PlaceInFile | null;
	/** Whether there may be more at once. */
	hasMore: boolean;
	/** Whether the lines are the first of a file that was begun although another place in it was asked for, or lost. */
	isAnew: boolean;
	/** Whether the lines are the first of another file than those before. */
	isNewFile: boolean;
}>;

type Opened = Readonly<{ handle: FileHandle; device: number; inode: number }>;

/** Bytes that are read together: several thousand lines. */
const chunkBytes = 262_144;
/** Lines with which another file is begun. */
const mostLinesAtOnce = 1_000;
const nothingRead = { lines: [], hasMore: false, isAnew: false, isNewFile: false } as const;

/**
 * Reads a file that grows, line by line, wherever it goes: it may be renamed and begun anew, copied and emptied, emptied alone,
 * moved away and back. Each part is read to its end before the next one is begun. A line without its newline is left until it
 * has one, or until it is sure that it never will.
 */
export class FileTail {
	readonly #path: string;
	/** The last line read, which may be in the file before the current one. */
	#place: PlaceInFile | null;
	#current: Opened | null = null;
	/** Where to go on in the current file. */
	#offset = 0;
	/** Up to where there is no newline after that place; only ever further than the place in a line longer than anything. */
	#searchedTo = 0;
	/** Whether the current file is complete: another one has its name, and something in it. */
	#isPast = false;
	#isAnew = false;

	/** @param place where to go on; null = at the beginning */
	constructor(path: string, place: PlaceInFile | null) {
		this.#path = path;
		this.#place = place;
	}

	/**
	 * The next lines, as many as there are up to a number.
	 * @throws FileProblem when the file is not there, or cannot be read; it may be tried again
	 */
	async read(mostLines: number): Promise<TailReading> {
		try {
			if (this.#current !== null && (await this.#wasEmptied(this.#current))) await this.close();
			return await this.#readFrom(this.#current ?? (await this.#find()), mostLines);
		} catch (error) {
			// While its name is gone the file may still be written to.
			if (error instanceof FileProblem) throw error;
			await this.close();
			throw new FileProblem(this.#path, error);
		}
	}

	/** Lets the file go. The next reading finds the place again. */
	async close(): Promise<void> {
		const { handle } = this.#current ?? {};
		this.#current = null;
		this.#isPast = false;
		await handle?.close().catch(() => {}); // nothing was written through it
	}

	async #readFrom(current: Opened, mostLines: number): Promise<TailReading> {
		const bytes = await readBytes(current.handle, this.#offset, chunkBytes);
		const isFull = bytes.length === chunkBytes;
		const { lines, bytes: taken, lastLine } = splitLines(bytes, mostLines);
		if (taken > 0)
			return this.#took(current, lines, this.#offset + taken, lastLine, isFull || lines.length === mostLines);
		return isFull ? this.#readLongLine(current) : this.#atEnd(current, bytes, this.#offset + bytes.length);
	}

	/**
	 * A line that is longer than what is read together. While it is not complete its beginning is read each time, and of the rest
	 * what was added: a file that only ever grows without a newline would be read whole with each look.
	 */
	async #readLongLine(current: Opened): Promise<TailReading> {
		const start = await readBytes(current.handle, this.#offset, longestLineBytes + 1);
		const end = start.indexOf('\n');
		if (end >= 0)
			return this.#took(
				current,
				[lineOf(start.subarray(0, end))],
				this.#offset + end + 1,
				start.subarray(0, end + 1),
				true
			);
		// What is shorter now was written anew.
		const { size } = await current.handle.stat();
		if (size < this.#searchedTo) this.#searchedTo = 0;
		for (let at = Math.max(this.#offset + start.length, this.#searchedTo); ;) {
			const bytes = await readBytes(current.handle, at, chunkBytes);
			const found = bytes.indexOf('\n');
			if (found >= 0) return this.#took(current, [lineOf(start)], at + found + 1, bytes.subarray(0, found + 1), true);
			at += bytes.length;
			this.#searchedTo = at;
			if (bytes.length < chunkBytes) return this.#atEnd(current, start, at);
		}
	}

	/** @param rest what follows the last newline, up to `end` */
	async #atEnd(current: Opened, rest: Buffer, end: number): Promise<TailReading> {
		if (this.#isPast) return this.#goToNext(current, rest, end);
		await this.#lookForSuccessor(current);
		return { ...nothingRead, place: this.#place, hasMore: this.#isPast };
	}

	#took(
		{ device, inode }: Opened,
		lines: readonly FollowedLine[],
		offset: number,
		lastLine: Uint8Array,
		hasMore: boolean
	): TailReading {
		this.#offset = offset;
		this.#place = placeAfter({ device, inode }, offset, lastLine);
		const isAnew = this.#isAnew;
		this.#isAnew = false;
		return { lines, place: this.#place, hasMore: hasMore || this.#isPast, isAnew, isNewFile: false };
	}

	/** The file will not grow: what has no newline at its end is a line all the same. */
	async #goToNext(current: Opened, rest: Buffer, end: number): Promise<TailReading> {
		if (rest.length > 0) return this.#took(current, [lineOf(rest)], end, rest, true);
		const { opened, isPast } = await this.#openNext(current);
		// As long as nothing is read of it, only this place here can tell that it was copied and emptied meanwhile.
		if (!isPast && !(await hasLine(opened.handle))) {
			await opened.handle.close();
			return { ...nothingRead, place: this.#place };
		}
		await current.handle.close().catch(() => {}); // nothing was written through it
		this.#goOn(opened, 0);
		this.#isPast = isPast;
		return { ...(await this.#readFrom(opened, mostLinesAtOnce)), isNewFile: true };
	}

	/** Whether another file has this one's name. What is in it was written after everything here: this one is complete then. */
	async #lookForSuccessor({ device, inode }: Opened): Promise<void> {
		const stats = await stat(this.#path).catch((error: unknown) => {
			throw new FileProblem(this.#path, error);
		});
		if (stats.ino === inode && stats.dev === device) return;
		// Until the writer takes the new file up it goes on writing to this one, unless it has left it before.
		this.#isPast = stats.size > 0 || (await this.#rotatedAfter(inode)) !== null;
	}

	/** What was rotated away after a file and before the others, or else the file that has the name now. */
	async #openNext({ inode }: Opened): Promise<{ opened: Opened; isPast: boolean }> {
		for (;;) {
			const rotated = await this.#rotatedAfter(inode);
			const opened = await openFile(rotated ?? this.#path);
			// It may have been rotated away, and another have its name, just before it was opened.
			if ((await this.#rotatedAfter(inode)) === rotated) return { opened, isPast: rotated !== null };
			await opened.handle.close();
		}
	}

	/** Emptied, or emptied and written anew, under the same name and number. */
	async #wasEmptied({ handle, inode }: Opened): Promise<boolean> {
		const { size } = await handle.stat();
		if (size < this.#offset) return true;
		const place = this.#place;
		if (size === this.#offset || place?.inode !== inode || place.offset !== this.#offset) return false;
		return !(await holdsPlace(handle, place));
	}

	/** Opens the file in which to go on: where the place is, or else the beginning of what there is. */
	async #find(): Promise<Opened> {
		const place = this.#place;
		let problem: unknown;
		const own = await openFile(this.#path).catch((error: unknown) => void (problem = error));
		if (place !== null && place.last !== null) {
			const holder = await findHolder(own, this.#path, place).catch(async (error: unknown) => {
				await own?.handle.close();
				throw error;
			});
			if (holder !== null) {
				if (holder !== own) await own?.handle.close();
				return this.#goOn(holder, place.offset);
			}
		}
		if (own === undefined) throw problem;
		this.#isAnew = place !== null;
		return this.#goOn(own, 0);
	}

	#goOn(opened: Opened, offset: number): Opened {
		this.#current = opened;
		this.#offset = offset;
		this.#searchedTo = 0;
		return opened;
	}

	/** The file that was rotated away next after one; null where none was, or that one has gone. */
	async #rotatedAfter(inode: number): Promise<string | null> {
		const rotated = await rotatedFiles(this.#path);
		const inodes = await Promise.all(rotated.map(async (path) => (await stat(path).catch(() => null))?.ino));
		const index = inodes.indexOf(inode);
		return index < 0 ? null : (rotated[index + 1] ?? null);
	}
}

/** The file that has what was read before a place: the one of the name, or one that it was moved or copied to; null = none has. */
async function findHolder(own: Opened | undefined, path: string, place: PlaceInFile): Promise<Opened | null> {
	if (own !== undefined && (await holdsPlace(own.handle, place))) return own;
	for (const rotated of await rotatedFiles(path)) {
		const opened = await openFile(rotated).catch(() => null); // one that may not be read cannot be the one
		if (opened === null) continue;
		if (await holdsPlace(opened.handle, place).catch(() => false)) return opened;
		await opened.handle.close();
	}
	return null;
}

/**
 * A pipe is opened only once somebody writes to it: it would hold up whoever follows it for ever, and with it one of the few threads
 * that all files, and all passwords, are worked on in.
 */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function openFile(path: string): Promise<Opened> {
	const handle = await open(path, withoutWaiting);
	try {
		const stats = await handle.stat();
		if (!stats.isFile()) throw new FileProblem(path);
		return { handle, device: stats.dev, inode: stats.ino };
	} catch (error) {
		await handle.close();
		throw error;
	}
}

/** Whether there is a complete line in a file, or one that is longer than what is looked at. */
async function hasLine(handle: FileHandle): Promise<boolean> {
	const bytes = await readBytes(handle, 0, chunkBytes);
	return bytes.length === chunkBytes || bytes.includes('\n');
}

async function readBytes(handle: FileHandle, offset: number, most: number): Promise<Buffer> {
	const bytes = Buffer.allocUnsafe(most);
	let length = 0;
	while (length < most) {
		const { bytesRead } = await handle.read(bytes, length, most - length, offset + length);
		if (bytesRead === 0) break;
		length += bytesRead;
	}
	return bytes.subarray(0, length);
}
