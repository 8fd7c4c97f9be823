import type { EventData } from '#lib/domain/contact/contact-event-schema.ts';
import type { DurationProfile, QueueProfile } from './profile.ts';
import { choose, happens, logNormal, uniform, type RandomStream } from './random.ts';

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

/** What a conversation of this queue needs. */
export function drawNeeds(queue: QueueProfile, random: RandomStream): ContactNeeds {
	const talkMs = drawMs(queue.talk, random, 15);
	const hold = { afterMs: Math.round(talkMs * uniform(random, 0.2, 0.8)), lengthMs: drawMs(queue.hold, random, 5) };
	const hasHold = happens(random, queue.holdShare);
	const wrapUpMs = drawMs(queue.wrapUp, random, 3);
	const hasWrapUp = happens(random, queue.wrapUpShare);
	const isTransferred = happens(random, queue.transferShare);
	const fate = random();
	return {
		alertMs: drawMs(queue.alert, random, 1),
		talkMs,
		firstReplyMs: queue.firstReply && Math.min(drawMs(queue.firstReply, random, 3), Math.round(talkMs * 0.4)),
		hold: hasHold ? hold : null,
		wrapUpMs: hasWrapUp ? wrapUpMs : null,
		transferTo: isTransferred ? choose(random, queue.transferTo).queue : null,
		acceptsCallback: queue.callback !== null && happens(random, queue.callback.acceptedShare),
		endedBy: happens(random, 0.7) ? 'customer' : 'agent',
		outcome: fate < 0.78 ? 'resolved' : fate < 0.95 ? 'unresolved' : 'escalated'
	};
}

/** What a contact of this queue is about; a surge's topic goes before chance. */
export function drawTopic(queue: QueueProfile, surgeTopic: string | null, random: RandomStream): TopicNeeds {
	const real = surgeTopic ?? choose(random, queue.topics).topic;
	const isKnown = happens(random, queue.knownTopicShare);
	const isWrong = happens(random, queue.correctedTopicShare);
	const other = choose(random, queue.topics).topic;
	return { known: isKnown ? (isWrong ? other : real) : null, real };
}

function drawMs(duration: DurationProfile, random: RandomStream, leastSeconds: number): number {
	const seconds = logNormal(random, duration.medianSeconds, duration.spread);
	return Math.round(1000 * Math.min(longestSeconds, Math.max(leastSeconds, seconds)));
}
