import {
	type AgentRecord,
	beginSegment,
	forgetBefore,
	giveUpSegment,
	newAgentRecord,
	takeBackSegment
} from '../agent/agent-record.ts';
import { type Channel, isFastChannel } from '../contact/channel.ts';
import { ContactRecord } from '../contact/contact-record.ts';
import type { LifecycleListener } from '../contact/lifecycle-listener.ts';
import { Slots } from '../contact/slots.ts';
import type { Episode, HandlingSegment, Leg, Wait } from '../contact/wait.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { FactSeries } from './fact-series.ts';
import { QueueScopes } from './queue-scopes.ts';
import { noteLeg, queueFacts, type Scope } from './scope.ts';
import { SourceLives } from './source-lives.ts';
import { entryFacts, exitFacts, firstReplyFacts, handledFacts, segmentStartFacts, talkEndFacts } from './wait-facts.ts';

const hourMs = 3_600_000;
/** Queues without a contact for this long are forgotten. */
const keepQueueMs = 8 * 24 * hourMs;
/** What ends later may stay among what is open a while longer: no figure counts it there, and looking costs. */
const lookEveryMs = 1_000;

/**
 * The live state. Mutable inside the fold; what leaves it are figures. All queues together are counted by episodes, in two
 * classes that add up: the fast channels, which boards show, and the slow ones.
 */
export class LiveState implements LifecycleListener {
	/** Last event taken in: 0 and -Infinity before the first. */
	seq = 0;
	receivedAt = -Infinity;
	/** Latest instant at which anything happened. */
	latestTime = -Infinity;
	/** Events that had nothing to act on, among the contacts still known. */
	anomalies = 0;
	readonly contacts = new Map<string, ContactRecord>();
	/** What is open although its end is known: it lies ahead of the log's time. */
	#endingLater: (() => void)[] = [];
	#nextLook = -Infinity;
	/** Contacts by the hour after which they may be forgotten. */
	readonly #due = new Map<number, ContactRecord[]>();
	readonly agents = new Map<string, AgentRecord>();
	/** When each source was last heard, and what it tells of. */
	readonly sources = new SourceLives();
	/** By the name under which they count. */
	readonly queues: QueueScopes;
	readonly fast: Scope<Episode> = { facts: new FactSeries(), open: new Slots() };
	readonly slow: Scope<Episode> = { facts: new FactSeries(), open: new Slots() };
	/** Facts of handling whose queue or channel nobody told. */
	readonly unqueued = new FactSeries();
	readonly #settings: SiteSettings;
	/** The import that brought the event which is acting now; null for none. */
	batch: string | null = null;

	/** @param settings say which queue counts under which */
	constructor(settings: SiteSettings) {
		this.#settings = settings;
		this.queues = new QueueScopes(settings);
	}

	legOpened(leg: Leg, isFirst: boolean): void {
		const scope = this.queues.of(leg.queue, leg.channel);
		noteLeg(scope, leg, this.batch);
		scope.open.add(leg);
		entryFacts(leg, isFirst, queueFacts(scope, leg.channel));
	}

	legClosed(leg: Leg): void {
		const scope = this.queues.of(leg.queue, leg.channel);
		this.#closeWait(leg, scope.open);
		exitFacts(leg, queueFacts(scope, leg.channel));
	}

	legReopening(leg: Leg): void {
		exitFacts(leg, this.#factsOf(leg), -1);
	}

	episodeOpened(episode: Episode, isFirst: boolean): void {
		const scope = this.classOf(episode.channel);
		scope.open.add(episode);
		entryFacts(episode, isFirst, scope.facts);
	}

	episodeClosed(episode: Episode): void {
		const scope = this.classOf(episode.channel);
		this.#closeWait(episode, scope.open);
		exitFacts(episode, scope.facts);
	}

	episodeReopening(episode: Episode): void {
		const scope = this.classOf(episode.channel);
		exitFacts(episode, scope.facts, -1);
		scope.open.add(episode);
	}

	firstReplied(leg: Leg): void {
		firstReplyFacts(leg, this.#factsOf(leg));
		firstReplyFacts(leg, this.classOf(leg.episode.channel).facts);
	}

	segmentOpened(segment: HandlingSegment): void {
		beginSegment(this.#agentOf(segment.agent), segment, this.receivedAt);
		if (!segment.orphan) return;
		segmentStartFacts(segment, this.#wholeOf(segment));
		const own = this.#queueFactsOf(segment);
		if (own !== null) segmentStartFacts(segment, own);
	}

	talkEnded(segment: HandlingSegment): void {
		talkEndFacts(segment, this.#wholeOf(segment));
		const own = this.#queueFactsOf(segment);
		if (own !== null) talkEndFacts(segment, own);
	}

	segmentEnded(segment: HandlingSegment): void {
		handledFacts(segment, this.#wholeOf(segment));
		const own = this.#queueFactsOf(segment);
		if (own !== null) handledFacts(segment, own);
	}

	/** Takes back everything a contact contributed; its legs, episodes and segments are about to be derived anew. */
	takeBack(record: ContactRecord): void {
		this.anomalies -= record.anomalies;
		for (const leg of record.legs) {
			const scope = this.queues.of(leg.queue, leg.channel);
			scope.open.delete(leg);
			const facts = queueFacts(scope, leg.channel);
			entryFacts(leg, record.isFirstInQueue(leg, this.#settings), facts, -1);
			exitFacts(leg, facts, -1);
			firstReplyFacts(leg, facts, -1);
			firstReplyFacts(leg, this.classOf(leg.episode.channel).facts, -1);
		}
		for (const [index, episode] of record.episodes.entries()) {
			const scope = this.classOf(episode.channel);
			scope.open.delete(episode);
			entryFacts(episode, index === 0, scope.facts, -1);
			exitFacts(episode, scope.facts, -1);
		}
		for (const segment of record.segments) {
			takeBackSegment(this.#agentOf(segment.agent), segment);
			for (const facts of [this.#wholeOf(segment), this.#queueFactsOf(segment)]) {
				if (facts === null) continue;
				segmentStartFacts(segment, facts, -1);
				talkEndFacts(segment, facts, -1);
				handledFacts(segment, facts, -1);
			}
		}
	}

	/**
	 * Whether whoever waits or works at an instant is among what is open: nothing known has ended after it. So from the log's own
	 * time on, and, while a log of the past is read, from the latest thing that happened on.
	 */
	isPresent(at: number): boolean {
		return at >= this.receivedAt || at >= this.latestTime;
	}

	/** Takes the log's own time on: what ended by then is open no longer. */
	receive(seq: number, receivedAt: number): void {
		this.seq = seq;
		this.receivedAt = receivedAt;
		if (this.#endingLater.length > 0 && receivedAt >= this.#nextLook) this.#closeWhatEnded();
	}

	/** Forgets contacts, presences and facts that ended before an instant. What is still open stays. */
	forgetBefore(at: number): void {
		this.#forgetContacts(at);
		this.queues.forgetBefore(at, this.receivedAt - keepQueueMs);
		for (const facts of [this.fast.facts, this.slow.facts, this.unqueued]) facts.forgetBefore(at);
		this.sources.forget();
		for (const agent of this.agents.values()) {
			if (forgetBefore(agent, at)) this.agents.delete(agent.agent);
		}
	}

	/** What is known of a contact; a new one is begun where nothing is. */
	recordOf(contact: string, time: number): ContactRecord {
		let record = this.contacts.get(contact);
		if (record === undefined) {
			record = new ContactRecord(contact);
			this.contacts.set(contact, record);
			this.#lookAgain(record, Math.floor(time / hourMs));
		}
		return record;
	}

	/** Takes over what does not depend on settings, from a state that rests on the same events: where it is, and who is present. */
	adopt(from: LiveState): void {
		this.seq = from.seq;
		this.receivedAt = from.receivedAt;
		this.latestTime = from.latestTime;
		this.sources.knowOnly(from.sources.all());
		for (const { agent, presences } of from.agents.values())
			if (presences.length > 0) this.#agentOf(agent).presences.push(...presences);
	}

	/** Positions in the log of every event the state still rests on. */
	knownSeqs(): number[] {
		const seqs: number[] = [];
		for (const record of this.contacts.values()) for (const event of record.events) seqs.push(event.seq);
		for (const agent of this.agents.values()) for (const change of agent.presences) seqs.push(change.seq);
		return seqs;
	}

	/** The class of channels an episode counts in. */
	classOf(channel: Channel): Scope<Episode> {
		return isFastChannel(channel) ? this.fast : this.slow;
	}

	/**
	 * Takes a wait that ended out of those that are open, unless its end lies ahead of the log's time, as with a source whose
	 * clock is fast: until then it goes on, and whoever asks for the present looks at what is open only.
	 */
	#closeWait<Ended extends Wait>(wait: Ended, open: Slots<Ended>): void {
		// It may have been reopened before its end had come.
		if (wait.exit === null) return;
		if (wait.exit <= this.receivedAt) open.delete(wait);
		else this.#endingLater.push(() => this.#closeWait(wait, open));
	}

	#closeWhatEnded(): void {
		this.#nextLook = this.receivedAt + lookEveryMs;
		const later = this.#endingLater;
		this.#endingLater = [];
		for (const closeAgain of later) closeAgain();
	}

	/** Contacts are looked at again in the hour in which they were last known to end, so that one sweep never looks at all. */
	#forgetContacts(at: number): void {
		const hour = Math.floor(at / hourMs);
		for (const [dueHour, records] of this.#due) {
			if (dueHour >= hour) continue;
			this.#due.delete(dueHour);
			for (const record of records) {
				const end = record.endsAt();
				if (end < at) this.#forget(record);
				else this.#lookAgain(record, Math.max(hour, Math.min(Math.floor(end / hourMs), hour + 24)));
			}
		}
	}

	#lookAgain(record: ContactRecord, hour: number): void {
		const due = this.#due.get(hour);
		if (due === undefined) this.#due.set(hour, [record]);
		else due.push(record);
	}

	#forget(record: ContactRecord): void {
		this.anomalies -= record.anomalies;
		// After its import was undone another record may have come in its place.
		if (this.contacts.get(record.contact) === record) this.contacts.delete(record.contact);
		if (record.openParts === 0) return;
		// Given up, and never ended.
		for (const leg of record.legs) {
			this.queues.get(leg.queue)?.open.delete(leg);
			this.classOf(leg.episode.channel).open.delete(leg.episode);
		}
		for (const segment of record.segments) giveUpSegment(this.#agentOf(segment.agent), segment);
	}

	#agentOf(agent: string): AgentRecord {
		let record = this.agents.get(agent);
		if (record === undefined) {
			record = newAgentRecord(agent);
			this.agents.set(agent, record);
		}
		return record;
	}

	#wholeOf(segment: HandlingSegment): FactSeries {
		return segment.channel === null ? this.unqueued : this.classOf(segment.channel).facts;
	}

	#queueFactsOf(segment: HandlingSegment): FactSeries | null {
		if (segment.queue === null) return null;
		const channel = segment.channel ?? 'phone';
		return queueFacts(this.queues.of(segment.queue, channel), channel);
	}

	#factsOf({ queue, channel }: Leg): FactSeries {
		return queueFacts(this.queues.of(queue, channel), channel);
	}
}
