import type { EventSourceLike, SourceMessage, StreamEnvironment } from '#lib/client/live/stream-client.ts';
import type { StreamEvent } from '#lib/client/live/read-message.ts';

/** An `EventSource` that is driven by hand, and counts who listens. */
export class FakeSource implements EventSourceLike {
	closed = false;
	readonly url: string;
	readonly listeners: { event: string; listener: (message: SourceMessage) => void }[] = [];

	constructor(url: string) {
		this.url = url;
	}

	addEventListener(event: string, listener: (message: SourceMessage) => void): void {
		this.listeners.push({ event, listener });
	}

	close(): void {
		this.closed = true;
	}

	send(event: StreamEvent, payload: object, lastEventId = '', ageMs?: number): void {
		this.#dispatch(event, { data: JSON.stringify(payload), lastEventId, ...(ageMs !== undefined && { ageMs }) });
	}

	fail(): void {
		this.#dispatch('error', { data: '', lastEventId: '' });
	}

	#dispatch(event: string, message: SourceMessage): void {
		for (const one of this.listeners) if (one.event === event) one.listener(message);
	}
}

/** A world whose time passes only when told. */
export class FakeWorld implements StreamEnvironment {
	readonly sources: FakeSource[] = [];
	nowMs = 0;
	drawn = 0.999_999;
	isServerAlive = false;
	/** How often the server was asked whether it lives. */
	asked = 0;
	#timers: { at: number; callback: () => void }[] = [];

	readonly open = (url: string): FakeSource => {
		const source = new FakeSource(url);
		this.sources.push(source);
		return source;
	};
	readonly monotonicMs = (): number => this.nowMs;
	readonly random = (): number => this.drawn;
	readonly isAlive = (answer: (isAlive: boolean) => void): void => {
		this.asked += 1;
		answer(this.isServerAlive);
	};
	readonly after = (delayMs: number, callback: () => void): (() => void) => {
		const timer = { at: this.nowMs + delayMs, callback };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	};

	pass(ms: number): void {
		const end = this.nowMs + ms;
		for (;;) {
			const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
			if (next === undefined || next.at > end) break;
			this.#timers = this.#timers.filter((timer) => timer !== next);
			this.nowMs = next.at;
			next.callback();
		}
		this.nowMs = end;
	}

	/** Timers that still run. */
	get pending(): number {
		return this.#timers.length;
	}

	get latest(): FakeSource {
		const source = this.sources.at(-1);
		if (source === undefined) throw new Error('no source was opened');
		return source;
	}
}
