import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The file that stands beside the log's under the same name: `data/bereik.db` and `key` give `data/bereik.key`. */
export function besideLog(file: string, suffix: string): string {
	return `${file.endsWith('.db') ? file.slice(0, -3) : file}.${suffix}`;
}

/**
 * The folder of generated migrations, `drizzle/<…path>`, found upwards from here: the way differs between the
 * source and the built server.
 * @throws Error when it is not there, as in a copy of the product that is not complete
 */
export function migrationsFolder(...path: string[]): string {
	for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
		const candidate = join(folder, 'drizzle', ...path);
		if (existsSync(join(candidate, 'meta', '_journal.json'))) return candidate;
		if (dirname(folder) === folder) throw new Error(`no migrations: drizzle/${path.join('/')} is missing`);
	}
}
