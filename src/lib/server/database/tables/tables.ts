import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/*
 * What cannot be made again, apart from the log's own hot paths, is asked for and changed by one set of queries, whichever store
 * keeps it. They are written against Postgres' tables in this folder; SQLite's twins of them, in `sqlite`, have the same names and types,
 * which `same-tables.test.ts` holds.
 */

/** Writes queries and runs them: await what it gives. */
export type Orm = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** One query of a transaction; what comes back is what it found. */
export type Step = PromiseLike<unknown>;

/** A transaction, query by query: `const rows = yield* take(orm.select()…)`. */
export type Steps<Result> = Generator<Step, Result, unknown>;

/** Lets work begin only when the work before it is over. */
export type Turns = Readonly<{ run<Result>(work: () => Promise<Result>): Promise<Result> }>;

/** The tables of a store, open. */
export type Tables = Readonly<{
	orm: Orm;
	/** For the few words of SQL that differ between the two. */
	dialect: 'sqlite' | 'postgres';
	/**
	 * Does all of the steps or none, and nothing of anybody else's comes between them in SQLite; in Postgres other transactions may, so
	 * a step that rests on what was read locks it (`for('update')` is not known to SQLite) or says it again in its `where`.
	 */
	transaction<Result>(steps: (orm: Orm) => Steps<Result>): Promise<Result>;
	/** Turns that everybody who has this store open waits for, by name. A frozen holder loses its turn after seconds. */
	turns(name: string): Turns;
}>;

/** Has a query of a transaction run and gives what it found. */
export function* take<Found>(query: PromiseLike<Found>): Generator<Step, Found, unknown> {
	return (yield query) as Found; // whoever runs the steps answers with what this very query found
}
