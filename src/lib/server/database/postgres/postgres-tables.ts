import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import type { Orm, Steps, Tables, Turns } from '../tables/tables.ts';
import { asPostgresFailure } from '../../event-log/postgres-failure.ts';
import { quietenQueries } from './quiet-queries.ts';
import { SharedTurns } from './shared-turns.ts';

quietenQueries();

/**
 * The tables of a Postgres database.
 * @param pool for queries that are over at once
 * @param turnsPool for those who hold a turn, so that what they do in it never waits for themselves
 */
export function postgresTables(pool: Pool, turnsPool: Pool): Tables {
	const database = drizzle({ client: pool });
	const turns = new Map<string, Turns>();
	return {
		orm: database,
		dialect: 'postgres',
		async transaction<Result>(steps: (orm: Orm) => Steps<Result>): Promise<Result> {
			let hasBegun = false;
			try {
				return await database.transaction((orm) => {
					hasBegun = true;
					return runInOrder(steps(orm));
				});
			} catch (error) {
				// Where no connection could be had there was no query that could have said so.
				throw hasBegun ? error : asPostgresFailure(error);
			}
		},
		turns(name) {
			const known = turns.get(name) ?? new SharedTurns(turnsPool, name);
			turns.set(name, known);
			return known;
		}
	};
}

async function runInOrder<Result>(steps: Steps<Result>): Promise<Result> {
	let next = steps.next();
	while (next.done !== true) next = steps.next(await next.value);
	return next.value;
}
