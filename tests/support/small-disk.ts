import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of its own that can be filled up. */
export type SmallDisk = Readonly<{
	folder: string;
	/** Leaves no room at all. */
	fill(): void;
	/** Gives the room back. */
	clear(): void;
	remove(): void;
}>;

/** Makes a disk of some megabytes in an empty folder; null, said on standard error, where this user may not. */
export function makeSmallDisk(folder: string, megabytes: number): SmallDisk | null {
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder], { stdio: 'ignore' });
	} catch {
		console.error('SKIPPED a disk that is really full: this user may not mount one');
		return null;
	}
	const ballast = join(folder, 'ballast');
	return {
		folder,
		fill() {
			const file = openSync(ballast, 'a');
			for (const piece of [1_048_576, 4_096, 1]) {
				const bytes = Buffer.alloc(piece, 1);
				try {
					while (writeSync(file, bytes) === piece);
				} catch {
					// No room is what was wanted.
				}
			}
			closeSync(file);
		},
		clear: () => rmSync(ballast, { force: true }),
		remove: () => void execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
	};
}
