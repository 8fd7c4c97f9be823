import type { EventData } from '#lib/domain/contact/contact-event-schema.ts';
import type { DurationProfile } from './duration-profile.ts';
import type { QueueProfile } from './profile.ts';
import { choose, happens, logNormal, uniform, type RandomStream } from '#lib/domain/statistics/random.ts';
import { type TopicProfile, topicOn } from './topic-profile.ts';

/** What one conversation will need, drawn when its wait begins. Durations in ms. */
export type ContactNeeds = Readonly<{
	alertMs: number;
	/** Without holds; in a chat: with nobody else in hand. */
	talkMs: number;
	/** Null = the answer is the first reply. */
	firstReplyMs: number | null;
	/** How far into the talk, and how long; null = none. */
	hold: Readonly<{ afterMs: number; lengthMs: number }> | null;
	/** Null = none. */
	wrapUpMs: number | null;
	/** Queue it will be handed on to; null = none. */
	transferTo: string | null;
	acceptsCallback: boolean;
	endedBy: 'customer' | 'agent';
	outcome: NonNullable<EventData<'contact.ended'>['outcome']>;
}>;

/** What a contact is about: what is known at the door, and what it turns out to be. Null = not known yet. */
export type TopicNeeds = Readonly<{ known: string | null; real: string }>;

const longestSeconds = 45 * 60;

/** What a conversation of this queue about a topic needs. */
export function drawNeeds(queue: QueueProfile, topic: TopicProfile, random: RandomStream): ContactNeeds {
	const onChannel = topicOn(topic, queue.channel);
	const talkMs = Math.round(drawMs(queue.talk, random, 15) * onChannel.talkFactor);
	const hold = { afterMs: Math.round(talkMs * uniform(random, 0.2, 0.8)), lengthMs: drawMs(queue.hold, random, 5) };
	const hasHold = happens(random, queue.holdShare);
	const wrapUpMs = drawMs(queue.wrapUp, random, 3);
	const hasWrapUp = happens(random, queue.wrapUpShare);
	const handOn = onChannel.handOn ?? { share: queue.transferShare, to: queue.transferTo };
	const isTransferred = happens(random, handOn.share);
	const fate = random();
	const { unresolvedShare, escalatedShare } = onChannel;
	return {
		alertMs: drawMs(queue.alert, random, 1),
		talkMs,
		firstReplyMs: drawFirstReplyMs(queue, talkMs, random),
		hold: hasHold ? hold : null,
		wrapUpMs: hasWrapUp ? wrapUpMs : null,
		transferTo: isTransferred ? choose(random, handOn.to).queue : null,
		acceptsCallback: queue.callback !== null && happens(random, queue.callback.acceptedShare),
		endedBy: queue.channel !== 'email' && happens(random, 0.7) ? 'customer' : 'agent',
		outcome: fate < escalatedShare ? 'escalated' : fate < escalatedShare + unresolvedShare ? 'unresolved' : 'resolved'
	};
}

/** The same needs where all handling takes a factor as long. */
export function stretched(needs: ContactNeeds, factor: number): ContactNeeds {
	const { talkMs, firstReplyMs, hold, wrapUpMs } = needs;
	return {
		...needs,
		talkMs: Math.round(talkMs * factor),
		firstReplyMs: firstReplyMs && Math.round(firstReplyMs * factor),
		hold: hold && { afterMs: Math.round(hold.afterMs * factor), lengthMs: Math.round(hold.lengthMs * factor) },
		wrapUpMs: wrapUpMs && Math.round(wrapUpMs * factor)
	};
}

/** What a contact of this queue is about; what is given, by a surge or an earlier contact, goes before chance. */
export function drawTopic(queue: QueueProfile, givenTopic: string | null, random: RandomStream): TopicNeeds {
	const real = givenTopic ?? choose(random, queue.topics).topic;
	const isKnown = happens(random, queue.knownTopicShare);
	const isWrong = happens(random, queue.correctedTopicShare);
	const other = choose(random, queue.topics).topic;
	return { known: isKnown ? (isWrong ? other : real) : null, real };
}

function drawFirstReplyMs({ firstReply }: QueueProfile, talkMs: number, random: RandomStream): number | null {
	if (firstReply === null) return null;
	if (firstReply === 'at_end') return talkMs;
	return Math.min(drawMs(firstReply, random, 3), Math.round(talkMs * 0.4));
}

function drawMs(duration: DurationProfile, random: RandomStream, leastSeconds: number): number {
	const seconds = logNormal(random, duration.medianSeconds, duration.spread);
	return Math.round(1000 * Math.min(longestSeconds, Math.max(leastSeconds, seconds)));
}
