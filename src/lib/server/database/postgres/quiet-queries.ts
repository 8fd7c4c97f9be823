import { PgPreparedQuery } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { asPostgresFailure } from '../../event-log/postgres-failure.ts';

type Ask = (text: string, values: readonly unknown[], query: () => Promise<unknown>) => Promise<unknown>;

/**
 * Has queries fail without what was asked for. The library puts every value of a failed query into the message of the error, and the
 * server the row that was there already: names, addresses and hashes, which would then stand in the log of whoever runs it. What fails
 * outside the product fails as a StoreFailure.
 */
export function quietenQueries(): void {
	const queries = PgPreparedQuery.prototype as unknown as { queryWithCache: Ask }; // not told by its types; held by the tests
	queries.queryWithCache = async (_text, _values, query) => {
		try {
			return await query();
		} catch (error) {
			throw asPostgresFailure(quiet(error));
		}
	};
}

function quiet(error: unknown): unknown {
	if (!(error instanceof pg.DatabaseError)) return error;
	for (const telling of ['detail', 'where', 'internalQuery', 'hint'] as const) delete error[telling];
	return error;
}
