import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a rotation adds to a name: `.1`, `-20261122`, `.2026-11-22_0300`, `.old`. Files that were compressed cannot be read. */
const rotated = /^[.-](?:\d[\d.T_-]*|old)$/;

/**
 * The files beside one that earlier parts of it may have been moved or copied to, the oldest first.
 * @throws Error of the system when the folder cannot be read
 */
export async function rotatedFiles(file: string): Promise<readonly string[]> {
	const folder = dirname(file);
	const name = basename(file);
	const names = (await readdir(folder)).filter((one) => one.startsWith(name) && rotated.test(one.slice(name.length)));
	const found: Found[] = [];
	for (const one of names) {
		const path = join(folder, one);
		const stats = await stat(path, { bigint: true }).catch(() => null); // it may just have been moved on
		if (stats?.isFile() === true) found.push({ path, changed: stats.mtimeNs });
	}
	return found.sort(olderFirst).map(({ path }) => path);
}

type Found = Readonly<{ path: string; changed: bigint }>;

/** File systems keep the time in steps of some milliseconds; where it does not tell two apart, their names do. */
function olderFirst(one: Found, other: Found): number {
	if (one.changed !== other.changed) return one.changed < other.changed ? -1 : 1;
	const [a, b] = [numberOf(one.path), numberOf(other.path)];
	if (a !== null && b !== null) return b - a;
	return one.path < other.path ? -1 : 1;
}

/** The `7` of `queue_log.7`: the higher, the older. */
function numberOf(path: string): number | null {
	const [, no] = /\.(\d{1,5})$/.exec(path) ?? [];
	return no === undefined ? null : Number(no);
}
