import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Version of the product, as its package names it; `unknown` where there is no package. */
export function productVersion(): string {
	for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
		const file = join(folder, 'package.json');
		if (!existsSync(file)) continue;
		const parsed = JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown }; // whatever it holds is checked next
		if (parsed.name === 'bereik' && typeof parsed.version === 'string') return parsed.version;
	}
	return 'unknown';
}

/** Names the build that is being served, so that a page of another one knows to reload; `dev` where nothing is built. */
export function buildId(): string {
	for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) {
		const file = join(folder, 'build', 'client', '_app', 'version.json');
		if (!existsSync(file)) continue;
		const parsed = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }; // whatever it holds is checked next
		return typeof parsed.version === 'string' ? parsed.version : 'dev';
	}
	return 'dev';
}
