import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { type Configuration, siteSettings } from '#lib/server/configuration.ts';
import { openLogReader } from '#lib/server/database/sqlite/open-log.ts';
import { LogUnfit } from '#lib/server/database/sqlite/log-unfit.ts';
import { SqliteEventReader } from '#lib/server/event-log/sqlite-event-reader.ts';
import { SettingsHistory } from '#lib/server/settings/settings-history.ts';
import { InvalidSettings } from '#lib/server/settings/settings-place.ts';
import { plainLines } from './plain-text.ts';

/**
 * The settings a report rests on: those of the settings file; where it cannot be used, those the log knows to have been in
 * force last, as a server goes on with them. Says so on standard error.
 * @throws InvalidSettings when the file cannot be used and the log knows none
 */
export async function reportSettings(configuration: Configuration): Promise<SiteSettings> {
	try {
		return siteSettings(configuration);
	} catch (error) {
		if (!(error instanceof InvalidSettings)) throw error;
		const inForce = await lastInForce(configuration.databaseFile);
		if (inForce === null) throw error;
		console.error(plainLines(`${error.message}\nThe report uses the settings that were in force last.`));
		return inForce;
	}
}

/** Null where no settings ever came into force, where there is no log, and where that cannot be read. */
async function lastInForce(file: string): Promise<SiteSettings | null> {
	try {
		const database = openLogReader(file);
		try {
			return await new SettingsHistory(new SqliteEventReader(database)).asKnown({ time: Infinity });
		} finally {
			database.close();
		}
	} catch (error) {
		// Whoever reads the report is told of the settings first: they have to be mended either way.
		if (error instanceof LogUnfit) return null;
		throw error;
	}
}
