import { and, eq, isNull, lte, or } from 'drizzle-orm';
import type { DisplayReport } from '#lib/protocol/display-settings.ts';
import { displays } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';

/** What a screen last said, and from where. */
export type Seen = Readonly<{
	/** UTC epoch ms. */
	at: number;
	report: DisplayReport;
	address: string | null;
	userAgent: string | null;
}>;

/**
 * A screen's word is written down this often, and what is newer is in memory: 500 screens that speak each minute would keep
 * the log's file busy. After a crash a screen is believed to have been silent for at most this long. A database takes each word: the
 * screen may be heard by one server and looked for at another.
 */
const writeAfterMs = { sqlite: 120_000, postgres: 0 };

/** When each screen was last seen. */
export class LastSeen {
	readonly #orm: Tables['orm'];
	readonly #seen = new Map<string, Seen>();
	readonly #writtenAt = new Map<string, number>();
	readonly #writeAfterMs: number;

	constructor({ orm, dialect }: Pick<Tables, 'orm' | 'dialect'>) {
		this.#orm = orm;
		this.#writeAfterMs = writeAfterMs[dialect];
	}

	/** The latest that a screen told this server since it started; null = nothing. */
	of(id: string): Seen | null {
		return this.#seen.get(id) ?? null;
	}

	/** A screen spoke. */
	async note(id: string, seen: Seen): Promise<void> {
		this.#seen.set(id, seen);
		if (seen.at - (this.#writtenAt.get(id) ?? -Infinity) >= this.#writeAfterMs) await this.#write(id, seen);
	}

	/** A screen is gone: what it last said is written down. */
	async forget(id: string): Promise<void> {
		const seen = this.#seen.get(id);
		if (seen !== undefined) await this.#write(id, seen);
		this.#seen.delete(id);
		this.#writtenAt.delete(id);
	}

	/** Writes down all that is not yet. */
	async flush(): Promise<void> {
		for (const [id, seen] of this.#seen) if (this.#writtenAt.get(id) !== seen.at) await this.#write(id, seen);
	}

	async #write(id: string, { at, report, address, userAgent }: Seen): Promise<void> {
		this.#writtenAt.set(id, at);
		await this.#orm
			.update(displays)
			.set({ lastSeenAt: at, lastReport: JSON.stringify(report), address, userAgent })
			// Another server may have heard it later than this one.
			.where(and(eq(displays.id, id), or(isNull(displays.lastSeenAt), lte(displays.lastSeenAt, at))));
	}
}
