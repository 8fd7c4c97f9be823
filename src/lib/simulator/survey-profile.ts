import type { Channel } from '#lib/domain/contact/channel.ts';
import type { SurveyKind } from '#lib/domain/settings/survey-settings.ts';
import type { DurationProfile } from './duration-profile.ts';

/** How customers of one channel are asked, and how they answer. */
export type ChannelSurveys = Readonly<{
	/** Share of the handled contacts whose customer is asked. */
	invitedShare: number;
	/** From the end of the contact to the invitation. */
	invitedAfter: DurationProfile;
	/** Share of the invited that answers. */
	answeredShare: number;
	/** From the invitation to the answer. */
	answeredAfter: DurationProfile;
	/** What a contact without anything special is worth, in points. */
	score: number;
	/** Points lost with each doubling of the wait, counted from this long. */
	wait: Readonly<{ seconds: number; pointsPerDoubling: number }>;
}>;

/** What customers are asked afterwards, and what their scores depend on. */
export type SurveyProfile = Readonly<{
	kind: SurveyKind;
	scale: Readonly<{ min: number; max: number }>;
	/** Who was asked is left in peace for so many days. */
	quietDays: number;
	/** An answer later than this is not taken. */
	closesAfterDays: number;
	/** Channels that are not here ask nobody. */
	channels: Readonly<Partial<Record<Channel, ChannelSurveys>>>;
	/** Points for what came of it. */
	outcomes: Readonly<Record<'resolved' | 'unresolved' | 'escalated', number>>;
	/** Points for having been handed on, for having to come again, and for having given up before. */
	handedOn: number;
	comesAgain: number;
	gaveUpBefore: number;
	/** Standard deviation of what is in no profile, in points. */
	spread: number;
}>;
