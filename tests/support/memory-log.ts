import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { ReadableLog } from '#lib/server/live/projection.ts';

/** A log in memory that hands over what the test tells it to, when it tells it to. */
export class MemoryLog implements ReadableLog {
	readonly epoch = 'memory';
	/** What has been committed. */
	readonly stored: LogEvent[] = [];
	/** What was asked of it, in order: `read 3` or `find pbx e4`. */
	readonly asked: string[] = [];
	#listener: (events: readonly LogEvent[]) => void = () => {};
	/** Runs before each answer of `read`. */
	beforeRead: (afterSeq: number) => void = () => {};

	/** Commits events without telling anybody. */
	store(...events: readonly LogEvent[]): void {
		this.stored.push(...events);
	}

	/** Tells of events, as the log does after it committed them. */
	tell(...events: readonly LogEvent[]): void {
		this.#listener(events);
	}

	/** Commits events and tells of them. */
	commit(...events: readonly LogEvent[]): void {
		this.store(...events);
		this.tell(...events);
	}

	async head(): Promise<{ seq: number }> {
		return { seq: this.stored.length };
	}

	async read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		this.asked.push(`read ${afterSeq}`);
		this.beforeRead(afterSeq);
		return this.stored.filter(({ seq }) => seq > afterSeq).slice(0, limit);
	}

	async readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> {
		const asked = new Set(seqs);
		return this.stored.filter(({ seq }) => asked.has(seq));
	}

	async eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.stored.filter((event) => event.batch === batch && event.seq > afterSeq).slice(0, limit);
	}

	async find(source: string, id: string): Promise<LogEvent | null> {
		this.asked.push(`find ${source} ${id}`);
		return this.stored.find((event) => event.source === source && event.id === id) ?? null;
	}

	onStored(listener: (events: readonly LogEvent[]) => void): void {
		this.#listener = listener;
	}
}
