import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ownEnvironment } from './child-processes.ts';

/** What one command of several came to. */
export type CommandRun = Readonly<{ code: number; stdout: string; stderr: string }>;

const script = fileURLToPath(new URL('./run-commands.ts', import.meta.url));
const run = promisify(execFile);

/** Commands one after another, on a log of a site in a folder of its own: the folder is made, the log in it is `log.db`. */
export type CommandSequence = Readonly<{ folder: string; zone: string; commands: readonly (readonly string[])[] }>;

/** Runs a sequence in a process of its own. */
export async function runCommands(
	folder: string,
	{ zone, processZone }: Readonly<{ zone: string; processZone: string }>,
	commands: readonly (readonly string[])[]
): Promise<CommandRun[]> {
	return (await runSequences(processZone, [{ folder, zone, commands }]))[0] ?? [];
}

/**
 * Runs sequences one after another in one process, which takes as long to start as to import a thousand rows.
 * @returns what each came to
 */
export async function runSequences(
	processZone: string,
	sequences: readonly CommandSequence[]
): Promise<readonly CommandRun[][]> {
	for (const { folder } of sequences) mkdirSync(folder, { recursive: true });
	const { stdout } = await run(process.execPath, [script, JSON.stringify(sequences)], {
		// Nothing else of the environment, and no settings file that happens to lie about.
		cwd: sequences[0]?.folder,
		env: { ...ownEnvironment(), TZ: processZone },
		maxBuffer: 2e8
	});
	return JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as CommandRun[][]; // as the script prints it
}

/** What a command printed as JSON. */
export function printedJson(run: CommandRun | undefined): unknown {
	if (run === undefined || run.code !== 0) throw new Error(`a command failed: ${JSON.stringify(run)}`);
	return JSON.parse(run.stdout);
}
