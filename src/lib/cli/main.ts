import { Command, CommanderError, Option } from 'commander';
import { reportGrains } from '#lib/domain/reports/cohort-report.ts';
import { keyScopes } from '#lib/server/access/api-keys.ts';
import { InvalidConfiguration } from '#lib/server/configuration.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { CommandError } from './command-error.ts';
import { createKey } from './create-key.ts';
import { demo } from './demo.ts';
import { dev } from './dev.ts';
import { importFile, importFormats } from './import-file.ts';
import { replay } from './replay.ts';
import { printReport } from './print-report.ts';
import { serve } from './serve.ts';

const environmentHelp = `
Environment:
  DATABASE_URL   where the event log is: file:PATH            (default file:./data/bereik.db)
  HOST, PORT     where the server listens                     (default 127.0.0.1, 5080)
  ORIGIN         the address people use, behind a proxy       (default: as they ask)
  BEREIK_ZONE    the site's time zone                         (default Europe/Amsterdam)

Exit codes: 0 done, 1 it could not be done, 2 the command was not understood.`;

/**
 * The command line.
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
	const program = commands();
	try {
		await program.parseAsync([...args], { from: 'user' });
		return 0;
	} catch (error) {
		return failure(error);
	}
}

function commands(): Command {
	const program = new Command('bereik')
		.description('A live operations dashboard for contact centres.')
		.addHelpText('after', environmentHelp)
		.exitOverride();
	program
		.command('serve')
		.description('start the server on the event log')
		.action(() => serve());
	program
		.command('demo')
		.description('start a simulated service desk: four weeks of history, then live')
		.option('--seed <N>', 'another desk', wholeNumber, 2020)
		.action((options: { seed: number }) => demo(options));
	program
		.command('dev')
		.description('start the development server')
		.action(() => dev());
	const keys = program.command('keys').description('keys of the systems that send events').exitOverride();
	keys
		.command('create')
		.description('make a key; it is shown once')
		.requiredOption('--source <NAME>', 'the only source its holder may speak for')
		.addOption(new Option('--scope <SCOPE...>', 'what it is good for').choices([...keyScopes]).default(['intake']))
		.action((options: { source: string; scope: string[] }) => createKey(options));
	program
		.command('import <FILE>')
		.description('read a file of another system into the log; reading it again adds nothing')
		.addOption(new Option('--format <FORMAT>', 'what wrote it').choices(importFormats).makeOptionMandatory())
		.option('--source <NAME>', 'the stable name of the system that wrote it', 'asterisk')
		.action((file: string, options: { format: string; source: string }) => importFile(file, options));
	program
		.command('replay <FILE>')
		.description("show a queue_log on a wall as it was, on the file's own clock")
		.option('--speed <N>', 'how many times as fast', positiveNumber, 1)
		.option('--from <T>', 'begin at this moment (RFC 3339, or YYYY-MM-DDTHH:MM in the site zone)')
		.action((file: string, options: { speed: number; from?: string }) => replay(file, options));
	program
		.command('report')
		.description('what became of the contacts that entered in each bucket')
		.addOption(new Option('--by <GRAIN>', 'what it is cut into').choices([...reportGrains]).default('day'))
		.option('--from <T>', 'contacts that entered from this moment on')
		.option('--to <T>', 'contacts that entered before this moment')
		.option('--queue <NAME>', 'one queue, all, or fast (phone and chat)', 'all')
		.option('--short <S>', 'seconds below which an abandon is short, for every channel', nonNegativeNumber)
		.addOption(new Option('--output <FORM>', 'how it is written').choices(['table', 'json']).default('table'))
		.action((options) => printReport(options));
	for (const command of program.commands) command.exitOverride();
	return program;
}

function failure(error: unknown): number {
	if (error instanceof CommanderError) {
		// It has printed what is wrong, or the help that was asked for.
		return error.exitCode === 0 ? 0 : 2;
	}
	if (error instanceof CommandError) {
		console.error(error.message);
		return error.exitCode;
	}
	if (error instanceof InvalidConfiguration || error instanceof AlreadyOpen) {
		console.error(error.message);
		return 1;
	}
	console.error(error);
	return 1;
}

function wholeNumber(text: string): number {
	const number = Number(text);
	if (!Number.isSafeInteger(number)) throw new CommandError(`${text} is not a whole number`, 2);
	return number;
}

function positiveNumber(text: string): number {
	const number = Number(text);
	if (!Number.isFinite(number) || number <= 0) throw new CommandError(`${text} is not a number above 0`, 2);
	return number;
}

function nonNegativeNumber(text: string): number {
	const number = Number(text);
	if (text.trim() === '' || !Number.isFinite(number) || number < 0)
		throw new CommandError(`${text} is not a number of seconds`, 2);
	return number;
}
