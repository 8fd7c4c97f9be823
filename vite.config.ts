import { availableParallelism } from 'node:os';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Folders whose code has no state of its own, so that files of tests need no process of their own each. */
const pureTests = ['domain', 'simulator', 'connectors', 'protocol'].map((ring) => `src/lib/${ring}/**/*.test.ts`);

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
					name: 'shell',
					include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
					exclude: pureTests,
					globalSetup: ['tests/support/postgres-for-run.ts']
				}
			}
		]
	}
});
