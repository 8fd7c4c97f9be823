import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A hash over files and folders, by name and content; what does not exist counts as such.
 * @param {string} root
 * @param {readonly string[]} paths relative to the root
 * @param {(path: string) => boolean} [counts] which files count, by path
 */
export function hashOf(root, paths, counts = () => true) {
	const hash = createHash('sha256');
	for (const path of paths) {
		for (const file of filesBelow(root, path).filter(counts)) {
			hash
				.update(`${file}\0`)
				.update(readFileSync(join(root, file)))
				.update('\0');
		}
	}
	return hash.digest('hex');
}

/** @returns {string[]} the file itself, or all below a folder, in an order that is the same everywhere */
function filesBelow(root, path) {
	const full = join(root, path);
	if (!existsSync(full)) return [];
	let entries;
	try {
		entries = readdirSync(full, { withFileTypes: true });
	} catch (error) {
		if (error.code === 'ENOTDIR') return [path];
		throw error;
	}
	const names = entries.map((entry) => entry.name).sort();
	return names.flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** What was noted in a stamp file, or null. */
export function readStamp(file) {
	return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
}

export function writeStamp(file, value) {
	writeFileSync(file, `${value}\n`);
}
