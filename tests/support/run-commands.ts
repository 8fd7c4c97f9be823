import { main } from '#lib/cli/main.ts';
import type { CommandRun } from './command-runs.ts';

/**
 * Run as a process of its own, so that its zone and its folder are its own: the command line, several times over. Its argument
 * is the commands as JSON; what each came to is printed as JSON on the last line.
 */
const commands = JSON.parse(process.argv[2] ?? '[]') as string[][]; // as runCommands gives them
const write = process.stdout.write.bind(process.stdout);
const runs: CommandRun[] = [];
for (const args of commands) {
	let stdout = '';
	let stderr = '';
	process.stdout.write = (text: string | Uint8Array) => {
		stdout += String(text);
		return true;
	};
	console.log = (...words: unknown[]) => void (stdout += `${words.join(' ')}\n`);
	console.error = (...words: unknown[]) => void (stderr += `${words.join(' ')}\n`);
	const code = await main(args);
	runs.push({ code, stdout, stderr });
}
process.stdout.write = write;
write(`${JSON.stringify(runs)}\n`);
