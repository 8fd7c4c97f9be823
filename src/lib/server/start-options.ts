import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Clock } from './clock.ts';
import type { HeldClockParts } from './held-clock.ts';
import type { EventStore } from './event-log/event-store.ts';
import type { Logger } from './logger.ts';
import type { WatchPace } from './settings/settings-watch.ts';
import type { WebServerParts } from './web-server.ts';

/** What a start may be told besides the configuration. */
export type StartOptions = Readonly<{
	clock?: Clock;
	/** Against which the machine's clock is held; a test's own. */
	heldClock?: HeldClockParts;
	/** Of people and screens; the machine's where it is not given. */
	accessClock?: Pick<Clock, 'now'>;
	logger?: Logger;
	/** In place of those of the settings file, for as long as the server runs. */
	settings?: SiteSettings;
	/** What holds where the settings file says nothing. */
	base?: SiteSettings;
	/** How the settings file is watched. */
	settingsPace?: WatchPace;
	/** Told how far the log has been folded. */
	onProgress?: (seq: number, head: number) => void;
	/** Told when the log, which others write to as well, went back or became another one: what was made of it is of no use any more. */
	onLogReset?: (reason: string) => void;
	/** Whether everything that had happened by the clock's time was handed over; before that, no minute is looked at. */
	isUpToDate?: () => boolean;
	/** Wraps the store; a test breaks it this way. */
	wrapStore?: (store: EventStore) => EventStore;
	/** What the web server is told; a test has shorter limits. */
	web?: Pick<WebServerParts, 'limits' | 'certificateEveryMs'>;
}>;
