import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { type Child, packageRoot, startChild } from './child-processes.ts';

/** The intake without the web framework, ready to be started many times. */
export type IntakeServer = Readonly<{
	/** Starts it on a log in one of the modes of intake-child.ts and waits until it listens. */
	start(file: string, mode?: string): Promise<{ child: Child; url: string }>;
	remove(): void;
}>;

/**
 * Puts intake-child.ts and the product's sources that it rests on into one file: that starts in a tenth of a second where
 * the sources one by one take half a second, and a hundred starts are wanted.
 */
export async function bundleIntakeServer(): Promise<IntakeServer> {
	const parent = join(packageRoot, 'test-output');
	mkdirSync(parent, { recursive: true });
	// Inside the package, for it looks upwards for the migrations and for the SQLite driver.
	const folder = mkdtempSync(join(parent, 'intake-'));
	await build({
		root: packageRoot,
		configFile: false,
		logLevel: 'error',
		publicDir: false,
		build: {
			ssr: 'tests/support/intake-child.ts',
			outDir: folder,
			emptyOutDir: false,
			target: 'node24',
			minify: false
		},
		ssr: { noExternal: true, external: ['better-sqlite3'] }
	});
	return {
		async start(file, mode = 'sound') {
			const child = startChild(process.execPath, [join(folder, 'intake-child.js'), file, mode]);
			const [, url = ''] = await child.heard(/^Intake is at (http:\S+)$/m);
			return { child, url };
		},
		remove: () => rmSync(folder, { recursive: true, force: true })
	};
}
