import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrowViolations, importCycles, readSources, type Sources } from '../support/import-graph.ts';

const root = join(import.meta.dirname, '../..');
const sources = readSources(root, 'src');

test('every import of the sources follows the arrows', () => {
	expect(sources.size).toBeGreaterThan(10);
	expect(arrowViolations(sources)).toEqual([]);
});

test('no file of the sources is reached from itself', () => {
	expect(importCycles(sources)).toEqual([]);
});

describe('a planted violation is found', () => {
	const planted: readonly (readonly [what: string, file: string, text: string])[] = [
		['a relative arrow', 'src/lib/domain/live/fold.ts', `import { open } from '../../server/database/open.ts';`],
		[
			'a detour through the root',
			'src/lib/ui/tiles/Tile.svelte.ts',
			`import '../../../../src/lib/client/live/stream.ts';`
		],
		['#lib', 'src/lib/protocol/frame.ts', `import { open } from '#lib/server/database/open.ts';`],
		['#lib with a detour', 'src/lib/client/live.ts', `import '#lib/domain/../server/clock.ts';`],
		['$lib', 'src/lib/server/clock.ts', `import { fold } from '$lib/domain/live/fold.ts';`],
		['a type-only import', 'src/lib/connectors/zendesk/translate.ts', `import type { Log } from '#lib/server/log.ts';`],
		['an import type', 'src/lib/domain/time/now.ts', `export type Clock = import('../../server/clock.ts').Clock;`],
		['a dynamic import', 'src/lib/client/live.ts', `export const open = () => import('../server/clock.ts');`],
		['a re-export', 'src/lib/simulator/desk.ts', `export { seed } from '../connectors/seed.ts';`],
		[
			'a component',
			'src/lib/ui/Tile.svelte',
			`<script lang="ts">\n\timport '../client/live.ts';\n</script>\n<p>it's</p>`
		],
		[
			'a component type',
			'src/lib/ui/Tile.svelte',
			`<script lang="ts" module>import type { A } from '#lib/server/a.ts';</script>`
		],
		['markup', 'src/lib/ui/Tile.svelte', `<p>it's</p>{#await import('#lib/client/live.ts')}…{/await}`],
		['a page that knows the server', 'src/routes/now/+page.svelte', `<script>import '#lib/server/clock.ts';</script>`],
		['a route that knows the browser', 'src/routes/api/live/+server.ts', `import '#lib/client/live.ts';`],
		['a way out of the rings', 'src/lib/server/clock.ts', `import '../../routes/api/live/+server.ts';`],
		['an import of a test', 'src/lib/server/clock.ts', `import './clock.test.ts';`],
		['node in pure code', 'src/lib/domain/live/fold.ts', `import { readFileSync } from 'node:fs';`],
		['a package the ring does not name', 'src/lib/simulator/desk.ts', `import * as v from 'valibot';`],
		['a bundler name on the server', 'src/lib/server/configuration.ts', `import { env } from '$env/dynamic/private';`],
		[
			'echarts outside the charts',
			'src/lib/ui/tiles/Tile.svelte',
			`<script>import * as echarts from 'echarts/core';</script>`
		],
		['a layer of the domain', 'src/lib/domain/metrics/waits.ts', `import { fold } from '../live/fold.ts';`],
		['a folder without a layer', 'src/lib/domain/odds/ends.ts', `import '../time/instant.ts';`],
		['a file without a place', 'src/lib/shared/things.ts', `import '#lib/domain/time/instant.ts';`]
	];

	test.each(planted)('%s', (_what, file, text) => {
		expect(arrowViolations(new Map([[file, text]]))).toHaveLength(1);
	});

	test('a cycle through three spellings, type-only links included', () => {
		const cycle: Sources = new Map([
			['src/lib/domain/live/a.ts', `import type { B } from './b.ts';`],
			['src/lib/domain/live/b.ts', `export * from '#lib/domain/live/C.svelte';`],
			['src/lib/domain/live/C.svelte', `<script lang="ts">import { a } from '../live/a.ts';</script>`]
		]);
		expect(importCycles(cycle)).toEqual([
			'src/lib/domain/live/C.svelte → src/lib/domain/live/a.ts → src/lib/domain/live/b.ts → src/lib/domain/live/C.svelte'
		]);
	});

	test('a file that imports itself', () => {
		expect(
			importCycles(new Map([['src/lib/ui/Tile.svelte', `<script>import './Tile.svelte';</script>`]]))
		).toHaveLength(1);
	});
});

test('what follows the arrows is left alone, also in text that only speaks of imports', () => {
	const orderly: Sources = new Map([
		[
			'src/lib/domain/time/instant.ts',
			`// import '../../server/clock.ts'\nexport const text = "import '#lib/server/x.ts'";`
		],
		['src/lib/domain/live/fold.ts', `import { at } from '../time/instant.ts';\nimport * as v from 'valibot';`],
		['src/lib/server/live/projection.ts', `import { fold } from '#lib/domain/live/fold.ts';\nimport 'node:fs';`],
		[
			'src/lib/cli/main.ts',
			`import { run } from '../server/live/projection.ts';\nimport { Command } from 'commander';`
		],
		['src/lib/ui/charts/Chart.svelte', `<script>import * as echarts from 'echarts/core';</script>`],
		[
			'src/routes/now/+page.svelte',
			`<script>import Chart from '#lib/ui/charts/Chart.svelte'; import './Part.svelte';</script>`
		],
		['src/routes/api/live/+server.ts', `import { run } from '#lib/server/live/projection.ts';`],
		['src/hooks.server.ts', `import '#lib/server/live/projection.ts';`]
	]);
	expect(arrowViolations(orderly)).toEqual([]);
	expect(importCycles(orderly)).toEqual([]);
});
