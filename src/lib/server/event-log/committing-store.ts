import { Worker } from 'node:worker_threads';
import type { LogEvent, LogPosition, NewEvent } from '#lib/domain/contact/contact-event.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import { type CommitAnswer, type CommitThreadStart, outcomesOf, toRequest } from './commit-messages.ts';
import { type Appended, appended, type EventStore, StoreFailure } from './event-store.ts';
import { rowsAtOnce, SqliteEventStore } from './sqlite-event-store.ts';
import { appendTexts } from './sqlite-statements.ts';
import { toKeptEvent } from './stored-form.ts';

/** Fewer events at once are committed here, as long as there is no thread yet: to start one takes as long as to commit thousands. */
const usuallyWorthAThread = 1000;
/** The thread keeps nothing from one request to the next: a larger young generation would only be more memory. */
const youngMegabytes = 4;

type Waiting = Readonly<{ resolve: (answer: CommitAnswer) => void; reject: (error: unknown) => void }>;

/** How a {@link CommittingStore} works. */
export type CommittingStoreOptions = Readonly<{
	/** What the thread's connection may keep of the file, bytes. */
	cacheBytes: number;
	/** So many events at once start the thread; a thousand where it is not given. */
	worthAThread?: number;
	/** The program of the thread; another one only in tests. */
	program?: URL;
}>;

/**
 * The log in SQLite, with a thread that commits: meanwhile this one gets the next events ready. Reading stays here. Whoever
 * writes to the same file over another connection waits until no append is under way.
 * @see docs/decisions/0022-imports-commit-in-a-thread.md
 */
export class CommittingStore implements EventStore {
	readonly #database: WritableLogDatabase;
	readonly #options: CommittingStoreOptions;
	readonly #here: SqliteEventStore;
	#thread: Worker | null = null;
	#ended: Promise<void> = Promise.resolve();
	/** Why the thread answers no more. */
	#death: StoreFailure | null = null;
	/** Those who wait for answers, which come in the order of the requests. */
	#waiting: Waiting[] = [];

	/** Takes the database over: closing the store closes it. */
	constructor(database: WritableLogDatabase, options: CommittingStoreOptions) {
		this.#database = database;
		this.#options = options;
		this.#here = new SqliteEventStore(database);
	}

	get epoch(): string {
		return this.#here.epoch;
	}

	async append(events: readonly NewEvent[], now: number): Promise<Appended> {
		const { worthAThread = usuallyWorthAThread } = this.#options;
		if (this.#thread === null && events.length < worthAThread) return this.#here.append(events, now);
		if (this.#death !== null) throw this.#death;
		const thread = (this.#thread ??= this.#start());
		const answered = new Promise<CommitAnswer>((resolve, reject) => this.#waiting.push({ resolve, reject }));
		thread.postMessage(toRequest(events.map(toKeptEvent), now));
		const answer = await answered;
		if ('failure' in answer) throw new StoreFailure(answer.failure, answer.cause);
		if ('error' in answer) throw answer.error;
		return appended(events, outcomesOf(answer), answer.receivedAt);
	}

	/** Ends the thread once it has committed what it was sent, then closes the database. */
	async close(): Promise<void> {
		this.#thread?.postMessage(null);
		await this.#ended;
		await this.#here.close();
	}

	head(): Promise<LogPosition> {
		return this.#here.head();
	}

	read(afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.#here.read(afterSeq, limit);
	}

	readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> {
		return this.#here.readMany(seqs);
	}

	eventsOfBatch(batch: string, afterSeq: number, limit: number): Promise<readonly LogEvent[]> {
		return this.#here.eventsOfBatch(batch, afterSeq, limit);
	}

	find(source: string, id: string): Promise<LogEvent | null> {
		return this.#here.find(source, id);
	}

	#start(): Worker {
		const { cacheBytes, program = new URL('./commit-thread.ts', import.meta.url) } = this.#options;
		const start: CommitThreadStart = {
			file: this.#database.file,
			texts: appendTexts(this.#database, rowsAtOnce),
			cacheBytes
		};
		const thread = new Worker(program, {
			workerData: start,
			resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes }
		});
		thread.on('message', (answer: CommitAnswer) => this.#waiting.shift()?.resolve(answer));
		thread.on('error', (error) => this.#die(error));
		this.#ended = new Promise((resolve) =>
			thread.once('exit', (code) => {
				this.#die(new Error(`the thread that commits ended with ${code}`));
				resolve();
			})
		);
		return thread;
	}

	/** Whoever waits for the thread must hear that it is gone: whether the last events are in the log is not known then. */
	#die(reason: unknown): void {
		this.#death ??= new StoreFailure('away', reason);
		for (const { reject } of this.#waiting.splice(0)) reject(this.#death);
	}
}
