import type { Channel } from '../contact/channel.ts';
import type { ChannelSettings, SiteSettings } from './site-settings.ts';

/**
 * What the centre promised on a channel at an instant (UTC ms): targets change over the years, and a contact is measured by
 * the target of the moment it came.
 */
export function channelSettingsAt(settings: SiteSettings, channel: Channel, _at: number): ChannelSettings {
	return settings.channels[channel];
}
