import type { Channel } from '../contact/channel.ts';
import type { abandonReasons } from '../contact/contact-event-schema.ts';
import type { DisplayNames, SiteLanguage } from './display-names.ts';
import { noOpeningSettings, type OpeningSettings, type WeekHours } from './opening-settings.ts';
import { defaultRetentionSettings, type RetentionSettings } from './retention-settings.ts';
import { defaultSurveySettings, type SurveySettings } from './survey-settings.ts';

/** One of the reasons a wait can end without an answer. */
export type AbandonReason = (typeof abandonReasons)[number];

/** What a centre promises on one channel, and when it gives a silent contact up. */
export type ChannelSettings = Readonly<{
	/** T: an answer within this long meets the target. */
	targetMs: number;
	/** Share of contacts that should be answered within the target, 0 to 1. */
	targetShare: number;
	/** S: an abandon strictly before this is short and says nothing about staffing; 0 = there are no short abandons. */
	shortAbandonMs: number;
	/** G: a wait without any sign for this long is given up; null = never. */
	silentWaitMs: number | null;
}>;

/** What a centre promises on a channel from a date on. */
export type ChannelChange = Readonly<{
	channel: Channel;
	/** Site-local date, `YYYY-MM-DD`: contacts that enter from its midnight on are measured by it. */
	from: string;
	settings: ChannelSettings;
}>;

/** When a figure is beyond what the centre allows. Null = no norm. */
export type Norm = Readonly<{
	queueDepth: number | null;
	longestWaitMs: number | null;
	averageWaitMs: number | null;
	/** Share, 0 to 1; a service level below it is off norm. */
	serviceLevel: number | null;
}>;

/** What is known of a queue besides its contacts. The log keeps every queue by the id of its day; this says how it counts now. */
export type QueueSettings = Readonly<{
	id: string;
	names: DisplayNames;
	/** Null = as its contacts say. */
	channel: Channel | null;
	/** Ids it had before. */
	renamedFrom: readonly string[];
	/** The queue under which its contacts count; null = itself. */
	mergedInto: string | null;
	/** Site-local date from which it is no longer used; null = it is. */
	retiredSince: string | null;
	/** Its own hours; null = those of its channel. */
	hours: WeekHours | null;
	/** Its own norms, complete; null = those of its channel. */
	norm: Norm | null;
}>;

/** A topic that contacts are about, and how sources write it. */
export type TopicSettings = Readonly<{ name: string; names: DisplayNames; spellings: readonly string[] }>;

/** A system that sends events. */
export type SourceSettings = Readonly<{
	id: string;
	names: DisplayNames;
	/** Silent for longer than this it is taken to be away; `never` = whatever it does; null = the product's own limit. */
	silenceLimitMs: number | 'never' | null;
	/** A file of its that the server itself follows; null = it sends by itself. */
	follow: SourceFile | null;
}>;

/** A file that a system goes on writing to. */
export type SourceFile = Readonly<{
	/** What writes it, by the name that imports know it by. */
	format: string;
	/** Its path on the server's machine, from the root. */
	file: string;
}>;

/** Everything a figure depends on besides the events. */
export type SiteSettings = Readonly<{
	/** What the centre is called; null = nobody said. */
	name: string | null;
	/** IANA zone that cuts days, weeks and hours. */
	zone: string;
	languages: Readonly<{ default: SiteLanguage; offered: readonly SiteLanguage[] }>;
	/** What was promised first; what holds at an instant is asked of `channelSettingsAt`. */
	channels: Readonly<Record<Channel, ChannelSettings>>;
	/** What was promised later, in order of channel, then date. */
	channelChanges: readonly ChannelChange[];
	/** Reasons that make an unanswered exit an abandon; any other is flow. */
	abandonReasonsCounted: readonly AbandonReason[];
	/** Handling without an end is closed after this long and stays out of handle time; null = never. */
	openHandlingMs: number | null;
	/** Agents without a presence event for this long are on the roster only while they work. */
	rosterMs: number;
	surveys: SurveySettings;
	queues: readonly QueueSettings[];
	topics: readonly TopicSettings[];
	opening: OpeningSettings;
	/** How long what can be erased is kept; no figure depends on it. */
	retention: RetentionSettings;
	sources: readonly SourceSettings[];
	norms: Readonly<{
		/** For the fast channels together. */
		centre: Norm;
		/** For one queue, by its channel, where it has none of its own. */
		queue: Readonly<Record<Channel, Norm>>;
	}>;
}>;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const noNorm: Norm = { queueDepth: null, longestWaitMs: null, averageWaitMs: null, serviceLevel: null };
const slow: ChannelSettings = {
	targetMs: 24 * hour,
	targetShare: 0.9,
	shortAbandonMs: 0,
	silentWaitMs: null
};

/** What holds until a centre says otherwise. */
export const defaultSiteSettings: SiteSettings = {
	name: null,
	zone: 'Europe/Amsterdam',
	languages: { default: 'nl', offered: ['nl', 'en'] },
	channels: {
		phone: { targetMs: 20 * second, targetShare: 0.8, shortAbandonMs: 5 * second, silentWaitMs: 2 * hour },
		chat: { targetMs: 60 * second, targetShare: 0.8, shortAbandonMs: 10 * second, silentWaitMs: hour },
		email: slow,
		message: slow,
		visit: { targetMs: 10 * minute, targetShare: 0.8, shortAbandonMs: 0, silentWaitMs: 4 * hour }
	},
	channelChanges: [],
	abandonReasonsCounted: ['hung_up', 'timeout', 'no_agents', 'withdrawn', 'closed_by_rule', 'unknown'],
	openHandlingMs: 4 * hour,
	rosterMs: 24 * hour,
	surveys: defaultSurveySettings,
	queues: [],
	topics: [],
	opening: noOpeningSettings,
	retention: defaultRetentionSettings,
	sources: [],
	norms: {
		centre: { queueDepth: 15, longestWaitMs: 5 * minute, averageWaitMs: minute, serviceLevel: 0.8 },
		queue: {
			phone: { queueDepth: 10, longestWaitMs: 5 * minute, averageWaitMs: minute, serviceLevel: 0.8 },
			chat: { queueDepth: 8, longestWaitMs: 3 * minute, averageWaitMs: minute, serviceLevel: 0.8 },
			email: noNorm,
			message: noNorm,
			visit: noNorm
		}
	}
};
