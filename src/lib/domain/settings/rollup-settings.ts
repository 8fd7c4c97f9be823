import type { Channel } from '../contact/channel.ts';
import { channels } from '../contact/channel.ts';
import type { SiteSettings } from './site-settings.ts';
import type { SurveySettings } from './survey-settings.ts';

/** The part of the settings that sums by day and quarter of an hour depend on, besides what the rows of contacts depend on. */
export type RollupSettings = Readonly<{
	/** Cuts the days. */
	zone: string;
	/** T and S by channel and by the date from which they hold (null = from the beginning). */
	targets: readonly Readonly<{
		channel: Channel;
		from: string | null;
		targetMs: number;
		shortAbandonMs: number;
	}>[];
	scales: SurveySettings['scales'];
}>;

/**
 * What sums of many contacts depend on. Names, norms and when a silent wait is given up are applied when the sums are read, so a
 * change of those counts nothing again.
 */
export function rollupSettingsOf({ zone, channels: first, channelChanges, surveys }: SiteSettings): RollupSettings {
	const targets: RollupSettings['targets'][number][] = [];
	for (const channel of channels) {
		let { targetMs, shortAbandonMs } = first[channel];
		targets.push({ channel, from: null, targetMs, shortAbandonMs });
		for (const { channel: changed, from, settings } of channelChanges) {
			if (changed !== channel) continue;
			if (settings.targetMs === targetMs && settings.shortAbandonMs === shortAbandonMs) continue;
			({ targetMs, shortAbandonMs } = settings);
			targets.push({ channel, from, targetMs, shortAbandonMs });
		}
	}
	return { zone, targets, scales: surveys.scales };
}
