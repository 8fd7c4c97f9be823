#!/usr/bin/env node
// The command line. It needs a Node that runs TypeScript as it is and that fits the SQLite driver, which crashes without
// a word under an older one; so it changes to the Node that came with the dependencies before it loads anything.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNewEnough, ownNode, runInPlace } from './runtime.mjs';

const file = realpathSync(fileURLToPath(import.meta.url));
const root = dirname(dirname(file));
const args = process.argv.slice(2);
const major = Number(process.versions.node.split('.')[0]);

const better = major >= 24 ? null : ownNode(root);
if (better !== null) {
	process.exitCode = await runInPlace(better, [file, ...args]);
} else if (!isNewEnough(process.versions.node)) {
	refuse(
		`bereik needs Node 24, this is ${process.versions.node}: run \`npm install\` in ${root}, which brings it along.`
	);
} else if (!existsSync(join(root, 'node_modules'))) {
	refuse(`bereik's dependencies are not installed: run \`npm install\` in ${root}.`);
} else {
	// Only now: an older Node lacks what it needs.
	(await import('./lean-loading.mjs')).loadLean();
	const { main } = await import('../src/lib/cli/main.ts');
	process.exitCode = await main(args);
}

/** @param {string} reason */
function refuse(reason) {
	console.error(reason);
	process.exitCode = 1;
}
