import { StoreFailure } from '../event-log/event-store.ts';

/** A record that was refused, as it came. */
export type RejectedRecord = Readonly<{
	/** UTC epoch ms. */
	receivedAt: number;
	source: string;
	reason: string;
	raw: string;
}>;

/**
 * {@link RejectedRecord} as it is kept: once, however often it came. `receivedAt` is when it came last, `times` how often: a file
 * that is imported again brings its bad rows again.
 */
export type KeptRejectedRecord = RejectedRecord & Readonly<{ no: number; times: number }>;

/** Which of the kept records are asked for; what is left out asks for no less. */
export type RejectedQuery = Readonly<{
	source?: string;
	/** Those that came at this instant (UTC epoch ms) or later. */
	since?: number;
	/** Those with one of these numbers. */
	nos?: readonly number[];
	/** Those before this number. */
	beforeNo?: number;
}>;

/** Where refused records are kept, apart from the log. */
export interface RejectedStore {
	/**
	 * Adds records, or counts them where the same came from the same source for the same reason, and lets the oldest go until
	 * all of them fit the bound.
	 * @throws StoreFailure when the store could not take them
	 */
	add(records: readonly RejectedRecord[]): Promise<void>;
	/** The newest first. */
	list(limit: number, query?: RejectedQuery): Promise<readonly KeptRejectedRecord[]>;
	/** Keeps one for another reason than it had; where that one is kept for this reason already, both are one from then on. */
	changeReason(no: number, reason: string): Promise<void>;
	/** Erases one. */
	erase(no: number): Promise<void>;
	/** Erases all that came before an instant, UTC epoch ms; how many there were. */
	eraseBefore(at: number): Promise<number>;
}

const rawLimit = 32 * 1024;

/** What {@link RejectedRecords} may be told. */
export type RejectedRecordsOptions = Readonly<{
	/** How long records wait to be written together. */
	flushAfterMs?: number;
	/** Characters of raw text that may wait. */
	maxWaitingCharacters?: number;
	/** Told of an error that is not the store's. */
	onError?: (error: unknown) => void;
}>;

/**
 * Takes refused records from the intake and writes them some time later, many at once, so that a sender who is wrong a
 * thousand times a second costs the others nothing. What does not fit, or what the store refuses, is counted as lost:
 * these records help to mend a sender, nothing is built on them.
 */
export class RejectedRecords {
	readonly #store: RejectedStore;
	readonly #flushAfterMs: number;
	readonly #maxWaitingCharacters: number;
	readonly #onError: (error: unknown) => void;
	#waiting: RejectedRecord[] = [];
	/** Of those that wait, and of those that are being written. */
	#waitingCharacters = 0;
	#writing = Promise.resolve();
	#timer: NodeJS.Timeout | null = null;
	#lost = 0;

	constructor(store: RejectedStore, options: RejectedRecordsOptions = {}) {
		this.#store = store;
		this.#flushAfterMs = options.flushAfterMs ?? 1000;
		this.#maxWaitingCharacters = options.maxWaitingCharacters ?? 4_000_000;
		this.#onError = options.onError ?? (() => {});
	}

	/** Records that were refused and could not be kept, since the start. */
	get lost(): number {
		return this.#lost;
	}

	/** Those that are kept, the newest first, with the ones that waited to be written. */
	async list(limit: number, query: RejectedQuery = {}): Promise<readonly KeptRejectedRecord[]> {
		await this.flush();
		return this.#store.list(limit, query);
	}

	/** Keeps one for another reason than it had. */
	changeReason(no: number, reason: string): Promise<void> {
		return this.#store.changeReason(no, reason);
	}

	/** Erases one. */
	erase(no: number): Promise<void> {
		return this.#store.erase(no);
	}

	/** Takes a record; it is written later. Text beyond 32 K characters is cut off. */
	add(record: RejectedRecord): void {
		const raw = record.raw.slice(0, rawLimit);
		if (this.#waitingCharacters + raw.length > this.#maxWaitingCharacters) {
			this.#lost++;
			return;
		}
		this.#waitingCharacters += raw.length;
		this.#waiting.push({ ...record, raw });
		this.#timer ??= setTimeout(() => void this.flush(), this.#flushAfterMs).unref();
	}

	/** Writes what waits, and is there when all is written that was taken before; to be called before the store is closed, too. */
	flush(): Promise<void> {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		const records = this.#waiting;
		this.#waiting = [];
		if (records.length > 0) this.#writing = this.#writing.then(() => this.#write(records));
		return this.#writing;
	}

	async #write(records: readonly RejectedRecord[]): Promise<void> {
		try {
			await this.#store.add(records);
		} catch (error) {
			this.#lost += records.length;
			if (!(error instanceof StoreFailure)) this.#onError(error);
		} finally {
			for (const { raw } of records) this.#waitingCharacters -= raw.length;
		}
	}
}
