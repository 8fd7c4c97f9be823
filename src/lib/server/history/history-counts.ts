import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { Interval } from '#lib/domain/time/interval.ts';

/** Waits of phone and chat that were answered within a quarter of an hour of UTC, and the sum of them. */
export type AnsweredQuarter = Readonly<{ from: number; answered: number; waitMs: number }>;

/** Answers of one value on one scale by one channel. */
export type CountedAnswers = Readonly<{
	channel: Channel | null;
	score: number;
	scaleMin: number;
	scaleMax: number;
	answers: number;
}>;

/** Invitations of one channel, and how many of them were answered since. */
export type CountedInvitations = Readonly<{ channel: Channel | null; invited: number; replied: number }>;

/** Counts over the history that boards ask for again and again: each is read from an index. */
export interface HistoryCounts {
	/** When the first contact came; null before any. */
	firstEntry(): number | null;
	/** Contacts of a channel that came first in an interval. */
	firstEntries(channel: Channel, interval: Interval): number;
	/** Episodes of phone and chat by when they were answered; quarters without any are left out. */
	answeredByQuarter(interval: Interval): readonly AnsweredQuarter[];
	/** Surveys of a kind by when they were answered. */
	answers(kind: SurveyKind, interval: Interval): readonly CountedAnswers[];
	/** Surveys of a kind by when they were sent. */
	invitations(kind: SurveyKind, interval: Interval): readonly CountedInvitations[];
}
