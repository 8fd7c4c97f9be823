import type { Frame, Hello, Snapshot } from '#lib/protocol/stream-message.ts';

/** One server-sent event as it came over the wire. */
export type WireEvent = Readonly<{ event: string; id: string | null; payload: unknown }>;

/** Reads server-sent events out of bytes that come in any pieces. */
export class StreamReader {
	readonly events: WireEvent[] = [];
	readonly #decoder = new TextDecoder();
	#text = '';

	/** Takes the next bytes in. */
	take(bytes: Uint8Array): void {
		this.#text += this.#decoder.decode(bytes, { stream: true });
		const blocks = this.#text.split('\n\n');
		this.#text = blocks.pop() ?? '';
		for (const block of blocks) if (block.includes('data:')) this.events.push(eventOf(block));
	}

	/** Payloads of the events of a name. */
	of(event: 'hello'): Hello[];
	of(event: 'snapshot'): Snapshot[];
	of(event: 'frame'): Frame[];
	of(event: string): unknown[];
	of(event: string): unknown[] {
		return this.events.filter((one) => one.event === event).map((one) => one.payload);
	}
}

/** A screen that does what the wire says and nothing else; it throws where a frame does not follow from what it has. */
export class FollowedCells {
	readonly #cells = new Map<string, unknown>();
	id: string | null = null;

	/** What it shows now, by key. */
	get cells(): Readonly<Record<string, unknown>> {
		return Object.fromEntries(this.#cells);
	}

	/** Takes an event in; the ones that carry no cells change nothing. */
	take({ event, id, payload }: WireEvent): void {
		if (event === 'snapshot') {
			this.#cells.clear();
			for (const [key, value] of Object.entries((payload as Snapshot).cells)) this.#cells.set(key, value); // as sent
		} else if (event === 'frame') {
			const { base, set, unset } = payload as Frame; // as sent
			if (base !== this.id) throw new Error(`a frame on ${base} came after ${this.id}`);
			for (const [key, value] of Object.entries(set)) this.#cells.set(key, value);
			for (const key of unset ?? []) this.#cells.delete(key);
		} else {
			if (id !== null) throw new Error(`${event} has an id, and would move the place from which a screen resumes`);
			return;
		}
		this.id = id;
	}
}

function eventOf(block: string): WireEvent {
	const fields = new Map<string, string>();
	for (const line of block.split('\n')) {
		const [name = '', ...rest] = line.split(': ');
		fields.set(name, rest.join(': '));
	}
	return {
		event: fields.get('event') ?? 'message',
		id: fields.get('id') ?? null,
		payload: JSON.parse(fields.get('data') ?? 'null')
	};
}
