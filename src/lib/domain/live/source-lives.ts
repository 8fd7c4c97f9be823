import type { Channel } from '../contact/channel.ts';
import type { LogEvent } from '../contact/contact-event.ts';

const dayMs = 86_400_000;
/** What a source told of a queue is forgotten when it has told of others for this long since. */
const keepQueueMs = 8 * dayMs;

/** What a source told of one queue. */
export type QueueToldOf = Readonly<{
	queue: string;
	/** Null where the event named none. */
	channel: Channel | null;
	/** When it did so last, by the log's clock, UTC epoch ms. */
	at: number;
}>;

/** What is known of a source that sends what happens as it happens. Instants are when the log received something, UTC epoch ms. */
export type SourceLife = Readonly<{
	source: string;
	/** The last event of any type. */
	aliveAt: number;
	/** The last `source.alive`; null = it never sends any. */
	provedAt: number | null;
	/** The last event about an agent's presence; null = it tells of none. */
	agentsAt: number | null;
	/** The last event of a survey; null = it has none. */
	surveysAt: number | null;
	/** In order of queue, then channel. */
	queues: readonly QueueToldOf[];
}>;

type Told = { readonly queue: string; readonly channel: Channel | null; at: number };

type Life = {
	aliveAt: number;
	provedAt: number | null;
	agentsAt: number | null;
	surveysAt: number | null;
	/** By queue, one for each of its channels: every event goes through here, so nothing is made where nothing is new. */
	readonly queues: Map<string, Told[]>;
};

/**
 * When each source gave its last proof of life, and what it tells of. Depends on when the log received events and not on when
 * things happened: a source that catches up is alive. What is imported, and the product's own events, prove nothing.
 */
export class SourceLives {
	readonly #lives = new Map<string, Life>();

	/** Takes in the next event of the log. */
	note(event: LogEvent): void {
		if (event.backfill === true || event.batch !== undefined || event.type.startsWith('bereik.')) return;
		const { source, receivedAt } = event;
		let life = this.#lives.get(source);
		if (life === undefined) {
			life = { aliveAt: receivedAt, provedAt: null, agentsAt: null, surveysAt: null, queues: new Map() };
			this.#lives.set(source, life);
		}
		life.aliveAt = receivedAt;
		if (event.type === 'source.alive') life.provedAt = receivedAt;
		else if (event.type === 'agent.state_changed') life.agentsAt = receivedAt;
		else if (event.type === 'survey.answered' || event.type === 'survey.invited') life.surveysAt = receivedAt;
		else if ('queue' in event.data && typeof event.data.queue === 'string') {
			const { queue } = event.data;
			noteQueue(life.queues, queue, event.type === 'contact.queued' ? event.data.channel : null, receivedAt);
		}
	}

	/** Every source, in order of its name. */
	all(): readonly SourceLife[] {
		return [...this.#lives]
			.map(([source, life]) => ({ ...life, source, queues: inOrder([...life.queues.values()].flat()) }))
			.sort((one, other) => (one.source < other.source ? -1 : 1));
	}

	/** Takes over what was known, in place of all there is. */
	knowOnly(lives: readonly SourceLife[]): void {
		this.#lives.clear();
		for (const { source, aliveAt, provedAt, agentsAt, surveysAt, queues } of lives) {
			const told = new Map<string, Told[]>();
			for (const { queue, channel, at } of queues) noteQueue(told, queue, channel, at);
			this.#lives.set(source, { aliveAt, provedAt, agentsAt, surveysAt, queues: told });
		}
	}

	/** Forgets queues that a source no longer tells of. */
	forget(): void {
		for (const { aliveAt, queues } of this.#lives.values())
			for (const [queue, told] of queues) {
				const kept = told.filter(({ at }) => at >= aliveAt - keepQueueMs);
				if (kept.length === 0) queues.delete(queue);
				else if (kept.length < told.length) queues.set(queue, kept);
			}
	}
}

function noteQueue(queues: Map<string, Told[]>, queue: string, channel: Channel | null, at: number): void {
	const told = queues.get(queue);
	const known = told?.find((one) => one.channel === channel);
	if (known !== undefined) known.at = at;
	else if (told !== undefined) told.push({ queue, channel, at });
	else queues.set(queue, [{ queue, channel, at }]);
}

/** Of queue, then channel; copies, since what is known goes on changing. */
function inOrder(queues: readonly Told[]): readonly QueueToldOf[] {
	const key = ({ queue, channel }: Told): string => `${queue}\n${channel ?? ''}`;
	return [...queues].sort((one, other) => (key(one) < key(other) ? -1 : 1)).map((one) => ({ ...one }));
}
