import { dirname, join, resolve } from 'node:path';

/** Where and when a server backs its log up by itself. */
export type BackupConfiguration = Readonly<{
	/** The folder in which backups lie. */
	folder: string;
	/** Local time of the site, `HH:MM`; null = never by itself. */
	at: string | null;
	/** How many are kept. */
	keep: number;
}>;

/** After the night's last changes of the clock, before the first shift. */
const defaultAt = '03:10';
/** A week, on the log's own disk. */
const defaultKeep = 7;

/**
 * Reads `BEREIK_BACKUP_FOLDER` (default `backups` beside the log), `BEREIK_BACKUP_AT` (`03:10`; `off` = never by itself) and
 * `BEREIK_BACKUP_KEEP` (7). Not in the settings file, which administrators change in the browser: who may name a folder of the
 * server may write anywhere.
 * @throws Error naming the variable and what is wrong with it
 */
export function readBackup(given: (name: string) => string | undefined, databaseFile: string): BackupConfiguration {
	const folder = given('BEREIK_BACKUP_FOLDER');
	return {
		folder: folder === undefined ? defaultBackupFolder(databaseFile) : resolve(folder),
		at: readAt(given('BEREIK_BACKUP_AT') ?? defaultAt),
		keep: readKeep(given('BEREIK_BACKUP_KEEP') ?? String(defaultKeep))
	};
}

/** Beside the log. */
export function defaultBackupFolder(databaseFile: string): string {
	return join(dirname(databaseFile), 'backups');
}

function readAt(text: string): string | null {
	if (text === 'off') return null;
	if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text))
		throw new Error(`BEREIK_BACKUP_AT: must be a time like 03:10, or off, not ${text}`);
	return text;
}

function readKeep(text: string): number {
	const keep = Number(text);
	if (!/^\d{1,4}$/.test(text) || keep < 1)
		throw new Error(`BEREIK_BACKUP_KEEP: must be a whole number from 1 to 9999, not ${text}`);
	return keep;
}
