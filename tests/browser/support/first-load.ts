import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const client = 'build/client';
const manifestFile = '.svelte-kit/output/server/manifest.js';
const viteManifest = '.svelte-kit/output/client/.vite/manifest.json';

/** Whether there is a build to look at. */
export const isBuilt = existsSync(client) && existsSync(manifestFile);

/** What a route's first load is made of: files, and their bytes as they go over the wire. */
export type FirstLoad = Readonly<{
	scripts: readonly string[];
	styles: readonly string[];
	scriptBytes: number;
	styleBytes: number;
}>;

/** What the shell of a route makes the browser fetch: its start, its layouts and its page, with all that these import. */
export function firstLoadOf(route: string): FirstLoad {
	const files = filesOf(route);
	const scripts = files.filter((file) => file.endsWith('.js'));
	const styles = files.filter((file) => file.endsWith('.css'));
	return { scripts, styles, scriptBytes: gzipped(scripts), styleBytes: gzipped(styles) };
}

/** What the browser fetches beside a first load when a page imports a module later, with all that it imports. */
export function laterLoadOf(
	module: string,
	loaded: readonly string[]
): Readonly<{ scripts: readonly string[]; scriptBytes: number }> {
	const parsed: unknown = JSON.parse(readFileSync(viteManifest, 'utf8'));
	// Vite's own manifest: chunks by name, each with its file and the names of what it imports.
	const chunks = parsed as Readonly<Record<string, Readonly<{ file: string; imports?: readonly string[] }>>>;
	const scripts = new Set<string>();
	const waiting = [module];
	for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
		const chunk = chunks[name];
		if (chunk === undefined) throw new Error(`the build has no chunk ${name}`);
		if (scripts.has(chunk.file) || loaded.includes(chunk.file)) continue;
		scripts.add(chunk.file);
		waiting.push(...(chunk.imports ?? []));
	}
	return { scripts: [...scripts], scriptBytes: gzipped([...scripts]) };
}

/** Text of a file of the build. */
export function readBuilt(file: string): string {
	return readFileSync(join(client, file), 'utf8');
}

/** Bytes as they are said in a report. */
export function kB(bytes: number): string {
	return (bytes / 1000).toFixed(1);
}

function filesOf(route: string): string[] {
	const manifest = readFileSync(manifestFile, 'utf8');
	const start = /client:\s*(\{.*?\})\s*,\s*\n?\s*nodes:/s.exec(manifest)?.[1] ?? '';
	const found = new Set(start.match(/_app\/immutable\/[^"]+/g) ?? []);
	const block = manifest.slice(manifest.indexOf(`id: ${JSON.stringify(route)}`));
	const page = /page: \{ layouts: \[([\d,]*)\], errors: [^\]]*\], leaf: (\d+)/.exec(block);
	if (page === null) throw new Error(`the build has no page ${route}`);
	for (const no of [...(page[1] ?? '').split(',').filter((part) => part !== ''), page[2]]) {
		const node = readFileSync(`.svelte-kit/output/server/nodes/${no}.js`, 'utf8');
		for (const file of node.match(/_app\/immutable\/[^"]+\.(?:js|css)/g) ?? []) found.add(file);
	}
	const waiting = [...found];
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (!file.endsWith('.js')) continue;
		for (const [, imported] of readBuilt(file).matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
			const path = join(file, '..', imported ?? '');
			if (found.has(path)) continue;
			found.add(path);
			waiting.push(path);
		}
	}
	return [...found].filter((file) => /\.(?:js|css)$/.test(file));
}

function gzipped(files: readonly string[]): number {
	return files.reduce((bytes, file) => bytes + gzipSync(readBuilt(file), { level: 9 }).length, 0);
}
