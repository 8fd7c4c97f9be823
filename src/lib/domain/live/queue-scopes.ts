import type { Channel } from '../contact/channel.ts';
import { countedQueue } from '../settings/queue-settings.ts';
import type { SiteSettings } from '../settings/site-settings.ts';
import { keepLatest, type KnownQueue, newQueueScope, type QueueScope, retellEntries } from './scope.ts';

/** The queues by the name under which they count: one that was renamed or merged is asked for by any name it ever had. */
export class QueueScopes extends Map<string, QueueScope> {
	readonly #settings: SiteSettings;

	constructor(settings: SiteSettings) {
		super();
		this.#settings = settings;
	}

	/** The scope under which a queue counts; undefined while nobody is known to have entered it. */
	override get(queue: string): QueueScope | undefined {
		return super.get(countedQueue(this.#settings, queue));
	}

	/** The scope under which a queue counts, begun where there is none. */
	of(queue: string, channel: Channel): QueueScope {
		const counted = countedQueue(this.#settings, queue);
		let scope = super.get(counted);
		if (scope === undefined) {
			scope = newQueueScope(counted, channel);
			this.set(counted, scope);
		}
		return scope;
	}

	/** Whether two queues count as one. */
	isSame(queue: string, other: string): boolean {
		return countedQueue(this.#settings, queue) === countedQueue(this.#settings, other);
	}

	/** Queues a contact entered lately, by who told of it. */
	known(): KnownQueue[] {
		return [...this.values()].flatMap(({ queue, told }) =>
			[...told].map(([batch, entries]) => ({ queue, batch, ...entries }))
		);
	}

	/** Makes a queue known whose contacts are forgotten. */
	remember({ queue, batch, ...entries }: KnownQueue): void {
		const scope = this.of(queue, entries.channel);
		const told = scope.told.get(batch);
		// Two that were known apart may have become one.
		if (told === undefined) scope.told.set(batch, { ...entries });
		else keepLatest(told, entries);
		retellEntries(scope);
	}

	/**
	 * Makes known who entered the queues by this account alone, whatever the legs told that stand now. An entry of which an
	 * import's undoing took the excuse away (its exclusion, say) may since have been corrected: it never told anybody then.
	 */
	knowOnly(known: readonly KnownQueue[]): void {
		for (const scope of this.values()) scope.told.clear();
		for (const queue of known) this.remember(queue);
		for (const [name, scope] of this) {
			retellEntries(scope);
			if (scope.told.size === 0 && scope.open.size === 0) this.delete(name);
		}
	}

	/** Forgets facts before an instant, and queues that nobody is known to have entered since another. */
	forgetBefore(at: number, knownSince: number): void {
		for (const [name, scope] of this) {
			scope.facts.forgetBefore(at);
			scope.slowFacts.forgetBefore(at);
			for (const [batch, { lastEntry }] of scope.told) if (lastEntry < knownSince) scope.told.delete(batch);
			if (scope.open.size === 0 && scope.lastEntry < knownSince) this.delete(name);
		}
	}
}
