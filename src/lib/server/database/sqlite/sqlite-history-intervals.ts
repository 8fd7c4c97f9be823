import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { IntervalLedger } from '#lib/domain/trends/interval-totals.ts';
import type { KnownTotals } from '../../trends/interval-reader.ts';
import { openForReading } from './sqlite-file.ts';

/** Read before others get a turn: some milliseconds. */
const together = 500;

/** What the views file has of them, in short: it changes whenever one comes or goes. */
type Standing = Readonly<{ count: number; last: number; sum: number }>;

/**
 * The totals of periods that count, as far as the history has read the log: it knows where in the log they are, and the rest of the
 * log need not be gone through. Where nothing came or went the same list is given again.
 */
export class SqliteHistoryIntervals {
	readonly #file: string;
	readonly #log: Readonly<{ readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> }>;
	/** Null where a look broke off. */
	#standing: Standing | null = nothing;
	#answer: KnownTotals = { seq: 0, totals: [] };
	#ledger = new IntervalLedger();
	/** How far the history had come at the last look: where it stands still, nothing comes or goes. */
	#head: string | null = null;
	#running: Promise<KnownTotals> | null = null;

	/**
	 * @param file of the views
	 * @param log what they were made of
	 */
	constructor(file: string, log: Readonly<{ readMany(seqs: readonly number[]): Promise<readonly LogEvent[]> }>) {
		this.#file = file;
		this.#log = log;
	}

	/** Everything that counts now, in order of its beginning. */
	read(): Promise<KnownTotals> {
		this.#running ??= this.#look().finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	async #look(): Promise<KnownTotals> {
		const { standing, isMore, seqs } = this.#seqs();
		if (seqs === null) return this.#answer;
		const ledger = isMore ? this.#ledger : new IntervalLedger();
		// Broken off in the middle, it is no beginning to go on from.
		this.#standing = null;
		for (let at = 0; at < seqs.length; at += together) {
			for (const event of await this.#log.readMany(seqs.slice(at, at + together))) ledger.take(event);
			await nextTurn();
		}
		this.#standing = standing;
		this.#ledger = ledger;
		return (this.#answer = { seq: standing.last, totals: ledger.inForce() });
	}

	/** Those to be read: none where they are known, those that came where none went. Those of an undone import are not among them. */
	#seqs(): Readonly<{ standing: Standing; isMore: boolean; seqs: readonly number[] | null }> {
		const known = this.#standing;
		const client = openForReading(this.#file);
		try {
			client.prepare('BEGIN').run();
			const head = client.prepare<[], string>("select epoch || ' ' || seq from history_head").pluck().get() ?? null;
			if (known !== null && head !== null && head === this.#head) return { standing: known, isMore: true, seqs: null };
			this.#head = head;
			// Without a condition it is told by the narrowest index, and not by the rows.
			const standing = client.prepare<[], Standing>(standingSql).get() ?? nothing;
			if (isSame(standing, known)) return { standing, isMore: true, seqs: null };
			const before = known === null ? null : client.prepare<[number], Standing>(`${standingSql} where seq <= ?`);
			const isMore = isSame(before?.get(known?.last ?? 0) ?? nothing, known);
			const seqs = client
				.prepare<[number], number>('select seq from interval_totals where seq > ? order by seq')
				.pluck()
				.all(isMore ? (known?.last ?? 0) : 0);
			return { standing, isMore, seqs };
		} finally {
			client.close();
		}
	}
}

const nothing: Standing = { count: 0, last: 0, sum: 0 };
const standingSql =
	'select count(*) as count, coalesce(max(seq), 0) as last, coalesce(sum(seq), 0) as sum from interval_totals';

function isSame(one: Standing, other: Standing | null): boolean {
	return other !== null && one.count === other.count && one.last === other.last && one.sum === other.sum;
}

function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
