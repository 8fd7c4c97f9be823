import type { Channel } from '#lib/domain/contact/channel.ts';
import type { DurationProfile } from './duration-profile.ts';
import type { SurveyProfile } from './survey-profile.ts';
import type { ComebackProfile, TopicProfile } from './topic-profile.ts';

/** One value for each day of the week, Monday first. */
export type Weekly<Value> = readonly [Value, Value, Value, Value, Value, Value, Value];

/** Local wall-clock time, `HH:MM`. */
export type WallTime = `${number}:${number}`;

/** A curve over the local day: ascending hours and a weight for each; straight lines between, level before and after. */
export type DayCurve = Readonly<{ hours: readonly number[]; weights: readonly number[] }>;

/** How long someone is willing to wait: a mixture. */
export type PatienceProfile = Readonly<{
	/** Share that leaves at once (wrong number, changed mind), evenly spread below `impulseSeconds`. */
	impulseShare: number;
	impulseSeconds: number;
	/** Share that leaves at a constant rate, with this mean. */
	restlessShare: number;
	restlessMeanSeconds: number;
	/** Everybody else. */
	settled: DurationProfile;
}>;

/** One queue: who comes, how patient they are, what they need. Everything that makes a queue itself is here. */
export type QueueProfile = Readonly<{
	queue: string;
	channel: Channel;
	/** When contacts come: in the desk's hours, or at any hour of any day, as letters do. */
	comes: 'in_hours' | 'any_time';
	/** Expected contacts a day, without surges: in the busy hours, or in the whole day where they come at any time. */
	contactsPerDay: Weekly<number>;
	/** How they spread over those hours; only the proportions matter. */
	curve: DayCurve;
	/** Expected contacts an hour outside the busy hours, where the desk never closes. */
	nightContactsPerHour: number;
	topics: readonly Readonly<{ topic: string; weight: number }>[];
	/** Share whose topic is known at the door (a menu choice); the others are classified after the conversation. */
	knownTopicShare: number;
	/** Share of the known topics that the agent corrects afterwards. */
	correctedTopicShare: number;
	/** Null = nobody gives up: a letter waits until it is answered. */
	patience: PatienceProfile | null;
	/** From being offered to an agent to the answer: ringing, accepting. Part of the wait. */
	alert: DurationProfile;
	/** Conversation without holds; in a chat: with nobody else in hand. */
	talk: DurationProfile;
	/**
	 * From the answer to the agent's first words, where that is a thing of its own; `at_end`: what is written is the reply;
	 * null = the answer is the first reply.
	 */
	firstReply: DurationProfile | 'at_end' | null;
	/** Share with a hold. */
	holdShare: number;
	hold: DurationProfile;
	/** Share followed by after-contact work. */
	wrapUpShare: number;
	wrapUp: DurationProfile;
	/** Share handed on to another queue. */
	transferShare: number;
	transferTo: readonly Readonly<{ queue: string; weight: number }>[];
	/** Who waits longer than this is moved to another queue; null = never. */
	overflow: Readonly<{ afterSeconds: number; toQueue: string }> | null;
	/** Who waits longer than this may ask to be called back; null = never. */
	callback: Readonly<{ afterSeconds: number; acceptedShare: number }> | null;
}>;

/** People with one boss and one kind of work. */
export type TeamProfile = Readonly<{
	team: string;
	agents: number;
	/** Sets of queues, dealt to the agents in turn. */
	skills: readonly (readonly string[])[];
	/** Chats in hand at once; null = this team takes one phone call at a time. */
	maxChats: number | null;
	/** Share of the shifts worked at home. */
	homeShare: number;
}>;

/** How many of a team work from when to when. An end at or before the start is on the next day. */
export type ShiftProfile = Readonly<{ team: string; start: WallTime; end: WallTime; agents: Weekly<number> }>;

/** A planned absence during a shift. */
export type BreakProfile = Readonly<{
	reason: string;
	minutes: number;
	/** Middle of the window in which it starts, as a share of the shift. */
	atShare: number;
	/** Half the width of that window. */
	jitterMinutes: number;
	/** Only in shifts at least this long. */
	minimumShiftHours: number;
	/** Share of those shifts that have it. */
	share: number;
}>;

/** A sudden crowd on one queue: a cable is cut, the bills are out. */
export type SurgeProfile = Readonly<{
	queue: string;
	topic: string;
	weight: number;
	/** Extra contacts, from … to. */
	contacts: readonly [number, number];
	/** Within this many minutes, from … to. */
	minutes: readonly [number, number];
}>;

/** Local opening times of a day. */
export type Hours = Readonly<{ opens: WallTime; closes: WallTime }>;

/** A whole service desk. */
export type DeskProfile = Readonly<{
	queues: readonly QueueProfile[];
	teams: readonly TeamProfile[];
	shifts: readonly ShiftProfile[];
	breaks: readonly BreakProfile[];
	/** Share of planned shifts that nobody turns up for. */
	sickShare: number;
	/** When contacts come as their curve says; outside the desk is closed, or it is night. Null = all day long. */
	busyHours: Weekly<Hours | null>;
	/** True when the desk never closes. */
	isAlwaysOpen: boolean;
	/** Shape of the night, by local hour; only the proportion to 1 matters. */
	nightCurve: DayCurve;
	/** One surge in every so many hours. */
	hoursPerSurge: number;
	surges: readonly SurgeProfile[];
	/** Standard deviations of the logarithm of the random level of: a day, a queue on a day, a queue in a week. */
	levelSpread: Readonly<{ day: number; queueDay: number; queueWeek: number }>;
	/** How much one more chat in hand lengthens each of them, as a share. */
	chatSlowdown: number;
	/** How long talk, hold and after-contact work take at home compared with the office, as a factor. */
	homeHandlingFactor: number;
	/** What is particular about each topic that a queue or a surge names. */
	topics: readonly TopicProfile[];
	comebacks: ComebackProfile;
	surveys: SurveyProfile;
	/** From a request to be called back to the earliest call, minutes, from … to. */
	callbackMinutes: readonly [number, number];
}>;
