import { sql } from 'drizzle-orm';
import { storeFailureOf } from '../../event-log/event-store.ts';
import type { StoreProbe, Trouble } from '../store-probe.ts';
import { writeProbe } from '../tables/log-tables.ts';
import type { Tables } from '../tables/tables.ts';

/** Every replica asks for itself: seldom where nothing is wrong, since each answer is a commit. */
const betweenMs = 30_000;
/** While it takes nothing: whoever waits for it is to know soon that it does again. */
const betweenMsInTrouble = 1_000;

const diskFull: Trouble = { kind: 'disk-full', words: 'the disk of the database is full' };

/** Tells whether the database takes writes. It is asked in the background: an answer is that of the last time. */
export class PostgresProbe implements StoreProbe {
	readonly #tables: Pick<Tables, 'orm'>;
	readonly #now: () => number;
	#askedAt: number;
	#asking: Promise<void> | null = null;
	#trouble: Trouble | null = null;

	/** @param now any clock that only goes forward, ms */
	constructor(tables: Pick<Tables, 'orm'>, now: () => number = () => performance.now()) {
		this.#tables = tables;
		this.#now = now;
		// Whoever opened the database has just written to it.
		this.#askedAt = now();
	}

	get standing(): Trouble | null {
		return this.#trouble;
	}

	wrote(): void {
		this.#askedAt = this.#now();
		this.#trouble = null;
	}

	refused({ failure, cause }: Readonly<{ failure: 'disk-full' | 'away'; cause?: unknown }>): void {
		this.#askedAt = this.#now();
		this.#trouble = failure === 'disk-full' ? diskFull : away(cause);
	}

	problem(): string | null {
		const every = this.#trouble === null ? betweenMs : betweenMsInTrouble;
		if (this.#now() - this.#askedAt >= every) this.#asking ??= this.#ask().finally(() => (this.#asking = null));
		return this.#trouble?.words ?? null;
	}

	tryAgain(): void {
		if (this.#trouble !== null) this.problem();
	}

	/** Resolves when nothing is being asked. */
	async settled(): Promise<void> {
		await this.#asking;
	}

	async #ask(): Promise<void> {
		this.#askedAt = this.#now();
		try {
			await this.#tables.orm
				.insert(writeProbe)
				.values({ one: 1, times: 1 })
				.onConflictDoUpdate({ target: writeProbe.one, set: { times: sql`${writeProbe.times} + 1` } });
			this.#trouble = null;
		} catch (error) {
			this.#trouble = storeFailureOf(error)?.failure === 'disk-full' ? diskFull : away(error);
		}
	}
}

function away(error: unknown): Trouble {
	let cause = error;
	while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
	const words = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
	return { kind: 'log-unwritable', words: `the database cannot be written to${words}` };
}
