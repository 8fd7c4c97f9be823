import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { IntervalLedger, type IntervalTotals } from '#lib/domain/trends/interval-totals.ts';

/** Positions that are gone through before others get a turn: some tens of milliseconds where all of them are totals. */
const together = 5_000;

/** A log as a reader of totals sees it. */
export type IntervalLog = Readonly<{
	/** Names the history: positions of different epochs do not compare. */
	epoch: string;
	head(): Promise<Readonly<{ seq: number }>>;
	/** The events after a position up to another that are totals of periods, or undo an import, in order. */
	within(afterSeq: number, toSeq: number): Promise<readonly LogEvent[]>;
}>;

/** The totals of periods as of a position in the log. */
export type KnownTotals = Readonly<{ seq: number; totals: readonly IntervalTotals[] }>;

/**
 * The totals of periods that a log holds and that count. What was read stays known: only what came since is looked through, and
 * where nothing did the same list is given again.
 */
export class IntervalReader {
	readonly #log: () => IntervalLog;
	#epoch: string | null = null;
	#seq = 0;
	#ledger = new IntervalLedger();
	#answer: KnownTotals = { seq: 0, totals: [] };
	#running: Promise<KnownTotals> | null = null;

	/** @param log the log as it is now: another one after a restore has another epoch, and is read anew */
	constructor(log: () => IntervalLog) {
		this.#log = log;
	}

	/** Everything that counts now, in order of its beginning. */
	read(): Promise<KnownTotals> {
		this.#running ??= this.#catchUp().finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	async #catchUp(): Promise<KnownTotals> {
		const log = this.#log();
		const { seq } = await log.head();
		if (log.epoch !== this.#epoch || seq < this.#seq) {
			this.#epoch = log.epoch;
			this.#seq = 0;
			this.#ledger = new IntervalLedger();
			this.#answer = { seq: 0, totals: [] };
		}
		let isChanged = false;
		while (this.#seq < seq) {
			const to = Math.min(seq, this.#seq + together);
			for (const event of await log.within(this.#seq, to)) {
				this.#ledger.take(event);
				isChanged = true;
			}
			this.#seq = to;
			if (to < seq) await nextTurn();
		}
		const totals = isChanged ? this.#ledger.inForce() : this.#answer.totals;
		if (isChanged || this.#answer.seq !== seq) this.#answer = { seq, totals };
		return this.#answer;
	}
}

function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
