import { Command, CommanderError, Option } from 'commander';
import { reportGrains } from '#lib/domain/reports/cohort-report.ts';
import type { KeyScope } from '#lib/server/access/api-keys.ts';
import { InvalidConfiguration } from '#lib/server/configuration.ts';
import { ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { LogUnfit } from '#lib/server/database/sqlite/log-unfit.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { NotTakenIn } from '#lib/server/intake/take-in.ts';
import { CommandError } from './command-error.ts';
import { importFormats } from './import-formats.ts';

/** Scopes that open something already; what takes figures out asks for no key yet. */
const offeredScopes: readonly KeyScope[] = ['intake', 'bulk'];

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

/** Each command is loaded when it is asked for: help, or what is wrong with the words, need not wait for the database. */
function commands(): Command {
	const program = new Command('bereik')
		.description('A live operations dashboard for contact centres.')
		.addHelpText('after', environmentHelp)
		.exitOverride();
	program
		.command('serve')
		.description('start the server on the event log')
		.action(async () => (await import('./serve.ts')).serve());
	program
		.command('demo')
		.description('start a simulated service desk: four weeks of history, then live')
		.option('--seed <N>', 'another desk', wholeNumber, 2020)
		.action(async (options: { seed: number }) => (await import('./demo.ts')).demo(options));
	program
		.command('dev')
		.description('start the development server')
		.action(async () => (await import('./dev.ts')).dev());
	const keys = program.command('keys').description('keys of the systems that send events').exitOverride();
	keys
		.command('create')
		.description('make a key; it is shown once')
		.requiredOption('--source <NAME>', 'the only source its holder may speak for')
		.addOption(new Option('--scope <SCOPE...>', 'what it is good for').choices(offeredScopes).default(['intake']))
		.action(async (options: { source: string; scope: string[] }) =>
			(await import('./create-key.ts')).createKey(options)
		);
	keys
		.command('list')
		.description('list the keys with their ids, never their secrets')
		.action(async () => (await import('./administer-keys.ts')).listKeys());
	keys
		.command('revoke <ID>')
		.description('end a key by its id')
		.action(async (id: string) => (await import('./administer-keys.ts')).revokeKey(id));
	for (const command of keys.commands) command.exitOverride();
	program
		.command('import <FILE>')
		.description('read a file of another system into the log; reading it again adds nothing')
		.addOption(new Option('--format <FORMAT>', 'what wrote it').choices(importFormats).makeOptionMandatory())
		.option('--source <NAME>', 'the stable name of the system that wrote it', 'asterisk')
		.action(async (file: string, options: { format: string; source: string }) =>
			(await import('./import-file.ts')).importFile(file, options)
		);
	program
		.command('replay <FILE>')
		.description("show a queue_log on a wall as it was, on the file's own clock")
		.option('--speed <N>', 'how many times as fast', positiveNumber, 1)
		.option('--from <T>', 'begin at this moment (RFC 3339, or YYYY-MM-DDTHH:MM in the site zone)')
		.action(async (file: string, options: { speed: number; from?: string }) =>
			(await import('./replay.ts')).replay(file, options)
		);
	program
		.command('report')
		.description('what became of the contacts that entered in each bucket')
		.addOption(new Option('--by <GRAIN>', 'what it is cut into').choices([...reportGrains]).default('day'))
		.option('--from <T>', 'contacts that entered from this moment on')
		.option('--to <T>', 'contacts that entered before this moment')
		.option('--queue <NAME>', 'one queue, all, or fast (phone and chat)', 'all')
		.option('--short <S>', 'seconds below which an abandon is short, for every channel', nonNegativeNumber)
		.addOption(new Option('--output <FORM>', 'how it is written').choices(['table', 'json']).default('table'))
		.action(async (options) => (await import('./print-report.ts')).printReport(options));
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
	const expected = [InvalidConfiguration, AlreadyOpen, LogUnfit, NotTakenIn, ServerGone, ServerRefused];
	if (expected.some((kind) => error instanceof kind) && error instanceof Error) {
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
