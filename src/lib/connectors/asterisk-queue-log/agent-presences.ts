import type { PresenceChange } from './queue-log-verbs.ts';

/** Where an agent is, over all queues. */
export type Presence = Readonly<{
	state: 'ready' | 'not_ready' | 'offline';
	/** The queues served (those left when paused in all), sorted; null when no line has named them. */
	queues: readonly string[] | null;
	reason: string | null;
}>;

/** What a line says about an agent; `queue` is null where it concerns all of them. */
export type PresenceLine = Readonly<{
	change: PresenceChange;
	queue: string | null;
	/** For `joined`: whether the agent joins in pause. */
	paused: boolean;
	reason: string | null;
}>;

/** The new presence, or why the line brings none. */
export type PresenceOutcome = Readonly<{ presence: Presence }> | Readonly<{ unchanged: string }>;

type Agent = {
	/** Queue → whether the agent is paused in it. */
	queues: Map<string, boolean>;
	/** Whether any line named a queue. If none did, memberships stand in queues.conf, and logging in is all there is. */
	hasBeenMember: boolean;
	/** null: no line about logging in or off. */
	isLoggedIn: boolean | null;
	isPausedInAll: boolean;
	told: Presence | null;
};

/** What is known of an agent, as plain JSON. */
export type KnownAgent = Readonly<
	{ name: string; queues: readonly (readonly [queue: string, paused: boolean])[] } & Omit<Agent, 'queues'>
>;

/** The event contract takes no more. */
const mostQueues = 500;

/**
 * Asterisk keeps an agent's state per queue; an event tells it over all of them. Offline: logged off, or member of no queue.
 * Not ready: paused in every one. Ready: otherwise. A restart of the server changes nothing here, because Asterisk restores
 * members and their pauses from its database without a line in the log.
 */
export class AgentPresences {
	readonly #agents = new Map<string, Agent>();
	readonly #limit: number;

	constructor(limit = 10_000) {
		this.#limit = limit;
	}

	get size(): number {
		return this.#agents.size;
	}

	/** Every agent, in order of first appearance. */
	all(): readonly KnownAgent[] {
		return [...this.#agents].map(([name, agent]) => ({ name, ...agent, queues: [...agent.queues] }));
	}

	/** Takes over what was known of agents. */
	takeOver(agents: readonly KnownAgent[]): void {
		for (const { name, queues, ...agent } of agents) this.#agents.set(name, { ...agent, queues: new Map(queues) });
	}

	/** Lets a line act on an agent. */
	apply(name: string, line: PresenceLine): PresenceOutcome {
		const known = this.#agents.get(name);
		const concernsAll = line.change === 'all_paused' || line.change === 'all_unpaused';
		// Asterisk writes the interface here even where every other line has the member's name; the lines per queue follow and
		// tell the same under the right one. Taking an unknown spelling at its word would put a second person in the room.
		if (known === undefined && concernsAll)
			return { unchanged: 'an agent not seen before; the lines per queue say the same' };
		const agent = known ?? this.#meet(name);
		const reveals = line.queue !== null && !agent.queues.has(line.queue);
		act(agent, line);
		const presence = presenceOf(agent, line.reason);
		const told = agent.told;
		if (told !== null && told.state === presence.state) {
			const isPause = line.change === 'paused' || line.change === 'unpaused';
			// A pause in a queue not heard of yet tells of an old membership, nothing that happened now: it is told with the
			// next change. Otherwise the lines per queue after a pause in all would each look like a change.
			const sameQueues = (isPause && reveals) || areSame(told.queues, presence.queues);
			// Asterisk gives the reason of a pause in all only in the lines per queue, so the first of them completes it.
			const sameReason = line.change !== 'paused' || line.reason === null || line.reason === told.reason;
			const isStillPaused = presence.state === 'not_ready';
			if (sameQueues && (sameReason || !isStillPaused)) return { unchanged: 'the agent was so already' };
		}
		agent.told = presence;
		return { presence };
	}

	#meet(name: string): Agent {
		if (this.#agents.size >= this.#limit) this.#forgetFirst();
		const agent: Agent = {
			queues: new Map(),
			hasBeenMember: false,
			isLoggedIn: null,
			isPausedInAll: false,
			told: null
		};
		this.#agents.set(name, agent);
		return agent;
	}

	#forgetFirst(): void {
		let surplus = Math.ceil(this.#limit / 8);
		for (const name of this.#agents.keys()) {
			if (surplus-- <= 0) return;
			this.#agents.delete(name);
		}
	}
}

function act(agent: Agent, { change, queue, paused }: PresenceLine): void {
	switch (change) {
		case 'joined':
			// Who is put into a queue is there, also where the matching login is never logged.
			if (agent.isLoggedIn === false) agent.isLoggedIn = null;
			return setPause(agent, queue, paused);
		case 'left':
			agent.hasBeenMember = true;
			if (queue !== null) agent.queues.delete(queue);
			return;
		case 'paused':
		case 'unpaused':
			return setPause(agent, queue, change === 'paused');
		case 'all_paused':
		case 'all_unpaused':
			agent.isPausedInAll = change === 'all_paused';
			for (const member of agent.queues.keys()) agent.queues.set(member, agent.isPausedInAll);
			return;
		case 'logged_in':
		case 'logged_off':
			agent.isLoggedIn = change === 'logged_in';
			agent.isPausedInAll = false;
			return;
		default:
			return assertNever(change);
	}
}

function setPause(agent: Agent, queue: string | null, paused: boolean): void {
	agent.hasBeenMember = true;
	if (queue !== null && (agent.queues.has(queue) || agent.queues.size < mostQueues)) agent.queues.set(queue, paused);
}

function presenceOf(agent: Agent, reason: string | null): Presence {
	if (agent.isLoggedIn === false) return { state: 'offline', queues: [], reason };
	if (agent.queues.size === 0) {
		if (agent.hasBeenMember || agent.isLoggedIn === null) return { state: 'offline', queues: [], reason };
		return { state: agent.isPausedInAll ? 'not_ready' : 'ready', queues: null, reason };
	}
	const served = [...agent.queues].filter(([, paused]) => !paused).map(([queue]) => queue);
	if (served.length > 0) return { state: 'ready', queues: served.sort(), reason };
	return { state: 'not_ready', queues: [...agent.queues.keys()].sort(), reason };
}

function areSame(one: readonly string[] | null, other: readonly string[] | null): boolean {
	if (one === null || other === null) return one === other;
	return one.length === other.length && one.every((queue, index) => queue === other[index]);
}

function assertNever(change: never): never {
	throw new TypeError(`unknown presence change ${String(change)}`);
}
