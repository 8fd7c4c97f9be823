import { join } from 'node:path';
import { main } from '#lib/cli/main.ts';
import type { CommandRun, CommandSequence } from './command-runs.ts';

/**
 * Run as a process of its own, so that its zone and its folder are its own: the command line, several times over. Its argument
 * is folders with the commands for each as JSON; what they came to is printed as JSON on the last line.
 */
const sequences = JSON.parse(process.argv[2] ?? '[]') as CommandSequence[]; // as runCommands gives them
const write = process.stdout.write.bind(process.stdout);
const told: CommandRun[][] = [];
for (const { folder, zone, commands } of sequences) {
	process.chdir(folder);
	process.env['BEREIK_ZONE'] = zone;
	process.env['DATABASE_URL'] = `file:${join(folder, 'log.db')}`;
	const runs: CommandRun[] = [];
	for (const args of commands) runs.push(await runOne(args));
	told.push(runs);
}
process.stdout.write = write;
write(`${JSON.stringify(told)}\n`);

async function runOne(args: readonly string[]): Promise<CommandRun> {
	let stdout = '';
	let stderr = '';
	process.stdout.write = (text: string | Uint8Array) => {
		stdout += String(text);
		return true;
	};
	console.log = (...words: unknown[]) => void (stdout += `${words.join(' ')}\n`);
	console.error = (...words: unknown[]) => void (stderr += `${words.join(' ')}\n`);
	return { code: await main(args), stdout, stderr };
}
