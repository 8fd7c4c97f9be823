import { join } from 'node:path';
import { main } from '#lib/cli/main.ts';

/**
 * Run as a process of its own, so that its `TZ` is its own: the command line, several times over. Arguments: a folder for the
 * logs, then a queue_log and its zone for each. The last line it prints is all reports as JSON.
 */
const [folder = '', ...rest] = process.argv.slice(2);
const print = console.log;
const reports: Record<string, unknown>[] = [];
for (let index = 0; index < rest.length; index += 2) {
	const [file = '', zone = ''] = rest.slice(index, index + 2);
	process.env['DATABASE_URL'] = `file:${join(folder, `${index}.db`)}`;
	process.env['BEREIK_ZONE'] = zone;
	const imported = await printed(['import', file, '--format', 'asterisk-queue-log', '--source', 'pbx1']);
	const again = await printed(['import', file, '--format', 'asterisk-queue-log', '--source', 'pbx1']);
	const options = ['--short', '0', '--output', 'json'];
	const total = JSON.parse(await printed(['report', '--by', 'total', ...options]));
	const days = JSON.parse(await printed(['report', '--by', 'day', ...options]));
	reports.push({ imported, again, total, days });
}
print(JSON.stringify(reports));

/** What a command prints on standard output. */
async function printed(args: readonly string[]): Promise<string> {
	const lines: string[] = [];
	console.log = (...words: unknown[]) => void lines.push(words.join(' '));
	const code = await main(args);
	console.log = print;
	if (code !== 0) throw new Error(`bereik ${args.join(' ')} ended with ${code}: ${lines.join('\n')}`);
	// An import has a name of its own each time.
	return lines.join('\n').replace(/\nThis was import .*/, '');
}
