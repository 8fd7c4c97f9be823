import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const client = 'build/client';
const manifestFile = '.svelte-kit/output/server/manifest.js';
const isBuilt = existsSync(client) && existsSync(manifestFile);
if (!isBuilt) console.warn('SKIPPED: there is no build, so the bytes of the phone were not counted');

/** Bytes a page may load before it is drawn. */
const mostScript = 70_000;
const mostStyle = 15_000;

test.skipIf(!isBuilt)('the first load of /now fits its budget, and ECharts is no part of it', () => {
	const files = filesOf('/(phone)/now');
	const scripts = files.filter((file) => file.endsWith('.js'));
	const styles = files.filter((file) => file.endsWith('.css'));
	const script = gzipped(scripts);
	const style = gzipped(styles);
	console.log(`/now loads ${kB(script)} kB of script in ${scripts.length} files and ${kB(style)} kB of style, gzipped`);
	expect(scripts.length).toBeGreaterThan(3);
	expect(styles.length).toBeGreaterThan(0);
	expect(script).toBeLessThanOrEqual(mostScript);
	expect(style).toBeLessThanOrEqual(mostStyle);
	for (const file of scripts) expect(read(file), file).not.toMatch(/echarts|zrender/i);
});

/** What the shell of a route makes the browser fetch: its start, its layouts and its page, with all that these import. */
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
		for (const [, imported] of read(file).matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g)) {
			const path = join(file, '..', imported ?? '');
			if (found.has(path)) continue;
			found.add(path);
			waiting.push(path);
		}
	}
	return [...found].filter((file) => /\.(?:js|css)$/.test(file));
}

function gzipped(files: readonly string[]): number {
	return files.reduce((bytes, file) => bytes + gzipSync(read(file), { level: 9 }).length, 0);
}

function read(file: string): string {
	return readFileSync(join(client, file), 'utf8');
}

function kB(bytes: number): string {
	return (bytes / 1000).toFixed(1);
}
