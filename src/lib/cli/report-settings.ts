import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Configuration } from '#lib/server/configuration.ts';
import { plainLines } from './plain-text.ts';
import { settingsInForce } from './settings-in-force.ts';

/**
 * The settings a report rests on: those of the settings file under what was set in the browser; where they cannot be used, those the
 * log knows to have been in force last, as a server goes on with them. Says so on standard error.
 * @throws InvalidSettings when the file cannot be used and the log knows none
 */
export async function reportSettings(configuration: Configuration): Promise<SiteSettings> {
	const { settings, error } = await settingsInForce(configuration);
	if (error !== null)
		console.error(plainLines(`${error.message}\nThe report uses the settings that were in force last.`));
	return settings;
}
