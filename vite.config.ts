import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Folders whose code has no state of its own. */
const pureTests = ['domain', 'simulator', 'connectors', 'protocol'].map((ring) => `src/lib/${ring}/**/*.test.ts`);
/** Tests that put something else in the place of a module, which whoever loaded it before would not see. */
const testsWithOwnModules = ['src/lib/server/intake/pseudonyms.test.ts'];
/** Tests that leave their process as they found it, so that their files need none of their own each: loading is most of what they cost. */
const unitTests = ['src/**/*.test.ts', 'tests/{architecture,conformance,properties,vectors}/**/*.test.ts'];

export default defineConfig({
	plugins: [sveltekit()],
	// What a browser loads is written for old ones; the server runs under its own Node, where a rewritten private field is a Map.
	environments: { client: { build: { target: ['chrome94', 'safari15.4', 'firefox93'] } } },
	test: {
		environment: 'node',
		setupFiles: ['tests/support/property-seed.ts'],
		testTimeout: 30_000,
		// A machine that does much else is slow, not wrong.
		expect: { poll: { timeout: 10_000 } },
		hookTimeout: 60_000,
		passWithNoTests: false,
		// Half of the time of a test of the shell is spent in waiting for a process, a browser or a clock.
		maxWorkers: Math.max(2, availableParallelism() - 1),
		projects: [
			{ extends: true, test: { name: 'pure', include: pureTests, isolate: false } },
			{
				extends: true,
				test: {
					name: 'units',
					include: unitTests,
					exclude: [...pureTests, ...testsWithOwnModules],
					isolate: false,
					// What one file forgot to put back is not there for the next.
					restoreMocks: true,
					unstubEnvs: true,
					unstubGlobals: true,
					globalSetup: ['tests/support/folder-for-run.ts']
				}
			},
			{
				extends: true,
				test: {
					name: 'shell',
					include: ['tests/**/*.test.ts', ...testsWithOwnModules],
					exclude: unitTests.filter((pattern) => pattern.startsWith('tests/')),
					globalSetup: ['tests/support/folder-for-run.ts']
				}
			}
		]
	}
});
