import { asc } from 'drizzle-orm';
import { existsSync } from 'node:fs';
import type { Access } from '../access/access.ts';
import type { Configuration } from '../configuration.ts';
import { besideLog } from '../database/sqlite/beside-log.ts';
import { events } from '../database/tables/log-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import type { Logger } from '../logger.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import { candidates } from '../settings/settings-place.ts';
import { defaultBackupFolder } from './backup-configuration.ts';
import { Backups } from './backups.ts';
import { noteErasure } from './erasure-journal.ts';
import { HeldBackDesk } from './held-back.ts';

/** What a server has to do with backups. */
export type BackupParts = Readonly<{
	backups: Backups;
	/** What a restore has shut. */
	heldBack: HeldBackDesk;
	/** Remembers who was erased. */
	noteErasure: (kind: 'log' | 'person', name: string) => void;
}>;

/** Why a log that is kept in Postgres is not backed up from here. */
export const postgresBackups =
	'the log is kept in Postgres, which has backups of its own: docs/operations.md says how to make them, how to restore one, and which files beside it belong to them (bereik.key and bereik.seal)';

/** Of a server. Nothing is made by itself before the schedule is started. */
export function openBackups(
	configuration: Configuration,
	database: Tables,
	parts: Readonly<{ access: Pick<Access, 'audit' | 'now'>; current: Pick<CurrentSettings, 'calendar'>; logger: Logger }>
): BackupParts {
	const { databaseFile } = configuration;
	const { access, current, logger } = parts;
	const backups = new Backups({
		databaseFile,
		logger,
		settingsFile: () => settingsFileOf(configuration),
		configuration: configuration.backup ?? { folder: defaultBackupFolder(databaseFile), at: null, keep: 1 },
		calendar: () => current.calendar,
		now: access.now,
		...(database.dialect === 'postgres' ? { isElsewhere: postgresBackups } : {}),
		firstEventAt: async () => {
			const [row] = await database.orm.select({ at: events.receivedAt }).from(events).orderBy(asc(events.seq)).limit(1);
			return row?.at ?? null;
		}
	});
	return {
		backups,
		heldBack: new HeldBackDesk(database, access.audit),
		noteErasure: noteErasuresBeside(databaseFile, access.now)
	};
}

/** Remembers who was erased, in the journal beside a log. */
export function noteErasuresBeside(databaseFile: string, now: () => number): BackupParts['noteErasure'] {
	return (kind, name) => noteErasure(besideLog(databaseFile, 'erasures'), kind, name, now());
}

/** The settings file that there is, whatever is wrong with it; null where there is none. */
export function settingsFileOf({ settingsPlace }: Pick<Configuration, 'settingsPlace'>): string | null {
	return settingsPlace === undefined ? null : (candidates(settingsPlace).find((file) => existsSync(file)) ?? null);
}
