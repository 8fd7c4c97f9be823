import { Command, CommanderError, Option } from 'commander';
import { channels } from '#lib/domain/contact/channel.ts';
import { surveyKinds } from '#lib/domain/contact/contact-event-schema.ts';
import { serviceLevelVariants } from '#lib/domain/metrics/service-level.ts';
import { reportGrains } from '#lib/domain/reports/report-grain.ts';
import { comparisons } from '#lib/domain/reports/report-period.ts';
import { keyScopes } from '#lib/server/access/key-scope.ts';
import { InvalidConfiguration } from '#lib/server/configuration.ts';
import { ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { LogUnfit } from '#lib/server/database/sqlite/log-unfit.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { NotTakenIn } from '#lib/server/intake/take-in.ts';
import { InvalidSettings } from '#lib/server/settings/settings-place.ts';
import { CommandError } from './command-error.ts';
import type { FollowOptions } from './follow.ts';
import { addAnnotations } from './annotation-commands.ts';
import { addImports } from './import-commands.ts';
import { importFormats } from './import-formats.ts';
import { plainLines } from './plain-text.ts';
import { addOperations } from './operations-commands.ts';
import { addPeople } from './people-commands.ts';
import type { ListOptions } from './rejected.ts';
import type { ReplayOptions } from './replay.ts';
import type { RetryOptions } from './retry-rejected.ts';
import type { ServeOptions } from './serve.ts';
import { addTrends } from './trends-commands.ts';
import { storageFailure, storeFailureWords } from './storage-failure.ts';

const environmentHelp = `
Environment:
  DATABASE_URL   where the event log is: file:PATH or postgres://USER:PASSWORD@HOST/DATABASE
                                                              (default file:./data/bereik.db)
  BEREIK_DATA    with Postgres: the folder of this machine's own files         (default ./data)
  BEREIK_LISTEN_URL
                 with Postgres behind a pooler: a way past it, on which to listen for news
  BEREIK_POLL_ONLY=1
                 with Postgres: ask for news each second and do not listen
  BEREIK_ALLOW_LOSSY=1
                 with Postgres: run on settings by which a crash loses what was acknowledged
  HOST, PORT     where the server listens                     (default 127.0.0.1, 5080)
  ORIGIN         the address people use, behind a proxy       (default: as they ask)
  BEREIK_ZONE    the site's time zone                         (default Europe/Amsterdam)
  BEREIK_CONFIG  the settings file         (default bereik.config.json, .yaml or .yml here)
  BEREIK_BACKUP_AT, BEREIK_BACKUP_FOLDER, BEREIK_BACKUP_KEEP
                 nightly backups  (default 03:10, or off; backups beside the log; 7)

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
		.option('--tls-cert <FILE>', 'encrypt connections with this certificate (PEM); taken up again when it changes')
		.option('--tls-key <FILE>', 'the key of that certificate (PEM, without a passphrase)')
		.action(async (options: ServeOptions) => (await import('./serve.ts')).serve(options));
	program
		.command('demo')
		.description('start a simulated service desk: four weeks and the running one, then live')
		.option('--seed <N>', 'another desk', wholeNumber, 2020)
		.action(async (options: { seed: number }) => (await import('./demo.ts')).demo(options));
	program
		.command('dev')
		.description('start the development server')
		.action(async () => (await import('./dev.ts')).dev());
	program
		.command('export-subject <SUBJECT>')
		.description('write all that is held of somebody as JSON: customer:ID, contact:ID, agent:ID or person:ID')
		.action(async (subject: string) => (await import('./subjects.ts')).exportSubject(subject));
	program
		.command('erase <SUBJECT>')
		.description('erase what is held of somebody; the figures stay what they were')
		.action(async (subject: string) => (await import('./subjects.ts')).eraseSubject(subject));
	addCredentials(program);
	addPeople(program);
	addDisplays(program);
	addAnnotations(program);
	addOperations(program);
	addImports(program);
	const rejected = program.command('rejected').description('records that could not be read and were set aside');
	rejected
		.command('list')
		.description('list them once each, the newest first, with when they came last and how often')
		.option('--source <NAME>', 'those of one source')
		.option('--since <T>', 'those set aside from this moment on')
		.addOption(new Option('--output <FORM>', 'how it is written').choices(['table', 'json']).default('table'))
		.action(async (options: ListOptions) => (await import('./rejected.ts')).listRejected(options));
	rejected
		.command('retry [NO...]')
		.description('read some of them again, by number or all of a source; what still fails stays aside')
		.option('--source <NAME>', 'all of one source')
		.addOption(new Option('--format <FORMAT>', 'what wrote the file they are of').choices(importFormats))
		.addOption(new Option('--mapping <FILE>', 'how the columns of their file are to be read').conflicts('format'))
		.action(async (nos: string[], options: RetryOptions) =>
			(await import('./retry-rejected.ts')).retryRejected(nos, options)
		);
	for (const command of rejected.commands) command.exitOverride();
	program
		.command('follow <FORMAT> <FILE>')
		.description(
			'hand over what a file of another system gains, as it gains it, until it is stopped (asterisk-queue-log)'
		)
		.option('--source <NAME>', 'the stable name of the system that writes it', 'asterisk')
		.option('--to <URL>', 'a server on another machine (default: the one that runs here)')
		.option('--key-file <FILE>', 'with --to: a file with a key of this source')
		.option('--place <FILE>', 'where it keeps how far it is (default: beside the event log)')
		.option('--from-start', 'read the file from its beginning, whatever was read before; that repeats nothing')
		.action(async (format: string, file: string, options: FollowOptions) =>
			(await import('./follow.ts')).follow(format, file, options)
		);
	program
		.command('replay <FILE>')
		.description("show a file on wall and phone as it was, on the file's own clock")
		.option('--mapping <FILE>', 'how the columns of a CSV file or workbook are to be read (default: a queue_log)')
		.option('--source <NAME>', 'the name of the system that wrote it (default: replay, or as the mapping says)')
		.option('--speed <N>', 'how many times as fast', positiveNumber, 1)
		.option('--from <T>', 'begin at this moment (RFC 3339, or YYYY-MM-DDTHH:MM in the site zone)')
		.action(async (file: string, options: ReplayOptions) => (await import('./replay.ts')).replay(file, options));
	program
		.command('report')
		.description('what became of the contacts that entered in each bucket')
		.addOption(new Option('--by <GRAIN>', 'what it is cut into').choices([...reportGrains]).default('day'))
		.option('--from <T>', 'contacts that entered from this moment on: 2026-11-22, 2026-11-22T09:00, or with a zone')
		.option('--to <T>', 'contacts that entered before this moment')
		.option('--queue <NAME>', 'one queue, all, or fast (phone and chat)', 'all')
		.addOption(new Option('--channel <NAME>', 'one channel').choices([...channels]))
		.option('--topic <NAME>', 'one topic')
		.option('--target <S>', 'seconds within which an answer meets the target, for every channel')
		.option('--short <S>', 'seconds below which an abandon is short, for every channel')
		.addOption(new Option('--variant <V>', 'of the service level').choices([...serviceLevelVariants]).default('V5'))
		.addOption(new Option('--compare <WITH>', 'put an earlier period beside each row').choices([...comparisons]))
		.addOption(
			new Option('--survey <KIND>', 'which kind of score (default: the one boards show)').choices([...surveyKinds])
		)
		.addOption(new Option('--output <FORM>', 'how it is written').choices(['table', 'json', 'csv']).default('table'))
		.addOption(
			new Option('--language <LANGUAGE>', 'of the CSV: separators (default: that of the site)').choices(['nl', 'en'])
		)
		.action(async (options) => (await import('./report.ts')).printReport(options));
	addTrends(program);
	program
		.command('verify')
		.description('fold the log anew and compare with everything that is stored; ends with 1 at the first difference')
		.action(async () => (await import('./verify.ts')).verifyStored());
	program
		.command('rebuild')
		.description('make contacts and sums for reports again from the log; not while a server runs')
		.action(async () => (await import('./rebuild.ts')).rebuild());
	const settings = program.command('settings').description('the settings file').exitOverride();
	settings
		.command('check [FILE]')
		.description('tell everything that is wrong with a settings file, by field and line')
		.action(async (file: string | undefined) => (await import('./settings.ts')).checkSettings(file));
	settings
		.command('show')
		.description('what holds: what was set in the browser, over the settings file, over what the product has')
		.action(async () => (await import('./settings.ts')).showSettings());
	for (const command of settings.commands) command.exitOverride();
	for (const command of program.commands) command.exitOverride();
	return program;
}

function addDisplays(program: Command): void {
	const displays = program.command('displays').description('screens on walls').exitOverride();
	displays
		.command('list')
		.description('list the screens that were paired, and when each was last seen')
		.action(async () => (await import('./displays.ts')).listDisplays());
	displays
		.command('revoke <ID>')
		.description('end a screen: it goes dark at once, and asks to be paired again')
		.action(async (id: string) => (await import('./displays.ts')).revokeDisplay(id));
	displays
		.command('reload <ID>')
		.description('have a screen load its page anew')
		.action(async (id: string) => (await import('./displays.ts')).reloadDisplay(id));
	for (const command of displays.commands) command.exitOverride();
}

function addCredentials(program: Command): void {
	const keys = program.command('keys').description('keys of the systems that send events or read figures');
	keys
		.command('create')
		.description('make a key; it is shown once')
		.requiredOption('--source <NAME>', 'whose it is; it may send events for this source alone')
		.addOption(new Option('--scope <SCOPE...>', 'what it is good for').choices(keyScopes).default(['intake']))
		.option('--expires <DAYS>', 'when it ends (default: 365 days, the longest)', lifeInDays)
		.action(async (options: { source: string; scope: string[]; expires?: number }) =>
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
	const secrets = program
		.command('webhook-secrets')
		.description('secrets of the systems that sign what they send, as Standard Webhooks does');
	secrets
		.command('create')
		.description('make a secret; it is shown once')
		.requiredOption('--source <NAME>', 'the only source its holder may speak for')
		.option('--expires <DAYS>', 'when it ends (default: 365 days, the longest)', lifeInDays)
		.action(async (options: { source: string; expires?: number }) =>
			(await import('./webhook-secrets.ts')).createWebhookSecret(options)
		);
	secrets
		.command('list')
		.description('list the secrets with their ids, never the secrets themselves')
		.action(async () => (await import('./webhook-secrets.ts')).listWebhookSecrets());
	secrets
		.command('revoke <ID>')
		.description('end a secret by its id')
		.action(async (id: string) => (await import('./webhook-secrets.ts')).revokeWebhookSecret(id));
	const sealed = program.command('secrets').description('what is kept sealed with APP_KEY');
	sealed
		.command('reseal')
		.description('seal everything with the first key of APP_KEY, so that the others can go')
		.action(async () => (await import('./reseal-secrets.ts')).resealSecrets());
	for (const command of [keys, secrets, sealed].flatMap((group) => group.commands)) command.exitOverride();
}

function failure(error: unknown): number {
	if (error instanceof CommanderError) {
		// It has printed what is wrong, or the help that was asked for.
		return error.exitCode === 0 ? 0 : 2;
	}
	if (error instanceof CommandError) {
		console.error(plainLines(error.message));
		return error.exitCode;
	}
	const expected = [
		InvalidConfiguration,
		InvalidSettings,
		AlreadyOpen,
		LogUnfit,
		NotTakenIn,
		ServerGone,
		ServerRefused
	];
	// Loaded only with a database: known by its name.
	const isUnfit = error instanceof Error && error.name === 'PostgresUnfit';
	if ((isUnfit || expected.some((kind) => error instanceof kind)) && error instanceof Error) {
		console.error(error.message);
		return 1;
	}
	console.error(storageFailure(error) ?? storeFailureWords(error) ?? error);
	return 1;
}

function wholeNumber(text: string): number {
	const number = Number(text);
	if (!Number.isSafeInteger(number)) throw new CommandError(`${text} is not a whole number`, 2);
	return number;
}

function lifeInDays(text: string): number {
	const days = Number(text);
	if (!/^\d{1,3}$/.test(text) || days < 1 || days > 365)
		throw new CommandError(`--expires: must be a whole number of days from 1 to 365, not ${text}`, 2);
	return days;
}

function positiveNumber(text: string): number {
	const number = Number(text);
	if (!Number.isFinite(number) || number <= 0) throw new CommandError(`${text} is not a number above 0`, 2);
	return number;
}
