import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { AppendResult, StoredListener } from '../event-log/event-log.ts';
import { ownSource } from './settings-history.ts';

/** The log as far as it matters to events of a kind. */
export type NumberedLog = Readonly<{
	find(source: string, id: string): Promise<LogEvent | null>;
	append(events: readonly InternalEvent[]): Promise<AppendResult>;
	onStored(listener: StoredListener): unknown;
}>;

/** What an event says, apart from its number. */
type Said = Pick<LogEvent, 'type' | 'time' | 'data'>;

/**
 * Events of one kind that the product writes itself. Their ids, `<kind>-<n>`, count up from 1, so that all of them are found without
 * reading the log, and so that of two servers on one log that write at once the later one sees that it is.
 */
export class NumberedEvents {
	readonly #log: NumberedLog;
	readonly #prefix: string;
	readonly #apply: (event: Said) => void;
	#last = 0;
	#reading: Promise<void> = Promise.resolve();

	/** @param apply takes in what an event says; called for each of them once, in order */
	constructor(log: NumberedLog, kind: string, apply: (event: Said) => void) {
		this.#log = log;
		this.#prefix = `${kind}-`;
		this.#apply = apply;
	}

	/** The number of the last one that is known; 0 = none is. */
	get last(): number {
		return this.#last;
	}

	/** Learns all that the log holds and goes on to hear of others; to be called once, before anything else. */
	async start(): Promise<void> {
		this.#log.onStored((events) => this.#hear(events));
		await this.#readOn();
	}

	/**
	 * Writes one. What others wrote meanwhile is taken in before it, and it is then made again.
	 * @param make what it says under a number
	 * @returns the number; null where the log could not take it
	 */
	async append(make: (no: number) => Pick<InternalEvent, 'type' | 'time' | 'data'>): Promise<number | null> {
		for (;;) {
			const no = this.#last + 1;
			const event = make(no);
			const result = await this.#log.append([{ ...event, source: ownSource, id: this.#prefix + no }]);
			if (!result.committed) return null;
			if (result.outcomes[0]?.status !== 'conflict') {
				this.#takeIn(no, event);
				return no;
			}
			await this.#readOn();
		}
	}

	#hear(events: readonly LogEvent[]): void {
		for (const event of events) {
			if (event.source !== ownSource || !event.id.startsWith(this.#prefix)) continue;
			const no = Number(event.id.slice(this.#prefix.length));
			if (no <= this.#last + 1) this.#takeIn(no, event);
			// What is not known is read; where that fails, the next event or the next write reads it.
			else this.#reading = this.#reading.then(() => this.#readOn()).catch(() => {});
		}
	}

	async #readOn(): Promise<void> {
		for (;;) {
			const no = this.#last + 1;
			const event = await this.#log.find(ownSource, this.#prefix + no);
			if (event === null) return;
			this.#takeIn(no, event);
		}
	}

	#takeIn(no: number, event: Said): void {
		if (no !== this.#last + 1) return;
		this.#last = no;
		this.#apply(event);
	}
}
