import { type AgentRecord, addPresence, newAgentRecord, removePresence } from '../agent/agent-record.ts';
import type { LogEvent, LogEventOf } from '../contact/contact-event.ts';
import { step } from '../contact/contact-lifecycle.ts';
import type { ContactRecord } from '../contact/contact-record.ts';
import { isAside, type SourceEventType } from '../contact/contact-event-schema.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { type AwaitedTarget, type CorrectionHands, Corrections } from './corrections.ts';
import { LiveState } from './live-state.ts';
import type { KnownQueue } from './scope.ts';
import type { SourceLife } from './source-lives.ts';
import { undoBatch } from './undo-batch.ts';

/** Raised whenever the same events would fold to another state; older checkpoints are then not used. */
export const FOLD_VERSION = 4;

/** How long a contact stays known after the last thing that happened to it, so that any day and any late event find it. */
export const keepContactMs = 48 * 3_600_000;
/** Forgetting is looked at once per this much time received, or once per this many events. */
const forgetEveryMs = 12 * 3_600_000;
const forgetEveryEvents = 50_000;
/** Contacts derived anew before others get a turn: a few milliseconds. */
const contactsInStep = 500;

/** What a fold rests on: how far it came, and which events still matter. */
export type FoldFoundation = Readonly<{
	seq: number;
	receivedAt: number;
	/** Latest time that a source told, UTC epoch ms; null = none has told one yet. It is kept as text, which knows no -Infinity. */
	latestTime: number | null;
	seqs: readonly number[];
	queues: readonly KnownQueue[];
	/** When each source was last heard: what is forgotten of their events does not say so any more. */
	sources: readonly SourceLife[];
	/** Targets of corrections that never came. */
	awaited: readonly AwaitedTarget[];
	/** Imports that were undone. */
	undone: readonly string[];
}>;

/**
 * The fold: events of the log, in order of `seq`, to the live state. What happened to a contact is derived from its own events
 * in order of time; in order, that is one step; a late event, a correction or an exclusion takes back what the contact
 * contributed and derives it anew. So the state depends on which events are known and never on the order they came in.
 * @see docs/decisions/0012-figures-per-contact.md
 */
export class LiveFold {
	readonly state: LiveState;
	readonly #settings: SiteSettings;
	readonly #forgets: boolean;
	readonly #hands: CorrectionHands = {
		enter: (event, place) => this.#enter(event, place),
		takeOut: (event) => this.#takeOut(event),
		counts: (event) => this.#counts(event)
	};
	#corrections = new Corrections(this.#hands);
	#undone = new Set<string>();
	#forgottenAt = -Infinity;
	#sinceForgetting = 0;

	/** @param keepAll true for a fold over history: nothing is ever forgotten, so any instant can be asked for */
	constructor(settings: SiteSettings, keepAll = false) {
		this.#settings = settings;
		this.#forgets = !keepAll;
		this.state = new LiveState(settings);
	}

	/**
	 * Takes in the next event of the log.
	 * @param corrected what `event.supersedes` names, where the log has it: lets a correction move an event to another contact
	 */
	apply(event: LogEvent, corrected: LogEvent | null = null): void {
		const state = this.state;
		state.receive(event.seq, event.receivedAt);
		state.sources.note(event);
		if (event.type === 'bereik.import.undone') this.#undo(String(event.data['batch']));
		else if (event.batch === undefined || !this.#undone.has(event.batch)) this.#take(event, corrected);
		if (this.#forgets) this.#forgetOld(event.receivedAt);
	}

	#take(event: LogEvent, corrected: LogEvent | null): void {
		const state = this.state;
		if (event.time > state.latestTime && !isAside(event.type)) state.latestTime = event.time;
		if (event.supersedes === undefined && this.#corrections.isIdle) this.#enter(event, event.seq);
		else this.#takeCorrecting(event, this.#isInForce(corrected, event) ? corrected : null);
	}

	#takeCorrecting(event: LogEvent, corrected: LogEvent | null): void {
		// What corrects a contact that is long forgotten would stand alone here, without the rest of its story.
		if (corrected !== null && this.#isForgotten(corrected)) return;
		this.#corrections.take(event, corrected);
	}

	/** Whether what an event supersedes was taken in before it: a log that is read again has what came later, too. */
	#isInForce(corrected: LogEvent | null, by: LogEvent): boolean {
		if (corrected === null || corrected.seq >= by.seq) return false;
		return corrected.batch === undefined || !this.#undone.has(corrected.batch);
	}

	/** What an import brought counts as if it had never come, and what it corrected stands again. */
	#undo(batch: string): void {
		this.#undone.add(batch);
		this.#corrections.undo(batch);
		undoBatch(this.state, batch, (record) => this.#derive(record));
	}

	#isForgotten(event: LogEvent): boolean {
		if (!this.#forgets || event.time >= this.state.receivedAt - keepContactMs || !('contact' in event.data))
			return false;
		if (this.#corrections.knows(event.source, event.id)) return false;
		return !this.state.contacts.has(String(event.data.contact));
	}

	/** What the fold rests on: folding only these events again, in order, gives the same state. */
	foundation(): FoldFoundation {
		const known = this.state.knownSeqs();
		for (const { seq } of this.#corrections.members()) known.push(seq);
		known.sort((a, b) => a - b);
		// A correction may be among the events of its contact, too. A set of them all would be a third of what this costs.
		const seqs = known.filter((seq, at) => seq !== known[at - 1]);
		const { seq, receivedAt, latestTime } = this.state;
		return {
			seq,
			receivedAt,
			latestTime: latestTime === -Infinity ? null : latestTime,
			seqs,
			queues: this.state.queues.known(),
			sources: this.state.sources.all(),
			awaited: this.#corrections.awaited,
			undone: [...this.#undone]
		};
	}

	/**
	 * Takes up where another fold was.
	 * @param events exactly the events of `foundation.seqs`, in order of `seq`
	 */
	resume(events: readonly LogEvent[], foundation: Omit<FoldFoundation, 'seqs'>): void {
		this.#corrections = new Corrections(this.#hands, foundation.awaited);
		this.#undone = new Set(foundation.undone);
		const named = namedBy(events);
		for (const event of events)
			this.#take(
				event,
				event.supersedes === undefined ? null : (named.get(`${event.source}\n${event.supersedes}`) ?? null)
			);
		this.state.queues.knowOnly(foundation.queues);
		this.state.sources.knowOnly(foundation.sources);
		this.state.seq = foundation.seq;
		this.state.receivedAt = foundation.receivedAt;
		this.state.latestTime = foundation.latestTime ?? -Infinity;
		this.#forgottenAt = foundation.receivedAt;
	}

	/**
	 * The same knowledge under other settings, as a fold that takes this one's place; nothing may be taken in meanwhile. Some
	 * contacts at a time, because a busy centre has hundreds of thousands: each step leaves room for something else.
	 * What is forgotten stays so: a closing rule that would give it up later than it did needs the log to be read anew.
	 */
	*underSettings(settings: SiteSettings): Generator<void, LiveFold> {
		const fold = new LiveFold(settings, !this.#forgets);
		fold.state.adopt(this.state);
		fold.#corrections = this.#corrections.handOver(fold.#hands);
		fold.#undone = new Set(this.#undone);
		fold.#forgottenAt = this.#forgottenAt;
		fold.#sinceForgetting = this.#sinceForgetting;
		let done = 0;
		for (const known of this.state.contacts.values()) {
			const record = fold.state.recordOf(known.contact, known.events[0]?.time ?? this.state.receivedAt);
			record.copyEvents(known);
			fold.#derive(record);
			if (++done % contactsInStep === 0) yield;
		}
		for (const queue of this.state.queues.known()) fold.state.queues.remember(queue);
		return fold;
	}

	/** @param place orders it among equal times */
	#enter(event: LogEvent, place: number): void {
		if (isContactEvent(event)) this.#contactEvent(event, event.data.contact, place);
		else if (event.type === 'agent.state_changed') this.#changePresence(event, place);
	}

	#takeOut(event: LogEvent): boolean {
		if (isContactEvent(event)) {
			const record = this.state.contacts.get(event.data.contact);
			if (record?.remove(event.seq) !== true) return false;
			this.#derive(record);
			return true;
		}
		if (event.type !== 'agent.state_changed') return false;
		const agent = this.state.agents.get(event.data.agent);
		return agent !== undefined && removePresence(agent, event.seq);
	}

	#counts(event: LogEvent): boolean {
		if (isContactEvent(event))
			return this.state.contacts.get(event.data.contact)?.events.some(({ seq }) => seq === event.seq) === true;
		if (event.type !== 'agent.state_changed') return false;
		return this.state.agents.get(event.data.agent)?.presences.some(({ seq }) => seq === event.seq) === true;
	}

	#contactEvent(event: LogEvent, contact: string, place: number): void {
		const record = this.state.recordOf(contact, event.time);
		const isLast = record.insert(event, place);
		if (isLast && !record.excluded && event.type !== 'contact.excluded') this.#step(record, event);
		else this.#derive(record);
	}

	#step(record: ContactRecord, event: LogEvent): void {
		if (event.type === 'contact.queued' || event.type === 'contact.classified' || event.type === 'contact.ended')
			record.topic = event.data.topic ?? record.topic;
		this.state.batch = event.batch ?? null;
		const before = record.anomalies;
		step(record, event, event.backfill === true, this.#settings, this.state);
		this.state.anomalies += record.anomalies - before;
	}

	/** Takes back what the contact contributed and derives it anew from its events. */
	#derive(record: ContactRecord): void {
		this.state.takeBack(record);
		record.clear();
		record.excluded = record.events.some((event) => event.type === 'contact.excluded');
		if (record.excluded) return;
		for (const event of record.events) this.#step(record, event);
	}

	#changePresence(event: LogEventOf<'agent.state_changed'>, place: number): void {
		let record: AgentRecord | undefined = this.state.agents.get(event.data.agent);
		if (record === undefined) {
			record = newAgentRecord(event.data.agent);
			this.state.agents.set(event.data.agent, record);
		}
		addPresence(record, {
			time: event.time,
			place,
			seq: event.seq,
			batch: event.batch ?? null,
			presence: event.data.state,
			maxChats: event.data.maxChats ?? null
		});
	}

	/** Depends on the log alone, so every process that folds the same prefix forgets the same. */
	#forgetOld(receivedAt: number): void {
		this.#sinceForgetting++;
		if (receivedAt - this.#forgottenAt < forgetEveryMs && this.#sinceForgetting < forgetEveryEvents) return;
		this.#forgottenAt = receivedAt;
		this.#sinceForgetting = 0;
		this.state.forgetBefore(receivedAt - keepContactMs);
		this.#corrections.forget();
	}
}

/** Those of some events that others of them supersede, by source and id. */
function namedBy(events: readonly LogEvent[]): Map<string, LogEvent> {
	const wanted = new Set<string>();
	for (const { source, supersedes } of events) if (supersedes !== undefined) wanted.add(`${source}\n${supersedes}`);
	const named = new Map<string, LogEvent>();
	if (wanted.size === 0) return named;
	for (const event of events) {
		const key = `${event.source}\n${event.id}`;
		if (wanted.has(key)) named.set(key, event);
	}
	return named;
}

/** Whether something happened to a contact itself, rather than to an agent or a survey about it. */
function isContactEvent(event: LogEvent): event is LogEventOf<Extract<SourceEventType, `contact.${string}`>> {
	return event.type.startsWith('contact.');
}
