import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { leases } from '../database/postgres/replica-tables.ts';
import type { Tables } from '../database/tables/tables.ts';

/**
 * What only one of several servers on one log may do at a time. A lease is good for a while and goes to another when its holder does not
 * take it again: so whatever is done under one must do no harm when it is done twice, as by a holder that was frozen and woke.
 */
export interface Leases {
	/**
	 * Takes a lease, or goes on holding it.
	 * @param lastsMs for how long from now
	 * @returns null when another server holds it; else a number that counts up with every change of hands, so that a holder who slept
	 * through one can be told from the one who has it now
	 */
	take(name: string, lastsMs: number): Promise<number | null>;

	/** Lets a lease go, where this server holds it. */
	release(name: string): Promise<void>;

	/** Lets go of all that this server holds, because it ends. */
	releaseAll(): Promise<void>;
}

/** Of a server that has its log for itself. */
export const ownLeases: Leases = { take: async () => 0, release: async () => {}, releaseAll: async () => {} };

/** In the database, and by its clock: those of the machines may differ. */
export class StoredLeases implements Leases {
	readonly #orm: Tables['orm'];
	readonly #holder = randomUUID();

	constructor({ orm }: Pick<Tables, 'orm'>) {
		this.#orm = orm;
	}

	async take(name: string, lastsMs: number): Promise<number | null> {
		const now = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
		const until = sql`${now} + ${lastsMs}`;
		const isOurs = eq(leases.holder, this.#holder);
		const [taken] = await this.#orm
			.insert(leases)
			.values({ name, holder: this.#holder, until, fence: 1 })
			.onConflictDoUpdate({
				target: leases.name,
				set: { holder: this.#holder, until, fence: sql`${leases.fence} + case when ${isOurs} then 0 else 1 end` },
				setWhere: sql`${isOurs} or ${leases.until} < ${now}`
			})
			.returning({ fence: leases.fence });
		return taken?.fence ?? null;
	}

	async release(name: string): Promise<void> {
		// The row stays, and with it the number: whoever takes it next has a higher one.
		const ofThis = and(eq(leases.name, name), eq(leases.holder, this.#holder));
		await this.#orm.update(leases).set({ until: 0 }).where(ofThis);
	}

	async releaseAll(): Promise<void> {
		await this.#orm.update(leases).set({ until: 0 }).where(eq(leases.holder, this.#holder));
	}
}
