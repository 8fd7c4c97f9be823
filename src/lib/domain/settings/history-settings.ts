import { type Channel, channels } from '../contact/channel.ts';
import { queueMergers } from './queue-settings.ts';
import type { AbandonReason, SiteSettings } from './site-settings.ts';

/** The part of the settings that the rows kept of each contact depend on. */
export type HistorySettings = Readonly<{
	/** In alphabetical order: which comes first says nothing. */
	abandonReasonsCounted: readonly AbandonReason[];
	/** Which queue counts under which: decides what is a contact's first leg in a queue. */
	queues: ReturnType<typeof queueMergers>;
}>;

/** When silence closes a wait or handling: decides how long a contact stays open. */
export type ClosingRules = Readonly<{
	/** Cuts the dates from which limits hold; null where none changes. */
	zone: string | null;
	/** G by channel and by the date from which it holds (null = from the beginning). */
	silentWaits: readonly Readonly<{ channel: Channel; from: string | null; silentWaitMs: number | null }>[];
	openHandlingMs: number | null;
}>;

/**
 * What the rows of contacts depend on. Targets, short abandons, silent waits, norms and names are applied when rows are counted,
 * so a change of those makes no row anew.
 */
export function historySettingsOf(settings: SiteSettings): HistorySettings {
	return { abandonReasonsCounted: [...settings.abandonReasonsCounted].sort(), queues: queueMergers(settings) };
}

/** The closing rules of some settings, in a form that two of them can be compared by. */
export function closingRulesOf(settings: SiteSettings): ClosingRules {
	const silentWaits: ClosingRules['silentWaits'][number][] = [];
	for (const channel of channels) {
		let { silentWaitMs } = settings.channels[channel];
		silentWaits.push({ channel, from: null, silentWaitMs });
		for (const change of settings.channelChanges) {
			if (change.channel !== channel || change.settings.silentWaitMs === silentWaitMs) continue;
			({ silentWaitMs } = change.settings);
			silentWaits.push({ channel, from: change.from, silentWaitMs });
		}
	}
	return {
		zone: silentWaits.some(({ from }) => from !== null) ? settings.zone : null,
		silentWaits,
		openHandlingMs: settings.openHandlingMs
	};
}
