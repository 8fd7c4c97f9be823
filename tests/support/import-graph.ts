import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import ts from 'typescript';
import {
	allowedPackages,
	chartsFolder,
	domainLayers,
	forbiddenPackages,
	mayImport,
	outsideRings,
	rings,
	type Ring
} from '../../import-boundaries.js';

/** Source text by path from the root of the repository, with `/` between folders. */
export type Sources = ReadonlyMap<string, string>;

/** Every `.ts` and `.svelte` file below `folder`, tests left out: nobody imports a test. */
export function readSources(root: string, folder: string): Sources {
	const sources = new Map<string, string>();
	for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !/\.(?:ts|svelte)$/.test(entry.name) || entry.name.endsWith('.test.ts')) continue;
		const file = join(entry.parentPath, entry.name);
		sources.set(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'));
	}
	return sources;
}

/** What breaks the arrows, one sentence each; empty when the house is in order. */
export function arrowViolations(sources: Sources): readonly string[] {
	return [...sources].flatMap(([file, text]) =>
		specifiersOf(file, text).flatMap((specifier) => {
			const reason = whyForbidden(file, specifier);
			return reason === null ? [] : [`${file} imports ${specifier}: ${reason}`];
		})
	);
}

/** Every ring of imports, type-only ones too, as the path walked: `a → b → a`. */
export function importCycles(sources: Sources): readonly string[] {
	const cycles: string[] = [];
	const done = new Set<string>();
	for (const file of [...sources.keys()].sort()) visit(file, []);
	return cycles;

	function visit(file: string, path: readonly string[]): void {
		const start = path.indexOf(file);
		if (start >= 0) cycles.push([...path.slice(start), file].join(' → '));
		if (start >= 0 || done.has(file)) return;
		for (const specifier of specifiersOf(file, sources.get(file) ?? '')) {
			const target = targetOf(file, specifier);
			if (target !== null && sources.has(target)) visit(target, [...path, file]);
		}
		done.add(file);
	}
}

/** All that a file names to import: static, dynamic, re-exported, type-only, in script and in markup. */
function specifiersOf(file: string, text: string): readonly string[] {
	if (!file.endsWith('.svelte')) return scriptSpecifiers(text);
	const scripts = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
	const markup = text.replace(/<script\b[^>]*>[\s\S]*?<\/script>/g, '');
	const dynamic = [...markup.matchAll(/\bimport\(\s*['"`]([^'"`]+)['"`]/g)].map((match) => match[1] ?? '');
	return [...scripts.flatMap(scriptSpecifiers), ...dynamic];
}

function scriptSpecifiers(text: string): readonly string[] {
	return ts.preProcessFile(text, true, true).importedFiles.map((imported) => imported.fileName);
}

/** The file an import points to, from the root of the repository; null for a package. */
function targetOf(file: string, specifier: string): string | null {
	const path = specifier.replace(/\?\w+$/, '');
	if (path.startsWith('.')) return posix.join(posix.dirname(file), path);
	const alias = /^[#$]lib(?:\/|$)/.exec(path);
	return alias === null ? null : posix.join('src/lib', path.slice(alias[0].length));
}

function whyForbidden(file: string, specifier: string): string | null {
	if (/^\$lib(?:\/|$)/.test(specifier)) return 'write #lib/…';
	const target = targetOf(file, specifier);
	if (target === null) return whyPackageForbidden(file, specifier);
	if (target.endsWith('.test.ts')) return 'a test is imported by nobody';
	const from = ringOf(file);
	const to = ringOf(target);
	if (from === null) return whyOutsideForbidden(file, to);
	if (to === null) return `lib/${from} imports nothing outside the rings`;
	if (from !== to) return mayImport[from].includes(to) ? null : `lib/${from} may not know lib/${to}`;
	return from === 'domain' ? whyLayerForbidden(file, target) : null;
}

function whyOutsideForbidden(file: string, to: Ring | null): string | null {
	const place = outsideRings.find((candidate) => candidate.pattern.test(file));
	if (place === undefined) return 'this file has no place in the table of import-boundaries.js';
	// Files of one route may import each other; what they may know of the rings is the table's.
	return to === null || place.mayImport.includes(to) ? null : `the ${place.name} may not know lib/${to}`;
}

function whyPackageForbidden(file: string, specifier: string): string | null {
	const ring = ringOf(file);
	const named = (names: readonly string[]) =>
		names.some((name) => specifier === name || specifier.startsWith(`${name}/`));
	if (named(['echarts']) && !file.startsWith(chartsFolder)) return `only ${chartsFolder} draws with echarts`;
	if (ring === null) return null;
	const allowed = allowedPackages[ring];
	if (allowed !== undefined && !named(allowed)) return `lib/${ring} may import only ${allowed.join(', ') || 'itself'}`;
	return named(forbiddenPackages[ring] ?? []) ? `lib/${ring} also runs without a bundler` : null;
}

function whyLayerForbidden(file: string, target: string): string | null {
	const [from, to] = [file, target].map((path) => path.split('/')[3] ?? '');
	if (from === undefined || to === undefined || from === to) return null;
	const [fromLayer, toLayer] = [from, to].map((folder) => domainLayers.findIndex((layer) => layer.includes(folder)));
	if (fromLayer === undefined || toLayer === undefined) return null;
	if (fromLayer < 0 || toLayer < 0) return 'a folder of the domain has no layer in import-boundaries.js';
	return toLayer <= fromLayer ? null : `domain/${from} may not know domain/${to}`;
}

function ringOf(file: string): Ring | null {
	const folder = /^src\/lib\/([^/]+)\//.exec(file)?.[1];
	return rings.find((ring) => ring === folder) ?? null;
}
