import { type AgentRecord, addPresence, newAgentRecord } from '../agent/agent-record.ts';
import type { LogEvent, LogEventOf } from '../contact/contact-event.ts';
import { step } from '../contact/contact-lifecycle.ts';
import type { ContactRecord, Placement } from '../contact/contact-record.ts';
import type { SourceEventType } from '../contact/contact-event-schema.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { Corrections } from './corrections.ts';
import { LiveState } from './live-state.ts';
import type { KnownQueue } from './scope.ts';

/** Raised whenever the same events would fold to another state; older checkpoints are then not used. */
export const FOLD_VERSION = 2;

/** How long a contact stays known after the last thing that happened to it, so that any day and any late event find it. */
const keepMs = 48 * 3_600_000;
/** Forgetting is looked at once per this much time received, or once per this many events. */
const forgetEveryMs = 12 * 3_600_000;
const forgetEveryEvents = 50_000;

/** What an event stands for that corrects none; shared, because nearly all are such. */
const nothing: readonly string[] = [];

/** What a fold rests on: how far it came, and which events still matter, and where corrected ones belong. */
export type FoldFoundation = Readonly<{
	seq: number;
	receivedAt: number;
	latestTime: number;
	seqs: readonly number[];
	queues: readonly KnownQueue[];
	placements: readonly (readonly [seq: number, placement: Placement])[];
	/** Corrections, by source and id of their target, that came before it. */
	awaited: readonly string[];
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
	#corrections = new Corrections();
	#forgottenAt = -Infinity;
	#sinceForgetting = 0;

	/** @param keepAll true for a fold over history: nothing is ever forgotten, so any instant can be asked for */
	constructor(settings: SiteSettings, keepAll = false) {
		this.#settings = settings;
		this.#forgets = !keepAll;
		this.state = new LiveState();
	}

	/**
	 * Takes in the next event of the log.
	 * @param corrected what `event.supersedes` names, where the log has it: lets a correction move an event to another contact
	 */
	apply(event: LogEvent, corrected: LogEvent | null = null): void {
		const state = this.state;
		state.receive(event.seq, event.receivedAt);
		if (event.time > state.latestTime && event.type !== 'bereik.settings.changed') state.latestTime = event.time;
		if (event.supersedes === undefined && this.#corrections.awaitsNothing) this.#enter(event, null);
		else this.#applyCorrecting(event, corrected);
		if (this.#forgets) this.#forgetOld(event.receivedAt);
	}

	#applyCorrecting(event: LogEvent, corrected: LogEvent | null): void {
		const state = this.state;
		// What corrects a contact that is long forgotten would stand alone here, without the rest of its story.
		if (corrected !== null && this.#isForgotten(corrected)) return;
		const placement = this.#corrections.placeFor(event, corrected, state, (record) => this.#derive(record));
		if (placement !== 'dropped') this.#enter(event, placement);
	}

	#isForgotten(event: LogEvent): boolean {
		if (!this.#forgets || event.time >= this.state.receivedAt - keepMs || !('contact' in event.data)) return false;
		return !this.state.contacts.has(String(event.data.contact));
	}

	/** What the fold rests on: folding only these events again, in order, gives the same state. */
	foundation(): FoldFoundation {
		const seqs = this.state.knownSeqs().sort((a, b) => a - b);
		const { seq, receivedAt, latestTime } = this.state;
		return {
			seq,
			receivedAt,
			latestTime,
			seqs,
			queues: this.state.knownQueues(),
			placements: this.#corrections.placementsOf(seqs),
			awaited: this.#corrections.awaited
		};
	}

	/**
	 * Takes up where another fold was.
	 * @param events exactly the events of `foundation.seqs`, in order of `seq`
	 */
	resume(events: readonly LogEvent[], foundation: Omit<FoldFoundation, 'seqs'>): void {
		const placements = new Map(foundation.placements);
		this.#corrections = new Corrections(foundation.awaited);
		this.#corrections.resume(foundation.placements);
		for (const event of events) {
			this.#enter(event, placements.get(event.seq) ?? null);
		}
		for (const queue of foundation.queues) this.state.rememberQueue(queue);
		this.state.seq = foundation.seq;
		this.state.receivedAt = foundation.receivedAt;
		this.state.latestTime = foundation.latestTime;
		this.#forgottenAt = foundation.receivedAt;
	}

	#enter(event: LogEvent, placement: Placement | null): void {
		if (isContactEvent(event)) this.#contactEvent(event, event.data.contact, placement);
		else if (event.type === 'agent.state_changed') this.#changePresence(event, placement);
	}

	#contactEvent(event: LogEvent, contact: string, placement: Placement | null): void {
		const record = this.state.recordOf(contact, event.time);
		const isLast = record.insert(event, placement);
		if (isLast && !record.excluded && event.type !== 'contact.excluded') this.#step(record, event);
		else this.#derive(record);
	}

	#step(record: ContactRecord, event: LogEvent): void {
		if (event.type === 'contact.queued' || event.type === 'contact.classified' || event.type === 'contact.ended')
			record.topic = event.data.topic ?? record.topic;
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

	#changePresence(event: LogEventOf<'agent.state_changed'>, placement: Placement | null): void {
		let record: AgentRecord | undefined = this.state.agents.get(event.data.agent);
		if (record === undefined) {
			record = newAgentRecord(event.data.agent);
			this.state.agents.set(event.data.agent, record);
		}
		addPresence(record, {
			time: event.time,
			place: placement?.place ?? event.seq,
			source: event.source,
			id: event.id,
			standsFor: placement?.standsFor ?? nothing,
			seq: event.seq,
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
		this.state.forgetBefore(receivedAt - keepMs);
	}
}

/** Whether something happened to a contact itself, rather than to an agent or a survey about it. */
function isContactEvent(event: LogEvent): event is LogEventOf<Extract<SourceEventType, `contact.${string}`>> {
	return event.type.startsWith('contact.');
}
