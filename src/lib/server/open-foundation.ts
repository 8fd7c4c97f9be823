import { baseSettings, type Configuration } from './configuration.ts';
import { openStore } from './database/open-store.ts';
import type { OpenStore } from './database/store.ts';
import { besideLog } from './database/sqlite/beside-log.ts';
import { openViews, type Views } from './database/sqlite/open-views.ts';
import type { EventStore } from './event-log/event-store.ts';
import { loadPseudonymKey } from './intake/pseudonym-key.ts';
import type { Logger } from './logger.ts';
import { agreeOnKey } from './replicas/key-agreement.ts';
import { bringSharedCheckpoint, sharingCheckpoints } from './replicas/shared-checkpoint.ts';
import type { SettingsPlace } from './settings/settings-place.ts';
import { SettingsHistory } from './settings/settings-history.ts';
import { startSettings, type StartSettings } from './settings/start-settings.ts';
import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { StartOptions } from './start-options.ts';

/** What everything else of a server rests on. */
export type Foundation = Readonly<{
	opened: OpenStore;
	/** The store's events, as a test may have wrapped them. */
	store: EventStore;
	/** Position of the last event when it was opened. */
	headSeq: number;
	pseudonymKey: Buffer;
	views: Views;
	/** Resolves when no checkpoint is on its way to other servers. */
	checkpointGiven: () => Promise<void>;
	settingsHistory: SettingsHistory;
	/** Null = there is no settings file. */
	place: SettingsPlace | null;
	/** What holds where neither the file nor the browser says anything. */
	floor: SiteSettings;
	start: StartSettings;
}>;

/**
 * Opens store and views and finds out which settings hold.
 * @throws InvalidSettings when the settings file cannot be used and nothing ever held before; what opening a store throws
 */
export async function openFoundation(
	configuration: Configuration,
	options: StartOptions,
	logger: Logger
): Promise<Foundation> {
	const opened = await openStore(configuration, {
		onMigration: (due) => logger.info({ due }, 'bringing the log to the schema of this version'),
		onWarning: (problem) => logger.warn(problem)
	});
	const store = options.wrapStore?.(opened.events) ?? opened.events;
	let views: Views | null = null;
	try {
		const { seq: headSeq } = await store.head();
		const pseudonymKey = loadPseudonymKey(besideLog(configuration.databaseFile, 'key'), headSeq === 0);
		await agreeOnKey(opened, pseudonymKey, configuration.databaseFile);
		const file = openViews(configuration.databaseFile, (reason) => logger.warn({ err: reason }, 'views are made anew'));
		views = file;
		await bringSharedCheckpoint(opened, file, logger);
		const settingsHistory = new SettingsHistory(store);
		const place = options.settings === undefined ? (configuration.settingsPlace ?? null) : null;
		const floor = options.settings ?? options.base ?? baseSettings(configuration);
		const start = await startSettings(place, floor, settingsHistory);
		const sharing = sharingCheckpoints(opened, file, logger);
		const checkpointGiven = () => sharing.settled();
		return {
			opened,
			store,
			headSeq,
			pseudonymKey,
			views: sharing.views,
			checkpointGiven,
			settingsHistory,
			place,
			floor,
			start
		};
	} catch (error) {
		await opened.shared?.close();
		await store.close();
		views?.close();
		throw error;
	}
}
