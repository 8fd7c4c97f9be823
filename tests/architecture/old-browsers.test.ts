import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSources } from '../support/import-graph.ts';
import {
	foundInExample,
	foundInSourceExample,
	OLDEST_CHROMIUM,
	tooNew,
	tooNewInScript,
	tooNewInSource,
	tooNewInStyle
} from '../support/old-browsers.ts';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'build/client/_app');
const isBuilt = existsSync(built);
if (!isBuilt) console.warn('SKIPPED: there is no build, so what browsers of televisions are given was not read');

/** Where code that only browsers run lies. What they share with the server is looked at in what is built: it may have parts for either. */
const ofBrowser = /^src\/(?:lib\/(?:ui|client)|routes)\//;

describe('what is too new for a television of 2022 is noticed', () => {
	test.each(tooNew.map((entry) => [entry.what, entry] as const))('%s', (_, entry) => {
		expect(entry.since).toBeGreaterThan(OLDEST_CHROMIUM);
		expect(foundInExample(entry), 'in what is built').toHaveLength(1);
		expect(foundInSourceExample(entry), 'in a source').toHaveLength(1);
	});

	test('syntax, too: it would end the whole script', () => {
		for (const script of [
			'await using a = b;',
			'const a = /[\\p{L}--[a]]/v;',
			'import a from "a" with { type: "json" };'
		]) {
			expect(tooNewInScript(script), script).not.toEqual([]);
		}
	});

	test('a comment cannot switch it off', () => {
		expect(tooNewInScript('/* eslint-disable */ structuredClone({}); // eslint-disable-line')).toContainEqual(
			expect.stringContaining('structuredClone')
		);
	});

	test('and what it does know is left alone', () => {
		const script =
			'class A { static { A.b = [1].at(-1); } #c = 1; static has(o) { return #c in o; } }\n' +
			'Object.values(a).map(f); Array.from(b.values()).map(f); a ??= await navigator.locks.request("x", f);\n' +
			'"a".replaceAll("a", "b"); Object.hasOwn(a, "b"); new Error("x", { cause: a }); box.union(other);';
		expect(tooNewInScript(script)).toEqual([]);
		expect(tooNewInSource(script)).toEqual([]);
		expect(
			tooNewInStyle(
				'a:is(b, c):focus-visible { inset: 0; aspect-ratio: 1; transform: rotate(1deg); min-height: 100vh; min-height: 100svh; }'
			)
		).toEqual([]);
	});
});

test('no source of the browser uses it', () => {
	const found = [...readSources(root, 'src')]
		.filter(([file]) => ofBrowser.test(file) && !/\.test\.ts$|\+server\.ts$|\.server\.ts$/.test(file))
		.flatMap(([file, text]) => tooNewInSource(text).map((what) => `${file}: ${what}`));
	const styles = ['src/app.css', ...cssUnder('src/lib/ui')].flatMap((file) =>
		tooNewInStyle(readFileSync(join(root, file), 'utf8')).map((what) => `${file}: ${what}`)
	);
	expect([...found, ...styles]).toEqual([]);
	expect(styles.length + cssUnder('src/lib/ui').length).toBeGreaterThan(1);
});

test.skipIf(!isBuilt)(
	'nothing that browsers are given uses it, libraries included',
	() => {
		const files = readdirSync(built, { recursive: true, encoding: 'utf8' });
		const scripts = files.filter((file) => file.endsWith('.js'));
		const styles = files.filter((file) => file.endsWith('.css'));
		expect(scripts.length).toBeGreaterThan(20);
		expect(styles.length).toBeGreaterThan(5);
		const read = (file: string) => readFileSync(join(built, file), 'utf8');
		const found = [
			...scripts.flatMap((file) => tooNewInScript(read(file)).map((what) => `${file}: ${what}`)),
			...styles.flatMap((file) => tooNewInStyle(read(file)).map((what) => `${file}: ${what}`))
		];
		expect(found).toEqual([]);
	},
	60_000
);

function cssUnder(folder: string): readonly string[] {
	return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.css'))
		.map((file) => `${folder}/${file}`);
}
