import type { SiteSettings } from '#lib/domain/settings/site-settings.ts';
import type { Clock } from '../clock.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { Projection } from '../live/projection.ts';
import type { Streams } from '../live/streams.ts';
import { recordSettings } from '../settings-log.ts';
import { type FollowerParts, SettingsFollower } from './settings-follower.ts';
import type { SettingsPlace } from './settings-place.ts';

/** What a change of the settings reaches, besides what {@link SettingsFollower} needs itself. */
export type SettingsReach = Omit<FollowerParts, 'place' | 'record' | 'apply'> &
	Readonly<{ place: SettingsPlace | null; log: EventLog; projection: Projection; streams: Streams; clock: Clock }>;

/** Follows the settings file, and brings what it says into the log, the live state and onto the screens; null = there is no file. */
export function followSettings(reach: SettingsReach): SettingsFollower | null {
	const { place, current, log, projection, streams, clock } = reach;
	if (place === null) return null;
	const apply = async (changed: SiteSettings): Promise<void> => {
		await projection.useSettings(changed);
		const { zone } = current.now;
		current.change(changed);
		if (changed.zone !== zone) streams.greet();
		streams.touch();
	};
	return new SettingsFollower({
		...reach,
		place,
		record: (changed) => recordSettings(log, changed, clock.now()),
		apply
	});
}
