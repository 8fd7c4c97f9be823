import type { Channel } from '#lib/domain/contact/channel.ts';

type Weighted = Readonly<{ queue: string; weight: number }>;

/** How a topic goes. */
type TopicCourse = Readonly<{
	/** Talk compared with what is usual in the queue, as a factor. */
	talkFactor: number;
	/** Share that ends without a solution. */
	unresolvedShare: number;
	/** Share that ends with somebody else having to go on. */
	escalatedShare: number;
	/** What it does to a survey's score, in points. */
	scoreShift: number;
	/** Share handed on to other queues; null = as is usual in the queue. */
	handOn: Readonly<{ share: number; to: readonly Weighted[] }> | null;
}>;

/** What is particular about one topic. */
export type TopicProfile = TopicCourse &
	Readonly<{
		topic: string;
		/** Share of the handled contacts whose customer comes again about it, before the outcome has its say. */
		returnShare: number;
		/** Where a channel suits it better or worse than the others. */
		on: Readonly<Partial<Record<Channel, Partial<TopicCourse>>>>;
	}>;

/** Who comes again, and when. */
export type ComebackProfile = Readonly<{
	/** By what a handled contact came to: factor on the topic's share. */
	outcomeFactors: Readonly<Record<'resolved' | 'unresolved' | 'escalated', number>>;
	/** Share of those who come again on the same day, and after how long. */
	sameDayShare: number;
	sameDayHours: readonly [number, number];
	/** The others: weights of one, two, … days later, at about the same hour. */
	laterDays: readonly number[];
	laterHoursSpread: number;
	/** Share that comes again by phone where the contact was written. */
	byPhoneShare: number;
	/** Share of those who gave up that tries again, and after how long. */
	afterGivingUp: Readonly<{ share: number; minutes: readonly [number, number] }>;
}>;

/** How a topic goes on a channel. */
export function topicOn(topic: TopicProfile, channel: Channel): TopicCourse {
	return { ...topic, ...topic.on[channel] };
}

/**
 * The topic of a name.
 * @throws RangeError when the profile has none: then it is broken
 */
export function topicNamed(topics: readonly TopicProfile[], name: string): TopicProfile {
	const found = topics.find(({ topic }) => topic === name);
	if (found === undefined) throw new RangeError(`no topic ${name} in the profile`);
	return found;
}
