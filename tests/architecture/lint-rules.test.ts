import { join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';

const eslint = new ESLint({
	cwd: join(import.meta.dirname, '../..'),
	// The planted files exist in no project, so the rules that need types stay out; the arrows need none.
	overrideConfig: [
		{ files: ['**/*.{ts,svelte}'], languageOptions: { parserOptions: { projectService: false } } },
		{ files: ['**/*.{ts,svelte}'], rules: tseslint.configs.disableTypeChecked.rules ?? {} }
	]
});

async function rulesBroken(file: string, text: string): Promise<readonly (string | null)[]> {
	const results = await eslint.lintText(text, { filePath: file });
	return [...new Set(results.flatMap((result) => result.messages.map((message) => message.ruleId)))];
}

const imports = 'no-restricted-imports';
const syntax = 'no-restricted-syntax';

describe('the linter reports a planted', () => {
	const planted: readonly (readonly [what: string, file: string, text: string, rule: string])[] = [
		['relative arrow', 'src/lib/domain/live/x.ts', `export { open } from '../../server/open.ts';`, imports],
		['type-only arrow', 'src/lib/protocol/x.ts', `export type { Open } from '#lib/server/open.ts';`, imports],
		[
			'arrow in a component',
			'src/lib/ui/X.svelte',
			`<script lang="ts">\n\timport '../client/live.ts';\n</script>`,
			imports
		],
		['detour', 'src/lib/client/x.ts', `import '#lib/domain/../server/open.ts';`, imports],
		['dynamic arrow', 'src/lib/client/x.ts', `export const open = () => import('../server/open.ts');`, syntax],
		['import type', 'src/lib/connectors/x.ts', `export type Open = import('../server/open.ts').Open;`, syntax],
		['$lib', 'src/lib/server/x.ts', `import '$lib/domain/x.ts';`, imports],
		['import without extension', 'src/lib/cli/x.ts', `import '../server/open';`, imports],
		[
			'page that knows the server',
			'src/routes/x/+page.svelte',
			`<script>\n\timport '#lib/server/x.ts';\n</script>`,
			imports
		],
		['route that knows the browser', 'src/routes/x/+server.ts', `import '#lib/client/x.ts';`, imports],
		['node in pure code', 'src/lib/domain/time/x.ts', `import 'node:fs';`, imports],
		['stranger in the simulator', 'src/lib/simulator/x.ts', `import 'valibot';`, imports],
		['echarts in a tile', 'src/lib/ui/tiles/X.svelte', `<script>\n\timport 'echarts/core';\n</script>`, imports],
		['echarts on the server', 'src/lib/server/x.ts', `import 'echarts';`, imports],
		[
			'clock in pure code',
			'src/lib/domain/time/x.ts',
			`export const now = () => Date.now();`,
			'no-restricted-properties'
		],
		[
			'chance in pure code',
			'src/lib/simulator/x.ts',
			`export const dice = () => Math.random();`,
			'no-restricted-properties'
		],
		['date of today', 'src/lib/protocol/x.ts', `export const today = () => new Date();`, syntax],
		[
			'network in pure code',
			'src/lib/connectors/x.ts',
			`export const get = () => fetch('/');`,
			'no-restricted-globals'
		],
		['console on the server', 'src/lib/server/x.ts', `console.log('here');`, 'no-console'],
		['any', 'src/lib/server/x.ts', `export let x: any;`, '@typescript-eslint/no-explicit-any'],
		[
			'!',
			'src/lib/server/x.ts',
			`export const f = (x?: string) => x!.length;`,
			'@typescript-eslint/no-non-null-assertion'
		],
		['@ts-ignore', 'src/lib/server/x.ts', `// @ts-ignore: no\nexport {};`, '@typescript-eslint/ban-ts-comment'],
		['long file', 'src/lib/server/x.ts', `export {};\n`.repeat(301), 'max-lines'],
		['enum', 'src/lib/server/x.ts', `export enum Colour {\n\tRed\n}`, syntax],
		['barrel', 'src/lib/ui/x.ts', `export * from './y.ts';`, syntax]
	];

	test.each(planted)('%s', async (_what, file, text, rule) => {
		expect(await rulesBroken(file, text)).toContain(rule);
	});
});

describe('the linter leaves alone', () => {
	test.each([
		['a fold that knows time', 'src/lib/domain/live/x.ts', `export { instant } from '../time/instant.ts';`],
		[
			'a server that knows node',
			'src/lib/server/x.ts',
			`export { fold } from '#lib/domain/live/fold.ts';\nimport 'node:fs';`
		],
		['a chart that draws', 'src/lib/ui/charts/x.ts', `import 'echarts/core';`],
		['a command line that speaks', 'src/lib/cli/x.ts', `import '../server/x.ts';\nconsole.log('here');`],
		['a given date', 'src/lib/domain/time/x.ts', `export const date = (at: number) => new Date(at);`],
		['a page with its parts', 'src/routes/x/+page.ts', `import './$types';\nimport '#lib/client/x.ts';`]
	])('%s', async (_what, file, text) => {
		expect(await rulesBroken(file, text)).toEqual([]);
	});
});
