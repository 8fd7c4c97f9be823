import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Logger } from '../logger.ts';
import { loadSettings } from './load-settings.ts';
import { problemText } from './settings-follower.ts';
import type { SettingsHistory } from './settings-history.ts';
import { InvalidSettings, type SettingsPlace } from './settings-place.ts';

/** The settings a server starts with, and why they are not those of the file, where they are not. */
export type StartSettings = Readonly<{ settings: SiteSettings; problem: string | null }>;

/**
 * What holds at a start: what the file says; where it cannot be used, what held last, because a slip of the pen must not keep
 * the walls dark after a power cut.
 * @throws InvalidSettings when the file cannot be used and nothing ever held before
 */
export async function startSettings(
	place: SettingsPlace | null,
	base: SiteSettings,
	history: SettingsHistory,
	logger: Logger
): Promise<StartSettings> {
	try {
		return { settings: loadSettings(place, base), problem: null };
	} catch (error) {
		if (!(error instanceof InvalidSettings)) throw error;
		const last = await history.last();
		if (last === null) throw error;
		logger.error({ err: error }, 'the settings file is not used; what held before goes on');
		return { settings: last, problem: problemText(error) };
	}
}
