import { join, resolve } from 'node:path';
import { BackupFailed } from '#lib/server/backup/backup-failed.ts';
import { postgresBackups } from '#lib/server/backup/open-backups.ts';
import { restoreBackup, type Restored } from '#lib/server/backup/restore-backup.ts';
import { type Configuration, readConfiguration } from '#lib/server/configuration.ts';
import { AlreadyOpen } from '#lib/server/database/sqlite/writer-lock.ts';
import { candidates, settingsFileNames } from '#lib/server/settings/settings-place.ts';
import { existsSync } from 'node:fs';
import { CommandError } from './command-error.ts';

/** `bereik restore FOLDER`: tells what it did, and what is to be done next. */
export async function restoreLog(folder: string, { force = false }: { force?: boolean }): Promise<void> {
	const configuration = readConfiguration(process.env);
	const { databaseFile, access } = configuration;
	if (configuration.postgres !== undefined)
		throw new CommandError(`${postgresBackups}. When that is done: bereik restored`);
	const from = resolve(folder);
	const settingsFile = settingsPlaceFor(configuration, from);
	try {
		tell(
			await restoreBackup({ folder: from, databaseFile, settingsFile, force, appKeys: access?.appKeys ?? [] }),
			databaseFile
		);
	} catch (error) {
		if (error instanceof AlreadyOpen) throw new CommandError(`${error.message} Stop it first.`);
		if (error instanceof BackupFailed) throw new CommandError(error.message);
		throw error;
	}
}

/** Null where there is a settings file already: the machine's own wins. */
function settingsPlaceFor({ settingsPlace }: Configuration, from: string): string | null {
	if (settingsPlace === undefined || candidates(settingsPlace).some((file) => existsSync(file))) return null;
	if ('file' in settingsPlace) return settingsPlace.file;
	const held = settingsFileNames.find((name) => existsSync(join(from, name)));
	return held === undefined ? null : join(settingsPlace.folder, held);
}

function tell({ manifest, aside, shut, erased, knewRevoked, settingsFile }: Restored, databaseFile: string): void {
	console.log(`${databaseFile} is the backup of ${manifest.createdAt}: ${manifest.seq} events, under a new epoch.`);
	if (aside !== null) console.error(`What was there lies in ${aside}: remove it when you are sure.`);
	if (settingsFile !== null) console.error(`${settingsFile} was put in its place.`);
	if (erased > 0) console.error(`${erased} who had been erased since the backup were erased again.`);
	const { displays, keys, webhookSecrets, people, sessions } = shut;
	console.error(
		`Whatever was revoked after the backup is in it as if it were good. So all of it is shut until somebody confirms it: ` +
			`${displays} displays, ${keys} keys, ${webhookSecrets} webhook secrets and ${people} people; ${sessions} sessions were ended.`
	);
	console.error(
		knewRevoked
			? 'What the log that was there knew as revoked stays revoked.'
			: 'There was no log that could tell what was revoked since: look at each of them.'
	);
	console.error(
		'Before the server starts: `bereik access list`, then `bereik access confirm ID…` or `bereik access confirm --all`.\n' +
			'What sources sent after the backup they have to send again; events that are in the log already are not counted twice.'
	);
}
