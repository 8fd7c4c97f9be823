import type { Subscriber } from '#lib/server/live/subscriber.ts';
import { FollowedCells, StreamReader } from './stream-events.ts';

/** Which id a screen says that it has when it comes back. */
export type Claim = 'its own' | 'none' | 'garbage' | 'of the future' | 'of another history' | 'of another process';

/**
 * A screen whose line is cut after any number of bytes, and which comes back with what it has. It throws where a frame does not
 * follow from that.
 */
export class CutOffScreen {
	readonly #follows = new FollowedCells();
	#link: Link | null = null;
	/** How many frames it got without a snapshot before them on the same line. */
	resumedFrames = 0;

	get id(): string | null {
		return this.#follows.id;
	}

	get cells(): Readonly<Record<string, unknown>> {
		return this.#follows.cells;
	}

	/** A new line in place of the one before, to be subscribed with {@link idFor}. */
	connect(): Subscriber {
		this.#link?.cut();
		let hasSnapshot = false;
		this.#link = new Link((event) => {
			if (event.event === 'snapshot') hasSnapshot = true;
			if (event.event === 'frame' && !hasSnapshot) this.resumedFrames++;
			this.#follows.take(event);
		});
		return this.#link;
	}

	/** The line passes so many more bytes, and then nothing. */
	cutAfter(bytes: number): void {
		this.#link?.limit(bytes);
	}

	idFor(claim: Claim): string | null {
		const own = this.id;
		if (claim === 'none' || own === null) return null;
		const [epoch = '', revision = '', position = '', tick = ''] = own.split('.');
		const [seq = '', boot = ''] = position.split('-');
		switch (claim) {
			case 'its own':
				return own;
			case 'garbage':
				return `${own.slice(3)}\u0000'"`;
			case 'of the future':
				return `${epoch}.${revision}.${Number(seq) + 1_000}-${boot}.${Number(tick) + 1_000}`;
			case 'of another history':
				return `ffffffff.${revision}.${position}.${tick}`;
			case 'of another process':
				return `${epoch}.${revision}.${seq}-ffff.${tick}`;
		}
	}
}

class Link implements Subscriber {
	readonly #reader = new StreamReader();
	readonly #take: (event: StreamReader['events'][number]) => void;
	#left = Infinity;
	#taken = 0;

	constructor(take: (event: StreamReader['events'][number]) => void) {
		this.#take = take;
	}

	limit(bytes: number): void {
		this.#left = Math.min(this.#left, bytes);
	}

	cut(): void {
		this.#left = 0;
	}

	send(bytes: Uint8Array): boolean {
		const passed = bytes.subarray(0, Math.min(bytes.length, this.#left));
		this.#left -= passed.length;
		this.#reader.take(passed);
		for (const event of this.#reader.events.slice(this.#taken)) this.#take(event);
		this.#taken = this.#reader.events.length;
		return true;
	}

	end(): void {
		this.cut();
	}
}
