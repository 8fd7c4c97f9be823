import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** How far a file has been read: everything before `offset`. What says that a file is still that one is the last line read. */
export type PlaceInFile = Readonly<{
	device: number;
	inode: number;
	offset: number;
	/** Where the last line before the offset begins, or the last part of it that is looked at, and its hash; null = nothing was read. */
	last: Readonly<{ start: number; hash: string }> | null;
}>;

/** Of a longer line only the end is looked at. */
const lookedAtBytes = 65_536;

/** The place after a line. */
export function placeAfter(
	file: Readonly<{ device: number; inode: number }>,
	offset: number,
	lastLine: Uint8Array
): PlaceInFile {
	const seen = lastLine.subarray(Math.max(0, lastLine.length - lookedAtBytes));
	return { ...file, offset, last: { start: offset - seen.length, hash: hashOf(seen) } };
}

/**
 * Whether a file has what was read before a place. Device and inode alone do not say so: inodes are used again, a file is
 * emptied and written anew under the same one, and a copy has another.
 */
export async function holdsPlace(handle: FileHandle, place: PlaceInFile): Promise<boolean> {
	const { size } = await handle.stat();
	if (place.last === null) return false;
	if (size < place.offset) return false;
	const bytes = Buffer.alloc(place.offset - place.last.start);
	const { bytesRead } = await handle.read(bytes, 0, bytes.length, place.last.start);
	return bytesRead === bytes.length && hashOf(bytes) === place.last.hash;
}

function hashOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
}
