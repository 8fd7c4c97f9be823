import type { Channel } from '#lib/domain/contact/channel.ts';
import type { ContactNeeds } from './contact-needs.ts';
import { standardNormal, type RandomStream } from '#lib/domain/statistics/random.ts';
import type { ChannelSurveys, SurveyProfile } from './survey-profile.ts';
import { type TopicProfile, topicOn } from './topic-profile.ts';

/** What a customer went through. */
export type Experience = Readonly<{
	/** Where it ended. */
	channel: Channel;
	topic: TopicProfile;
	/** All waits of the contact together. */
	waitedMs: number;
	outcome: ContactNeeds['outcome'];
	wasHandedOn: boolean;
	comesAgain: boolean;
	gaveUpBefore: boolean;
}>;

/** The score a customer gives: what the experience is worth plus what nobody knows, as a whole number on the scale. */
export function drawScore(
	profile: SurveyProfile,
	asked: ChannelSurveys,
	experience: Experience,
	random: RandomStream
): number {
	const worth = worthOf(profile, asked, experience) + profile.spread * standardNormal(random);
	return Math.min(profile.scale.max, Math.max(profile.scale.min, Math.round(worth)));
}

function worthOf(profile: SurveyProfile, { score, wait }: ChannelSurveys, experience: Experience): number {
	const doublings = Math.log2(1 + experience.waitedMs / (wait.seconds * 1000));
	return (
		score +
		topicOn(experience.topic, experience.channel).scoreShift -
		wait.pointsPerDoubling * doublings +
		profile.outcomes[experience.outcome] +
		(experience.wasHandedOn ? profile.handedOn : 0) +
		(experience.comesAgain ? profile.comesAgain : 0) +
		(experience.gaveUpBefore ? profile.gaveUpBefore : 0)
	);
}
