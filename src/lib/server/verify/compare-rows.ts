import type Database from 'better-sqlite3';
import { firstDifference, shown, TableCheck } from './verification.ts';

/** Rows of a table, each with a `key` that says which it is, in an order of their own that does not depend on numbers. */
export type Listing = Readonly<{ table: string; sql: string }>;

type Listed = Readonly<Record<string, unknown>> & Readonly<{ key: string }>;

/**
 * Compares the rows of a listing in a file that was made again with those that are stored.
 * @returns how many rows there are
 * @throws Differs at the first that is not the same
 */
export function compareRows(
	file: string,
	{ table, sql }: Listing,
	anew: Database.Database,
	stored: Database.Database
): number {
	const check = new TableCheck(file, table);
	// A table that is missing is told before anything is being read, or the file could not be closed.
	const made = anew.prepare<[], Listed>(sql);
	const kept = stored.prepare<[], Listed>(sql);
	const expected = made.iterate();
	const found = kept.iterate();
	try {
		for (let rows = 0; ; rows++) {
			const [one, other] = [expected.next(), found.next()];
			if (one.done === true && other.done === true) return rows;
			if (one.done === true) check.fail(String(other.value.key), 'no such row', shown(other.value));
			if (other.done === true) check.fail(String(one.value.key), shown(one.value), 'no such row');
			const difference = firstDifference(one.value, other.value);
			if (difference === null) continue;
			if (difference.path === 'key') check.fail(one.value.key, 'this row', `${other.value.key} in its place`);
			check.fail(`${one.value.key}, ${difference.path}`, shown(difference.expected), shown(difference.found));
		}
	} finally {
		expected.return?.();
		found.return?.();
	}
}
