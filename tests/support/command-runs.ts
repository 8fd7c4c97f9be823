import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What one command of several came to. */
export type CommandRun = Readonly<{ code: number; stdout: string; stderr: string }>;

const script = fileURLToPath(new URL('./run-commands.ts', import.meta.url));
const run = promisify(execFile);

/**
 * Runs commands one after another in a process of its own, on a log in a folder of its own.
 * @param folder is made; the log in it is `log.db`
 */
export async function runCommands(
	folder: string,
	site: Readonly<{ zone: string; processZone: string }>,
	commands: readonly (readonly string[])[]
): Promise<CommandRun[]> {
	mkdirSync(folder, { recursive: true });
	const { PATH = '', HOME = '' } = process.env;
	const { stdout } = await run(process.execPath, [script, JSON.stringify(commands)], {
		// Nothing else of the environment, and no settings file that happens to lie about.
		cwd: folder,
		env: { PATH, HOME, TZ: site.processZone, DATABASE_URL: `file:${join(folder, 'log.db')}`, BEREIK_ZONE: site.zone },
		maxBuffer: 2e8
	});
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as CommandRun[]; // as the script prints it
}

/** What a command printed as JSON. */
export function printedJson(run: CommandRun | undefined): unknown {
	if (run === undefined || run.code !== 0) throw new Error(`a command failed: ${JSON.stringify(run)}`);
	return JSON.parse(run.stdout);
}
