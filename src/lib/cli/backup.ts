import { resolve } from 'node:path';
import { BackupFailed } from '#lib/server/backup/backup-failed.ts';
import { type MadeBackup, makeBackup } from '#lib/server/backup/make-backup.ts';
import { defaultBackupFolder } from '#lib/server/backup/backup-configuration.ts';
import { postgresBackups, settingsFileOf } from '#lib/server/backup/open-backups.ts';
import { readConfiguration } from '#lib/server/configuration.ts';
import { controlSocketPath } from '#lib/server/control/control-place.ts';
import { askServer, ServerGone, ServerRefused } from '#lib/server/control/control-socket.ts';
import { CommandError } from './command-error.ts';

/** What `bereik backup` was asked. */
export type BackupOptions = Readonly<{ to?: string; keep?: number; keys: boolean }>;

type Asked = Readonly<{ folder: string; field: string; keep: number | null; withKeys: boolean }>;

/** `bereik backup`: the folder it made goes to standard output. */
export async function backupLog({ to, keep, keys }: BackupOptions): Promise<void> {
	const configuration = readConfiguration(process.env);
	const { databaseFile, backup } = configuration;
	if (configuration.postgres !== undefined) throw new CommandError(postgresBackups);
	const folder = to === undefined ? (backup?.folder ?? defaultBackupFolder(databaseFile)) : resolve(to);
	const field = to === undefined ? 'BEREIK_BACKUP_FOLDER' : '--to';
	const asked: Asked = { folder, field, keep: keep ?? null, withKeys: keys };
	const throughServer = await askForBackup(databaseFile, asked);
	const request = { ...asked, databaseFile, settingsFile: settingsFileOf(configuration), now: Date.now() };
	const made =
		throughServer ??
		(await makeBackup(request).catch((error: unknown) => {
			if (error instanceof BackupFailed) throw new CommandError(error.message);
			throw error;
		}));
	console.log(made.path);
	tell(made);
}

/** Null where no server runs: only it knows then what is kept of the last ones. */
async function askForBackup(databaseFile: string, asked: Asked): Promise<MadeBackup | null> {
	try {
		return (await askServer(controlSocketPath(databaseFile), 'backup', asked)) as MadeBackup; // as its command answers
	} catch (error) {
		if (error instanceof ServerRefused) throw error;
		const code = error instanceof Error && 'code' in error ? error.code : null;
		if (code === 'ENOENT' || code === 'ECONNREFUSED') return null;
		throw new ServerGone('the server went away while it made the backup: look whether there is one', { cause: error });
	}
}

function tell({ manifest, bytes, removed }: MadeBackup): void {
	const { seq, files, leftOut } = manifest;
	console.error(`${seq} events, ${(bytes / 1e6).toFixed(1)} MB, looked through and whole.`);
	for (const path of removed) console.error(`${path} was removed: newer ones are kept.`);
	const keys = files.filter(({ role }) => role === 'pseudonym-key' || role === 'seal-key').map(({ name }) => name);
	if (keys.length > 0)
		console.error(
			`The keys ${keys.join(' and ')} lie in it: whoever has the folder has both. --without-keys leaves them out.`
		);
	if (leftOut.length > 0)
		console.error('The keys were left out: without them a restore is refused. Keep them somewhere else.');
}
