import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import type { Frame } from '#lib/protocol/stream-message.ts';
import { FollowedCells, StreamReader, type WireEvent } from '../support/stream-events.ts';

/** What a screen of the soak does with what it gets; another than the sound one shows that a wrong figure is found. */
export type Follower = Pick<FollowedCells, 'take' | 'id' | 'cells'>;

/** How all screens fare together. */
export type ScreenCounts = {
	frames: number;
	snapshots: number;
	/** Lines that went on where the one before had ended. */
	resumed: number;
	cuts: number;
	refused: number;
	/** Screens that had other figures than others at the same id, or got a frame that does not follow. */
	differing: Set<SoakScreen>;
};

/** Ids that are remembered, the newest; far more than there are between two looks at any screen. */
const remembered = 5_000;

/** Compares what screens have at each id with what the first that came there had, and knows when that was worked out. */
export class SeenFigures {
	readonly #figures = new Map<string, string>();
	readonly #nows = new Map<string, number>();

	/** Whether these are the figures of that id, as far as anybody knows. */
	agree(key: string, cells: Readonly<Record<string, unknown>>): boolean {
		const figures = fingerprint(cells);
		const known = this.#figures.get(key);
		if (known === undefined) remember(this.#figures, key, figures);
		return known === undefined || known === figures;
	}

	/** A frame told for which instant its figures are. */
	tell(key: string, now: number): void {
		if (!this.#nows.has(key)) remember(this.#nows, key, now);
	}

	/** The instant for which the figures at an id were worked out, null where no frame told. */
	nowOf(key: string): number | null {
		return this.#nows.get(key) ?? null;
	}
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
	map.set(key, value);
	if (map.size > remembered) map.delete(map.keys().next().value ?? '');
}

function fingerprint(cells: Readonly<Record<string, unknown>>): string {
	const sorted = Object.keys(cells).sort();
	return createHash('sha1')
		.update(JSON.stringify(sorted.map((key) => [key, cells[key]])))
		.digest('base64');
}

/** A screen whose line breaks now and then, after any byte, and which comes back with the id it has. */
export class SoakScreen {
	readonly view: string;
	readonly #url: string;
	readonly #follows: Follower;
	readonly #counts: ScreenCounts;
	readonly #seen: SeenFigures;
	readonly #random: () => number;
	readonly #bytesPerLine: number;
	#isOver = false;
	#answer: IncomingMessage | null = null;

	constructor(parts: {
		url: string;
		view: string;
		counts: ScreenCounts;
		seen: SeenFigures;
		random: () => number;
		/** How much passes before a line breaks, on average. */
		bytesPerLine: number;
		follower?: Follower;
	}) {
		this.view = parts.view;
		this.#url = `${parts.url}/api/stream?view=${parts.view}`;
		this.#counts = parts.counts;
		this.#seen = parts.seen;
		this.#random = parts.random;
		this.#bytesPerLine = parts.bytesPerLine;
		this.#follows = parts.follower ?? new FollowedCells();
		this.#connect();
	}

	get id(): string | null {
		return this.#follows.id;
	}

	get cells(): Readonly<Record<string, unknown>> {
		return this.#follows.cells;
	}

	/** What it has is held against what others have at the same id. */
	compare(): void {
		if (this.id === null) return;
		if (!this.#seen.agree(`${this.view} ${this.id}`, this.cells)) this.#counts.differing.add(this);
	}

	leave(): void {
		this.#isOver = true;
		this.#answer?.destroy();
	}

	#connect(): void {
		if (this.#isOver) return;
		// One in ten has forgotten what it had, as a page that is loaded anew.
		const headers = this.id === null || this.#random() < 0.1 ? {} : { 'last-event-id': this.id };
		const asked = get(this.#url, { agent: false, headers }, (answer) => this.#read(answer));
		asked.on('error', () => {});
		asked.once('close', () => void setTimeout(() => this.#connect(), 100 + this.#random() * 2_000));
	}

	#read(answer: IncomingMessage): void {
		this.#answer = answer;
		answer.on('error', () => {});
		if (answer.statusCode !== 200) {
			this.#counts.refused++;
			return void answer.resume();
		}
		const reader = new StreamReader();
		let left = 1 + Math.floor(-Math.log(1 - this.#random()) * this.#bytesPerLine);
		const line = { hasBegun: false };
		answer.on('data', (bytes: Buffer) => {
			reader.take(bytes.subarray(0, left));
			left -= bytes.length;
			for (const event of reader.events.splice(0)) this.#take(event, line);
			if (left > 0) return;
			this.#counts.cuts++;
			answer.destroy();
		});
	}

	#take(event: WireEvent, line: { hasBegun: boolean }): void {
		try {
			this.#follows.take(event);
		} catch {
			this.#counts.differing.add(this);
			return;
		}
		if (event.event === 'snapshot') this.#counts.snapshots++;
		if (event.event === 'frame') this.#counts.frames++;
		if (event.event === 'frame' && !line.hasBegun) this.#counts.resumed++;
		if (event.event === 'snapshot' || event.event === 'frame') line.hasBegun = true;
		if (event.event !== 'frame') return;
		this.#seen.tell(`${this.view} ${event.id}`, (event.payload as Frame).now); // as sent
		// Each message of each would keep this machine busy with nothing else.
		if (this.#random() < 0.02) this.compare();
	}
}
