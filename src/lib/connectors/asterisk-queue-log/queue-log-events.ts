import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { eventId } from '../event-id.ts';
import { agentName } from './agent-name.ts';
import { AgentPresences, type KnownAgent } from './agent-presences.ts';
import { customerNumber } from './customer-number.ts';
import { OpenCalls } from './open-calls.ts';
import type { OpenCall } from './open-calls.ts';
import type { LineFault, QueueLogLine } from './queue-log-line.ts';
import type { PresenceChange, QueueAbandonReason, VerbMeaning, VerbParameters } from './queue-log-verbs.ts';

/** A line with all that is needed to turn it into events. */
export type QueueLogEntry = Readonly<{
	line: QueueLogLine;
	/** The line's cleaned text, which ids are made of. */
	text: string;
	/** The id of the line's event. */
	id: string;
	parameters: VerbParameters;
}>;

/** What an entry came to: events, what is wrong with it, or why it brings nothing. */
export type QueueLogOutcome =
	| Readonly<{ events: readonly [SourceEvent, ...SourceEvent[]] }>
	| Readonly<{ fault: LineFault }>
	| Readonly<{ unchanged: string }>;

/** What is remembered of the lines so far. */
export type QueueLogMemory = Readonly<{
	calls: readonly (readonly [callId: string, call: OpenCall])[];
	agents: readonly KnownAgent[];
}>;

/** The meanings that may give events. */
export type ActingMeaning = Exclude<VerbMeaning, { effect: 'skipped' }>;

/** Longest reason that an event can carry. */
const reasonLength = 200;
/** What stands where a call id is when the line was not caused by a call. */
const notCalls: ReadonlySet<string> = new Set(['', 'NONE', 'REALTIME', 'MANAGER', 'CLI']);

/**
 * Turns the lines of one server into events, with the little memory that takes: which calls are open and where every agent
 * is. A contact is a call id, in however many queues; what never entered is told as the line tells it, nothing is made up.
 */
export class QueueLogEvents {
	readonly #source: string;
	readonly #spellings: ReadonlyMap<string, string> | undefined;
	readonly #calls = new OpenCalls();
	readonly #presences = new AgentPresences();

	constructor(source: string, spellings: ReadonlyMap<string, string> | undefined) {
		this.#source = source;
		this.#spellings = spellings;
	}

	/** What it remembers, as plain JSON. */
	memory(): QueueLogMemory {
		return { calls: this.#calls.all(), agents: this.#presences.all() };
	}

	/** Takes over what another one remembered. */
	takeOver({ calls, agents }: QueueLogMemory): void {
		for (const [callId, call] of calls) this.#calls.set(callId, call);
		this.#presences.takeOver(agents);
	}

	/** Takes the next entry in. */
	take(meaning: ActingMeaning, entry: QueueLogEntry): QueueLogOutcome {
		if (meaning.effect === 'restarted') return this.#restart(entry);
		if (meaning.effect === 'presence') return this.#changePresence(entry, meaning.change);
		const contact = entry.line.callId.trim();
		if (notCalls.has(contact)) return fault('callid', `names no call, as ${entry.line.verb} must`);
		switch (meaning.effect) {
			case 'queued':
				return this.#queue(entry, contact);
			case 'answered':
				return this.#answer(entry, contact);
			case 'abandoned':
				return this.#abandon(entry, contact, meaning.reason);
			case 'transferred':
				return this.#transfer(entry, contact);
			case 'ended':
				return this.#end(entry, contact, meaning.endedBy);
			default:
				return assertNever(meaning);
		}
	}

	#queue(entry: QueueLogEntry, contact: string): QueueLogOutcome {
		const { at } = entry.line;
		const queue = queueOf(entry.line);
		if (queue === null) return fault('queue', 'names no queue, as ENTERQUEUE must');
		const call = this.#calls.get(contact, at);
		const reason = reasonToQueue(call);
		const handedOn = this.#handOn(entry, contact, call);
		const customer = customerNumber(entry.parameters.callerNumber);
		this.#calls.set(contact, { phase: 'waiting', since: at, queue, agent: null });
		const data = {
			contact,
			queue,
			channel: 'phone',
			...given('reason', reason),
			...given('customer', customer)
		} as const;
		const queued: SourceEvent = { ...this.#envelope(entry), type: 'contact.queued', data };
		return { events: handedOn === null ? [queued] : [handedOn, queued] };
	}

	/** The agent who was connected is done with the caller: without a line of its own this is where it shows. */
	#handOn({ line, text }: QueueLogEntry, contact: string, call: OpenCall | undefined): SourceEvent | null {
		if (call?.phase !== 'connected' || call.agent === null) return null;
		const id = eventId({ source: this.#source, at: line.at, record: text, part: 'handed on' });
		const data = { contact, agent: call.agent, ...given('toQueue', queueOf(line)) };
		return { source: this.#source, id, time: line.at, type: 'contact.transferred', data };
	}

	#answer(entry: QueueLogEntry, contact: string): QueueLogOutcome {
		const queue = queueOf(entry.line);
		const agent = this.#agentOf(entry);
		if (agent === null) return noAgent(entry);
		this.#calls.set(contact, { phase: 'connected', since: entry.line.at, queue, agent });
		const data = { contact, agent, ...given('queue', queue) };
		return { events: [{ ...this.#envelope(entry), type: 'contact.answered', data }] };
	}

	#abandon(entry: QueueLogEntry, contact: string, reason: QueueAbandonReason): QueueLogOutcome {
		const queue = queueOf(entry.line);
		// Whom the queue let go often enters another one next; who hung up does not.
		if (reason === 'hung_up') this.#calls.end(contact);
		else this.#calls.set(contact, { phase: 'moved_on', since: entry.line.at, queue, agent: null });
		const data = { contact, ...given('queue', queue), reason };
		return { events: [{ ...this.#envelope(entry), type: 'contact.abandoned', data }] };
	}

	/** Where the call goes is an extension in a context, which may or may not lead to a queue: an ENTERQUEUE will tell. */
	#transfer(entry: QueueLogEntry, contact: string): QueueLogOutcome {
		const agent = this.#agentOf(entry);
		if (agent === null) return noAgent(entry);
		this.#calls.set(contact, { phase: 'transferred', since: entry.line.at, queue: queueOf(entry.line), agent });
		return { events: [{ ...this.#envelope(entry), type: 'contact.transferred', data: { contact, agent } }] };
	}

	#end(entry: QueueLogEntry, contact: string, endedBy: 'agent' | 'customer'): QueueLogOutcome {
		this.#calls.end(contact);
		const data = { contact, ...given('agent', this.#agentOf(entry)), endedBy };
		return { events: [{ ...this.#envelope(entry), type: 'contact.ended', data }] };
	}

	/**
	 * The server was started: every call of before is gone, and no line says when. Who waited left after an unknown wait;
	 * who talked is taken to have talked until now, the latest it can have been.
	 */
	#restart(entry: QueueLogEntry): QueueLogOutcome {
		const { at } = entry.line;
		const [first, ...others] = this.#calls.restart(at).map(([contact, call]): SourceEvent => {
			const id = eventId({ source: this.#source, at, record: entry.text, part: contact });
			const envelope = { source: this.#source, id, time: at };
			if (call.phase === 'connected') {
				return { ...envelope, type: 'contact.ended', data: { contact, ...given('agent', call.agent) } };
			}
			const data = { contact, ...given('queue', call.queue), waitUnknown: true, reason: 'unknown' } as const;
			return { ...envelope, type: 'contact.abandoned', data };
		});
		if (first === undefined) return { unchanged: 'no call was open when the server started' };
		return { events: [first, ...others] };
	}

	#changePresence(entry: QueueLogEntry, change: PresenceChange): QueueLogOutcome {
		const agent = this.#agentOf(entry);
		if (agent === null) return noAgent(entry);
		const concernsQueue = change === 'joined' || change === 'left' || change === 'paused' || change === 'unpaused';
		const queue = concernsQueue ? queueOf(entry.line) : null;
		if (concernsQueue && queue === null) return fault('queue', `names no queue, as ${entry.line.verb} must`);
		const outcome = this.#presences.apply(agent, {
			change,
			queue,
			paused: entry.parameters.paused?.toUpperCase() === 'PAUSED',
			reason: entry.parameters.reason?.slice(0, reasonLength) ?? null
		});
		if ('unchanged' in outcome) return outcome;
		const { state, reason, queues } = outcome.presence;
		const data = { agent, state, ...given('reason', reason), ...given('queues', queues === null ? null : [...queues]) };
		return { events: [{ ...this.#envelope(entry), type: 'agent.state_changed', data }] };
	}

	#agentOf(entry: QueueLogEntry): string | null {
		return agentName(entry.line.agent, this.#spellings);
	}

	#envelope({ id, line }: QueueLogEntry): Readonly<{ source: string; id: string; time: number }> {
		return { source: this.#source, id, time: line.at };
	}
}

/**
 * Why a call enters a queue, as far as its earlier visits tell; null for a first one. An agent who sends the caller on
 * through a Local channel leaves no transfer line, so entering while connected is a transfer too.
 */
function reasonToQueue(call: OpenCall | undefined): 'overflow' | 'transfer' | null {
	if (call === undefined) return null;
	return call.phase === 'waiting' || call.phase === 'moved_on' ? 'overflow' : 'transfer';
}

function queueOf(line: QueueLogLine): string | null {
	const queue = line.queue.trim();
	return queue === '' || queue === 'NONE' ? null : queue;
}

/** The field, unless its value is not known: the contract has optional fields, not null ones. */
function given<Key extends string, Value>(key: Key, value: Value | null): { [K in Key]?: Value } {
	// TypeScript types a computed key as any string; it is this one.
	return value === null ? {} : ({ [key]: value } as { [K in Key]: Value });
}

function noAgent(entry: QueueLogEntry): QueueLogOutcome {
	return fault('agent', `names no agent, as ${entry.line.verb} must`);
}

function fault(field: string, reason: string): QueueLogOutcome {
	return { fault: { field, reason } };
}

function assertNever(meaning: never): never {
	throw new TypeError(`unknown meaning ${JSON.stringify(meaning)}`);
}
