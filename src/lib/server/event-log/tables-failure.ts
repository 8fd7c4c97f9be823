import { StoreFailure, storeFailureOf } from './event-store.ts';
import { asStoreFailure } from './sqlite-failure.ts';

/**
 * Does some work on the tables of a store.
 * @throws StoreFailure when the store fails for a reason outside the product
 */
export async function guardedTables<Result>(work: () => Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw asTablesFailure(error);
	}
}

/** Turns an error that lies outside the product into a StoreFailure, whichever store had it; any other comes back as it is. */
export function asTablesFailure(error: unknown): unknown {
	const told = storeFailureOf(error);
	if (told !== null) return told;
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const failure = isClosed(cause) ? new StoreFailure('away', cause) : asStoreFailure(cause);
		if (failure !== cause) return failure;
	}
	return error;
}

/** As better-sqlite3 says it, which has no code for it. */
function isClosed(error: Error): boolean {
	return error instanceof TypeError && error.message === 'The database connection is not open';
}
