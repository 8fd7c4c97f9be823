import type Database from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { OneByOne } from '../../access/one-by-one.ts';
import type { Orm, Step, Steps, Tables, Turns } from '../tables/tables.ts';

/** A query of Drizzle's over a driver that answers at once. */
type Immediate = Readonly<{ prepare(): Readonly<{ execute(): Readonly<{ sync(): unknown }> }> }>;

/** The tables of a SQLite file. One process has it open for writing, so turns are those of this process. */
export function sqliteTables(client: Database.Database, sqlite: BetterSQLite3Database): Tables {
	// The two write the same SQL for the tables that are the same in both.
	const orm = sqlite as unknown as Orm;
	const turns = new Map<string, Turns>();
	return {
		orm,
		dialect: 'sqlite',
		// Without a turn of the event loop: nobody else's query can come between.
		async transaction<Result>(steps: (orm: Orm) => Steps<Result>): Promise<Result> {
			return client.transaction(() => runAtOnce(steps(orm))).immediate();
		},
		turns(name) {
			const known = turns.get(name) ?? new OneByOne();
			turns.set(name, known);
			return known;
		}
	};
}

function runAtOnce<Result>(steps: Steps<Result>): Result {
	let next = steps.next();
	while (next.done !== true) next = steps.next(runNow(next.value));
	return next.value;
}

function runNow(step: Step): unknown {
	return (step as unknown as Immediate).prepare().execute().sync(); // better-sqlite3 is the only driver under this
}
