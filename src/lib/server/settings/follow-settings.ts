import type { SettingsTree } from '#lib/domain/settings/file/settings-tree.ts';
import type { Access } from '../access/access.ts';
import type { Clock } from '../clock.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { Projection } from '../live/projection.ts';
import type { Streams } from '../live/streams.ts';
import type { Logger } from '../logger.ts';
import { recordAfter } from '../settings-log.ts';
import { defaultSiteSettings, type SiteSettings } from '#lib/domain/settings/site-settings.ts';
import { auditChange } from './audit-change.ts';
import type { CurrentSettings } from './current-settings.ts';
import { SettingsDesk } from './settings-desk.ts';
import { problemText, SettingsFollower } from './settings-follower.ts';
import type { InvalidSettings, SettingsPlace } from './settings-place.ts';
import { ownSource, settingsId, settingsNo } from './settings-history.ts';
import { readRecord, type SettingsStanding } from './settings-record.ts';
import type { WatchPace } from './settings-watch.ts';

/** What a change of the settings reaches, and where changes come from. */
export type SettingsReach = Readonly<{
	/** Null = there is no settings file. */
	place: SettingsPlace | null;
	base: SiteSettings;
	start: SettingsStanding & Readonly<{ error: InvalidSettings | null }>;
	revision: number;
	current: CurrentSettings;
	log: EventLog;
	projection: Projection;
	streams: Streams;
	clock: Clock;
	audit: Access['audit'];
	logger: Logger;
	pace?: WatchPace | undefined;
}>;

/** What follows the settings and changes them while the server runs. */
export type SettingsOffice = Readonly<{
	desk: SettingsDesk;
	/** What keeps the settings file from being used, in one line; null when what it says is in force. */
	problem(): string | null;
	/** Ends it, after what is under way. */
	close(): Promise<void>;
}>;

const otherFile =
	'the settings file here says something else than the one that is in force, which another server brought: give all servers the same';

/** Brings what the settings file says, and what is set in the browser, into the log, the live state and onto the screens. */
export function followSettings(reach: SettingsReach): SettingsOffice {
	const { place, base, start, revision, current, log, projection, streams, clock, audit, logger } = reach;
	const desk = new SettingsDesk({
		base,
		current,
		start,
		revision,
		record: (afterNo, standing, by) => recordAfter(afterNo, log, standing, by, clock.now()),
		async recorded(no) {
			const event = await log.find(ownSource, settingsId(no));
			return event === null ? null : readRecord(event.data, defaultSiteSettings);
		},
		async apply(changed) {
			await projection.useSettings(changed);
			const { zone } = current.now;
			current.change(changed);
			if (changed.zone !== zone) streams.greet();
			streams.touch();
		},
		async onChanged(by, no, changes) {
			await auditChange(audit, by, no, changes);
			// What kept the file from being used may have been what was just taken back.
			if (by.kind !== 'file' && follower !== null && follower.problem !== null) void follower.reload();
		},
		now: () => clock.now()
	});
	// Of other servers on the same log; its own are known by their number.
	const endHearing = log.onStored((events) => {
		const isNews = events.some((event) => (settingsNo(event) ?? 0) > desk.revision);
		if (isNews) desk.catchUp().catch((error: unknown) => logger.error({ err: error }, 'settings could not be read'));
	});
	const problem = start.error === null ? null : problemText(start.error);
	/** What this server's own file says; null while that is not known. */
	let ownFile = start.error === null && place !== null ? start.layers.file : null;
	const use = (file: SettingsTree): Promise<boolean> => {
		ownFile = file;
		return desk.useFile(file);
	};
	const overruled = (): string | null => (ownFile === null || desk.isMadeFrom(ownFile) ? null : otherFile);
	const follower =
		place === null ? null : new SettingsFollower({ place, base, use, logger, problem, pace: reach.pace });
	return {
		desk,
		problem: () => (follower === null ? problem : (follower.problem ?? overruled())),
		async close() {
			endHearing();
			await follower?.close();
			await desk.settled();
		}
	};
}
