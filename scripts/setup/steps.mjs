import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isNewEnough, ownNode } from '../../bin/runtime.mjs';
import { runQuietly, StepFailed, step } from './progress.mjs';
import { hashOf, readStamp, writeStamp } from './stamps.mjs';

const isWindows = process.platform === 'win32';

const quiet = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs what package-lock.json names, unless that is what is there. */
export async function installDependencies(root) {
	const stamp = join(root, 'node_modules/.bereik');
	const asLocked = () => [process.platform, process.arch, hashOf(root, ['package-lock.json'])].join('-');
	if (readStamp(stamp) === asLocked()) return;
	const hasLock = existsSync(join(root, 'package-lock.json'));
	if (!hasLock || missing(root, 'needed').length > 0) {
		// On Windows the Node that runs this may come from node_modules, and `npm ci` cannot delete what runs.
		const command = hasLock && !(isWindows && existsSync(join(root, 'node_modules'))) ? 'ci' : 'install';
		const options = { cwd: root, env: withPath((folders) => withoutOwnNode(root, folders)), shell: isWindows };
		await step(`Installing dependencies (npm ${command})`, () => runQuietly('npm', [command, ...quiet], options));
	}
	// Under an old Node npm leaves out, without a word, the compiled parts that ask for a newer one. By now that is here.
	if (!isWindows && ownNode(root) !== null && missing(root, 'compiled').length > 0) {
		const env = withPath((folders) => [join(root, 'node_modules/.bin'), ...folders]);
		await step('Installing what needs Node 24 (npm install)', () =>
			runQuietly('npm', ['install', '--no-save', ...quiet], { cwd: root, env })
		);
	}
	writeStamp(stamp, asLocked());
}

/**
 * What the lockfile names and npm's own record of node_modules does not have, or has in another version.
 * @param {string} root
 * @param {'needed' | 'compiled'} kind what everybody needs, or what is optional because it is for this kind of machine
 */
function missing(root, kind) {
	const record = join(root, 'node_modules/.package-lock.json');
	const installed = existsSync(record) ? packagesIn(record) : {};
	return Object.entries(packagesIn(join(root, 'package-lock.json'))).filter(([path, wanted]) => {
		const isOptional = Boolean(wanted.optional || wanted.devOptional);
		if (path === '' || wanted.extraneous || isOptional !== (kind === 'compiled')) return false;
		if (isOptional && !isForThisMachine(wanted)) return false;
		return installed[path]?.version !== wanted.version || installed[path].integrity !== wanted.integrity;
	});
}

function packagesIn(file) {
	return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

function isForThisMachine({ os, cpu, libc = ['glibc'] }) {
	return Boolean(os?.includes(process.platform) && cpu?.includes(process.arch) && libc.includes('glibc'));
}

/** npm replaces node_modules, so it must not run on the Node that lies in there. */
function withoutOwnNode(root, folders) {
	return folders.filter((folder) => !folder.startsWith(join(root, 'node_modules')));
}

function withPath(change) {
	const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
	const folders = (process.env[name] ?? '').split(delimiter);
	return { ...process.env, [name]: change(folders).join(delimiter) };
}

/**
 * The Node that runs the product: its own, else this one where it will do.
 * @returns {string} path of the executable
 */
export function findRuntime(root) {
	const own = ownNode(root);
	if (own !== null) return own;
	if (isNewEnough(process.versions.node)) return process.execPath;
	throw new StepFailed(
		`There is no Node 24 for ${process.platform}-${process.arch} among the dependencies and this one is ${process.versions.node}.\n` +
			'Install Node 24 (https://nodejs.org) and run the same command again.'
	);
}

/** Builds the pages and the server, unless what they are made of is what the last build was made of. */
export async function buildPages(root, runtime, env) {
	const stamp = join(root, 'build/.bereik');
	const made = [
		'src',
		'static',
		'svelte.config.js',
		'vite.config.ts',
		'tsconfig.json',
		'package.json',
		'package-lock.json'
	];
	const wanted = hashOf(root, made, (file) => !file.endsWith('.test.ts'));
	if (readStamp(stamp) === wanted && existsSync(join(root, 'build/handler.js'))) return;
	const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build'];
	await step('Building the pages (vite build)', () => runQuietly(runtime, args, { cwd: root, env }));
	writeStamp(stamp, wanted);
}
