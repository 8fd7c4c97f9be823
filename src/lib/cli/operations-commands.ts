import type { Command } from 'commander';
import type { BackupOptions } from './backup.ts';
import { CommandError } from './command-error.ts';
import type { MoveOptions } from './move.ts';

/** The commands of whoever looks after the machine: `bereik backup`, `restore`, `restored`, `move`, `doctor` and `access`. */
export function addOperations(program: Command): void {
	program
		.command('backup')
		.description('back the log up, also while the server runs; prints the folder it made')
		.option(
			'--to <FOLDER>',
			'the folder in which backups lie (default: BEREIK_BACKUP_FOLDER, or backups beside the log)'
		)
		.option('--keep <N>', 'remove all but the newest so many there (default: remove none)', backupsKept)
		.option('--without-keys', 'leave the keys out: they have to be kept somewhere else then')
		.action(async ({ to, keep, withoutKeys }: { to?: string; keep?: number; withoutKeys?: true }) => {
			const options: BackupOptions = {
				...(to === undefined ? {} : { to }),
				...(keep === undefined ? {} : { keep }),
				keys: withoutKeys !== true
			};
			await (await import('./backup.ts')).backupLog(options);
		});
	program
		.command('restore <FOLDER>')
		.description('put a backup in the place of the log; not while a server runs')
		.option('--force', 'put what is there aside')
		.action(async (folder: string, options: { force?: boolean }) =>
			(await import('./restore.ts')).restoreLog(folder, options)
		);
	program
		.command('doctor')
		.description('look at everything a server rests on, and say what to do; ends with 1 for a warning, 2 for a failure')
		.option('--json', 'write it as JSON')
		.action(async (options: { json?: boolean }) => (await import('./doctor.ts')).doctor(options));
	program
		.command('restored')
		.description(
			'to be run after Postgres was put back to an earlier moment: shuts what may have been revoked since, erases again'
		)
		.action(async () => (await import('./restored.ts')).restored());
	program
		.command('move')
		.description(
			'move a log from a file into an empty Postgres database, with people, screens and keys; not while a server runs'
		)
		.requiredOption('--from <URL>', 'the log that is moved: file:PATH. It is left as it was')
		.option(
			'--to <URL>',
			'where it goes: postgres://… (default: DATABASE_URL, so that no password is seen in a list of processes)'
		)
		.action(async (options: MoveOptions) => (await import('./move.ts')).move(options));
	const access = program.command('access').description('who could come in before a restore').exitOverride();
	access
		.command('list')
		.description('list what a restore has shut and nobody has confirmed')
		.action(async () => (await import('./held-back.ts')).listHeldBack());
	access
		.command('confirm [ID...]')
		.description('displays, keys, secrets or people are good again')
		.option('--all', 'all that the restore has shut')
		.action(async (ids: string[], options: { all?: boolean }) =>
			(await import('./held-back.ts')).confirmHeldBack(ids, options)
		);
	for (const command of access.commands) command.exitOverride();
}

function backupsKept(text: string): number {
	const keep = Number(text);
	if (!/^\d{1,4}$/.test(text) || keep < 1)
		throw new CommandError(`--keep: must be a whole number from 1 to 9999, not ${text}`, 2);
	return keep;
}
