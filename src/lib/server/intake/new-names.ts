import { keepContactMs } from '#lib/domain/live/live-fold.ts';
import type { NewEvent } from '#lib/domain/contact/contact-event.ts';
import { TokenBuckets } from '../http/token-buckets.ts';

/** What is known already of the names that events bring. */
export type KnownNames = Readonly<{
	/** Whether a queue is among those that are counted now. */
	hasQueue(queue: string): boolean;
	/** Whether the settings name a queue: its owner wants it, however many there are. */
	isQueueSet(queue: string): boolean;
	queueCount(): number;
	/** Agents by their pseudonyms. */
	hasAgent(agent: string): boolean;
	agentCount(): number;
}>;

/** How many there may be. A contact centre has dozens of queues; a sender that makes one of every caller has no bound. */
export const nameLimits = { queues: 500, agents: 5_000, newQueuesAnHour: 50 } as const;

const hourMs = 3_600_000;
const newQueues = 'new queues';

/**
 * Keeps one wrong sender from filling the live state with names: queues and agents each have a bound, and new queues an hourly
 * one. Agents have no hourly one: a morning's shift logs in within minutes, and losing it would be worse than what is warded off.
 */
export class NewNames {
	readonly #known: KnownNames;
	readonly #now: () => number;
	readonly #pace: TokenBuckets;
	/** Let in and perhaps not counted yet, with when. */
	readonly #queues = new Map<string, number>();
	readonly #agents = new Map<string, number>();

	/** @param now any clock that only goes forward, ms */
	constructor(known: KnownNames, now: () => number = () => performance.now()) {
		this.#known = known;
		this.#now = now;
		const { newQueuesAnHour } = nameLimits;
		this.#pace = new TokenBuckets({ perSecond: newQueuesAnHour / 3600, burst: newQueuesAnHour }, now);
	}

	/**
	 * Looks at an event that is about to be taken in, its identifiers already pseudonyms.
	 * @param isHistory whether it may bring any name: it is of the past, see {@link isHistory}
	 * @returns null when it may be, else the field and the limit
	 */
	refusalOf({ data }: NewEvent, isHistory = false): string | null {
		if (isHistory) return null;
		if ('queue' in data && typeof data.queue === 'string' && !this.#known.hasQueue(data.queue)) {
			const refusal = this.#refuseQueue(data.queue);
			if (refusal !== null) return refusal;
		}
		if ('agent' in data && typeof data.agent === 'string' && !this.#known.hasAgent(data.agent))
			return this.#refuseAgent(data.agent);
		return null;
	}

	#refuseQueue(queue: string): string | null {
		if (this.#queues.has(queue) || this.#known.isQueueSet(queue)) return null;
		this.#sweep(this.#queues, (name) => this.#known.hasQueue(name));
		if (this.#known.queueCount() + this.#queues.size >= nameLimits.queues)
			return `queue: new, and ${nameLimits.queues} queues are known already`;
		if (this.#pace.take(newQueues) > 0)
			return `queue: new, and ${nameLimits.newQueuesAnHour} new queues came within an hour; queues of the settings are always taken`;
		this.#queues.set(queue, this.#now());
		return null;
	}

	#refuseAgent(agent: string): string | null {
		if (this.#agents.has(agent)) return null;
		if (this.#known.agentCount() + this.#agents.size >= nameLimits.agents) {
			this.#sweep(this.#agents, (name) => this.#known.hasAgent(name));
			if (this.#known.agentCount() + this.#agents.size >= nameLimits.agents)
				return `agent: new, and ${nameLimits.agents} agents are known already`;
		}
		this.#agents.set(agent, this.#now());
		return null;
	}

	/** Those that are counted by now, or never will be, are not counted here any more. */
	#sweep(admitted: Map<string, number>, isKnown: (name: string) => boolean): void {
		const now = this.#now();
		for (const [name, at] of admitted) if (now - at >= hourMs || isKnown(name)) admitted.delete(name);
	}
}

/**
 * Whether an event is told of the past, and so makes no name known: it says so, and lies further back than the live state looks or
 * comes from somebody who may send the past in bulk. A sender's own word alone would lift every limit for what happens now.
 * @param now UTC epoch ms
 */
export function isHistory({ backfill, time }: NewEvent, mayBulk: boolean, now: number): boolean {
	return backfill === true && (mayBulk || time < now - keepContactMs);
}

/** For what comes from the owner's own hands: nothing is refused. */
export const anyNames: Pick<NewNames, 'refusalOf'> = { refusalOf: () => null };
