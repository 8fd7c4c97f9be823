import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, type Ending, packageRoot, startChild } from './child-processes.ts';
import { runInTurn } from './kept-process.ts';

/** The entry of the command line. */
export const bereikEntry = join(packageRoot, 'bin/bereik.mjs');

/** What a command came to. */
export type CommandResult = Ending & Readonly<{ stdout: string; stderr: string }>;

/** Starts a command and leaves it running. */
export function startBereik(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Child {
	return startChild(process.execPath, [bereikEntry, ...args], environment);
}

/** Runs a command to its end. */
export async function runBereik(
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {}
): Promise<CommandResult> {
	const child = startBereik(args, environment);
	const ending = await child.ended;
	return { ...ending, stdout: child.stdout(), stderr: child.stderr() };
}

/** A log of its own in a folder of its own. */
export type OwnLog = Readonly<{ file: string; environment: Readonly<Record<string, string>>; remove(): void }>;

/** Makes place for a log; the file itself is made by whoever opens it. */
export function placeForLog(): OwnLog {
	const folder = mkdtempSync(join(tmpdir(), 'bereik-'));
	const file = join(folder, 'bereik.db');
	return {
		file,
		environment: { DATABASE_URL: `file:${file}`, PORT: '0', HOST: '127.0.0.1' },
		remove: () => rmSync(folder, { recursive: true, force: true })
	};
}

/** A server that listens. */
export type ServedBereik = Readonly<{ child: Child; url: string }>;

/** Starts `bereik serve` on a free port and waits until it listens. */
export async function startServe(
	log: OwnLog,
	environment: Readonly<Record<string, string>> = {}
): Promise<ServedBereik> {
	const child = startBereik(['serve'], { BEREIK_OPEN: '1', ...log.environment, ...environment });
	const [, port] = await child.heard(/^Bereik is at http:\/\/localhost:(\d+)$/m);
	return { child, url: `http://127.0.0.1:${port}` };
}

/** Makes a key as a person would. */
export async function createKey(log: OwnLog, source: string, scope: string): Promise<string> {
	const { code, stdout, stderr } = await runInTurn(
		['keys', 'create', '--source', source, '--scope', scope],
		log.environment
	);
	if (code !== 0) throw new Error(`no key could be made: ${stderr}`);
	return stdout.trim();
}
