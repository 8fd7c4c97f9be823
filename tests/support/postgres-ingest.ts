import { setTimeout as sleep } from 'node:timers/promises';
import { isStoreFailure, type EventStore } from '#lib/server/event-log/event-store.ts';
import { queued } from './contact-events.ts';

/** Senders that append on and on, each batch again until it is acknowledged, as those do who are answered 503. */
export class PostgresIngest {
	/** Positions by the ids of the events whose sender was told that they are in the log. */
	readonly acknowledged = new Map<string, number>();
	/** How long each append that was acknowledged took, ms, and when it ended. */
	readonly took: { ms: number; at: number }[] = [];
	refused = 0;
	#isOver = false;
	readonly #senders: Promise<void>[];

	constructor(stores: readonly EventStore[], sendersEach: number, batch: number) {
		this.#senders = stores.flatMap((store, no) =>
			Array.from({ length: sendersEach }, (_, sender) => this.#send(store, `${no}-${sender}`, batch))
		);
	}

	/** Resolves when the last batch of each sender is acknowledged. */
	async finish(): Promise<void> {
		this.#isOver = true;
		await Promise.all(this.#senders);
	}

	async #send(store: EventStore, sender: string, batch: number): Promise<void> {
		for (let round = 0; !this.#isOver; round++) {
			const events = Array.from({ length: batch }, (_, at) => queued(`${sender}-${round}-${at}`));
			const startedAt = performance.now();
			while (!(await this.#offer(store, events))) await sleep(50);
			this.took.push({ ms: performance.now() - startedAt, at: performance.now() });
		}
	}

	async #offer(store: EventStore, events: readonly ReturnType<typeof queued>[]): Promise<boolean> {
		try {
			const { outcomes } = await store.append(events, Date.now());
			for (const [at, { seq }] of outcomes.entries()) this.acknowledged.set(events[at]?.id ?? '', seq);
			return true;
		} catch (error) {
			if (!isStoreFailure(error)) throw error;
			this.refused++;
			return false;
		}
	}
}
