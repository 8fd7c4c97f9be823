import { get, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { FollowedCells, StreamReader } from './stream-events.ts';

/** What a server showed at an id; undefined where it never gave that id out. */
export type ShownAt = (id: string) => Readonly<Record<string, unknown>> | undefined;

/** A screen that comes back over HTTP whenever its line breaks, with the id it has, and holds each message against the truth. */
export class ReturningScreen {
	readonly #url: () => string;
	readonly #check: (cells: Readonly<Record<string, unknown>>, id: string) => void;
	#follows = new FollowedCells();
	#answer: IncomingMessage | null = null;
	#isOver = false;
	/** What it found to be wrong; it looks no further then. */
	fault: unknown = null;
	lines = 0;
	/** Frames that came on a line without a snapshot before them. */
	resumedFrames = 0;
	snapshots = 0;
	/** Sent as its id in place of its own, once. */
	claim: string | null = null;

	/** @param check throws where cells are not what was shown at an id */
	constructor(url: () => string, check: (cells: Readonly<Record<string, unknown>>, id: string) => void) {
		this.#url = url;
		this.#check = check;
		onTestFinished(() => this.leave());
		this.#connect();
	}

	get id(): string | null {
		return this.#follows.id;
	}

	get cells(): Readonly<Record<string, unknown>> {
		return this.#follows.cells;
	}

	leave(): void {
		this.#isOver = true;
		this.#answer?.destroy();
	}

	#connect(): void {
		if (this.#isOver || this.fault !== null) return;
		this.lines++;
		const id = this.claim ?? this.id;
		this.claim = null;
		const again = (): void => void setTimeout(() => this.#connect(), 5);
		const headers = id === null ? {} : { 'last-event-id': id };
		const asked = get(this.#url(), { agent: false, headers }, (answer) => this.#read(answer));
		asked.on('error', () => {});
		asked.once('close', again);
	}

	#read(answer: IncomingMessage): void {
		this.#answer = answer;
		answer.on('error', () => {});
		const reader = new StreamReader();
		let taken = 0;
		let hasSnapshot = false;
		answer.on('data', (bytes: Buffer) => {
			if (answer.statusCode !== 200) return;
			reader.take(bytes);
			try {
				for (; taken < reader.events.length; taken++) {
					const event = reader.events[taken];
					if (event === undefined) continue;
					if (event.event === 'snapshot') hasSnapshot = true;
					if (event.event === 'snapshot') this.snapshots++;
					if (event.event === 'frame' && !hasSnapshot) this.resumedFrames++;
					this.#follows.take(event);
					if (this.id !== null) this.#check(this.cells, this.id);
				}
			} catch (error) {
				this.fault ??= error;
				answer.destroy();
			}
		});
	}
}
