import {
	appendFileSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { asteriskQueueLog } from '#lib/connectors/asterisk-queue-log/translate.ts';
import type { RejectedRecord } from '#lib/connectors/connector.ts';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import type { FollowSink } from '#lib/server/follow/follow-sink.ts';
import { Follower } from '#lib/server/follow/follower.ts';

/** A log that keeps the first event of each id, as the real one does, and can be told to fail. */
export class FirstOfEach implements FollowSink {
	epoch = 'epoch-1';
	readonly #byId = new Map<string, SourceEvent>();
	rejected: RejectedRecord[] = [];
	/** Each take fails as the next of these says: before anything was kept, or after all of it was. */
	failures: ('before' | 'after' | null)[] = [];
	takes = 0;

	/** What is kept, in order, without proofs of life. */
	get events(): SourceEvent[] {
		return [...this.#byId.values()].filter(({ type }) => type !== 'source.alive');
	}

	get proofs(): SourceEvent[] {
		return [...this.#byId.values()].filter(({ type }) => type === 'source.alive');
	}

	log(): Promise<{ epoch: string; seq: number }> {
		return Promise.resolve({ epoch: this.epoch, seq: this.#byId.size });
	}

	take(events: readonly SourceEvent[], rejected: readonly RejectedRecord[]): Promise<null> {
		this.takes++;
		const failure = this.failures.shift() ?? null;
		if (failure === 'before') return Promise.reject(new Error('the log is away'));
		// As over a wire, so that nothing is shared.
		const came = JSON.parse(JSON.stringify(events)) as SourceEvent[]; // its own text
		for (const event of came) if (!this.#byId.has(event.id)) this.#byId.set(event.id, event);
		this.rejected.push(...rejected);
		return failure === 'after' ? Promise.reject(new Error('the connection broke')) : Promise.resolve(null);
	}

	/** As a log that was brought back from a backup. */
	putBackTo(count: number): void {
		for (const id of [...this.#byId.keys()].slice(count)) this.#byId.delete(id);
	}
}

/** A queue_log in a folder of its own, as Asterisk and logrotate treat it, and whoever follows it. */
export class FollowedLog {
	readonly file: string;
	readonly recordFile: string;
	readonly sink = new FirstOfEach();
	now = 1_790_000_000_000;
	follower: Follower;
	#rotations = 0;
	readonly #started: Follower[] = [];

	constructor(folder: string) {
		mkdirSync(join(folder, 'log'));
		this.file = join(folder, 'log', 'queue_log');
		this.recordFile = join(folder, 'follow.json');
		this.follower = this.start();
	}

	/** Another process begins to follow, in place of the one before, which may be dead. */
	start(): Follower {
		this.follower = new Follower({
			file: this.file,
			connector: asteriskQueueLog,
			source: 'asterisk',
			sink: this.sink,
			recordFile: this.recordFile,
			now: () => this.now,
			pause: () => Promise.resolve()
		});
		this.#started.push(this.follower);
		return this.follower;
	}

	/** Lets every file go, also those that dead followers held. */
	async end(): Promise<void> {
		for (const follower of this.#started) await follower.close();
	}

	write(text: string | Buffer): void {
		appendFileSync(this.file, text);
	}

	/** logrotate with `create`, then Asterisk takes the new file up. */
	rotate(): void {
		if (!existsSync(this.file)) return;
		this.#moveOn();
		renameSync(this.file, `${this.file}.1`);
		writeFileSync(this.file, '');
	}

	/** logrotate with `copytruncate`. */
	copyAndTruncate(): void {
		if (!existsSync(this.file)) return;
		this.#moveOn();
		copyFileSync(this.file, `${this.file}.1`);
		truncateSync(this.file, 0);
	}

	/** Looks until there is nothing more; a few failures are got over. */
	async catchUp(): Promise<void> {
		for (let failures = 0, quiet = 0; failures < 10 && quiet < 3;) {
			const { lines } = this.follower.standing;
			const hasMore = await this.follower.look();
			if (hasMore === null) failures++;
			quiet = hasMore === false && this.follower.standing.lines === lines ? quiet + 1 : 0;
		}
	}

	#moveOn(): void {
		for (let no = this.#rotations; no >= 1; no--) renameSync(`${this.file}.${no}`, `${this.file}.${no + 1}`);
		this.#rotations++;
	}

	/** Everything but the file itself and what it became is gone. */
	removeRotated(): void {
		const folder = dirname(this.file);
		for (const name of readdirSync(folder)) if (name !== basename(this.file)) rmSync(join(folder, name));
		this.#rotations = 0;
	}

	get size(): number {
		return existsSync(this.file) ? statSync(this.file).size : 0;
	}
}

/** What importing a file with these lines brings: the first event of each id. */
export function imported(lines: readonly string[]): SourceEvent[] {
	const translator = asteriskQueueLog.open({ source: 'asterisk' });
	const byId = new Map<string, SourceEvent>();
	for (const [index, line] of lines.entries())
		for (const event of translator.translate(line, index + 1).events)
			if (!byId.has(event.id)) byId.set(event.id, event);
	return JSON.parse(JSON.stringify([...byId.values()])) as SourceEvent[]; // its own text
}
