import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInTurn } from './kept-process.ts';

/** What one command of several came to. */
export type CommandRun = Readonly<{ code: number; stdout: string; stderr: string }>;

/** Commands one after another, on a log of a site in a folder of its own: the folder is made, the log in it is `log.db`. */
export type CommandSequence = Readonly<{ folder: string; zone: string; commands: readonly (readonly string[])[] }>;

/** Runs a sequence in a process whose zone is its own. */
export async function runCommands(
	folder: string,
	{ zone, processZone }: Readonly<{ zone: string; processZone: string }>,
	commands: readonly (readonly string[])[]
): Promise<CommandRun[]> {
	return (await runSequences(processZone, [{ folder, zone, commands }]))[0] ?? [];
}

/**
 * Runs sequences one after another in one process for each zone of the machine, which takes as long to start as to import a
 * thousand rows.
 * @returns what each came to
 */
export async function runSequences(
	processZone: string,
	sequences: readonly CommandSequence[]
): Promise<readonly CommandRun[][]> {
	const told: CommandRun[][] = [];
	for (const { folder, zone, commands } of sequences) {
		mkdirSync(folder, { recursive: true });
		const environment = { BEREIK_ZONE: zone, DATABASE_URL: `file:${join(folder, 'log.db')}` };
		const runs: CommandRun[] = [];
		for (const args of commands) {
			// No settings file that happens to lie about.
			const { code, stdout, stderr } = await runInTurn(args, environment, { folder, processZone });
			runs.push({ code: code ?? 1, stdout, stderr });
		}
		told.push(runs);
	}
	return told;
}

/** What a command printed as JSON. */
export function printedJson(run: CommandRun | undefined): unknown {
	if (run === undefined || run.code !== 0) throw new Error(`a command failed: ${JSON.stringify(run)}`);
	return JSON.parse(run.stdout);
}
