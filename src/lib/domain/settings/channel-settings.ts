import type { Channel } from '../contact/channel.ts';
import { SiteCalendar } from '../time/calendar.ts';
import type { ChannelSettings, SiteSettings } from './site-settings.ts';

type Period = Readonly<{ from: number; settings: ChannelSettings }>;
/** By channel, the latest first. */
type Periods = Readonly<Partial<Record<Channel, readonly Period[]>>>;

const known = new WeakMap<SiteSettings, Periods>();
let latest: Readonly<{ of: SiteSettings; periods: Periods }> | null = null;

/**
 * What the centre promised on a channel at an instant (UTC ms): targets change over the years, and a contact is measured by
 * the target of the site-local day on which it came.
 */
export function channelSettingsAt(settings: SiteSettings, channel: Channel, at: number): ChannelSettings {
	if (settings.channelChanges.length > 0) {
		const periods = periodsOf(settings)[channel];
		if (periods !== undefined) for (const period of periods) if (at >= period.from) return period.settings;
	}
	return settings.channels[channel];
}

/** Every contact asks, nearly always under the same settings: where their midnights lie is worked out once. */
function periodsOf(settings: SiteSettings): Periods {
	if (latest?.of === settings) return latest.periods;
	let periods = known.get(settings);
	if (periods === undefined) {
		periods = cutPeriods(settings);
		known.set(settings, periods);
	}
	latest = { of: settings, periods };
	return periods;
}

function cutPeriods({ zone, channelChanges }: SiteSettings): Periods {
	const calendar = new SiteCalendar(zone);
	const periods: Partial<Record<Channel, Period[]>> = {};
	for (const { channel, from, settings } of channelChanges)
		(periods[channel] ??= []).push({ from: calendar.day(from).from, settings });
	for (const list of Object.values(periods)) list.sort((a, b) => b.from - a.from);
	return periods;
}
