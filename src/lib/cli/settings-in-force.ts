import { baseSettings, type Configuration } from '#lib/server/configuration.ts';
import { LogUnfit } from '#lib/server/database/sqlite/log-unfit.ts';
import { SettingsHistory } from '#lib/server/settings/settings-history.ts';
import { type StartSettings, startSettings } from '#lib/server/settings/start-settings.ts';
import { isThereLog, openReadableLog } from './read-log.ts';

/**
 * The settings a server would start with: those of the settings file, and above it what was set in the browser, as the log has
 * it. A log that is not there, or cannot be read, says nothing.
 * @throws InvalidSettings when they cannot be used and none ever held
 */
export async function settingsInForce(configuration: Configuration): Promise<StartSettings> {
	const base = baseSettings(configuration);
	const place = configuration.settingsPlace ?? null;
	const without = (): Promise<StartSettings> => startSettings(place, base, new SettingsHistory({ find: () => none }));
	if (!isThereLog(configuration)) return without();
	try {
		const log = await openReadableLog(configuration);
		try {
			return await startSettings(place, base, new SettingsHistory(log.events));
		} finally {
			await log.close();
		}
	} catch (error) {
		// Whoever asks is told of the settings first: they have to be mended either way.
		if (error instanceof LogUnfit || (error instanceof Error && error.name === 'PostgresUnfit')) return without();
		throw error;
	}
}

const none = Promise.resolve(null);
