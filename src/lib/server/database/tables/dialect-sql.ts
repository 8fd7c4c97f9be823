import { type SQL, sql, type SQLWrapper } from 'drizzle-orm';
import type { LockConfig, LockStrength } from 'drizzle-orm/pg-core/query-builders/select.types';
import type { Tables } from './tables.ts';

/* The few words of SQL that are not the same in both stores. */

type Dialect = Tables['dialect'];

/** Whether a text holds another, letter by letter; null where it is null. */
export function holds(dialect: Dialect, text: SQLWrapper, part: string): SQL {
	return dialect === 'sqlite' ? sql`instr(${text}, ${part}) > 0` : sql`strpos(${text}, ${part}) > 0`;
}

/** What a text of JSON says under a name of its outermost object; null where it says nothing there. */
export function jsonTextOf(dialect: Dialect, json: SQLWrapper, name: string): SQL<string | null> {
	return dialect === 'sqlite'
		? sql<string | null>`json_extract(${json}, ${`$.${name}`})`
		: sql<string | null>`(${json}::json ->> ${name})`;
}

/** Whether a value is one of a list of any length, which is one bound value. */
export function isOneOf(dialect: Dialect, value: SQLWrapper, list: Iterable<string>): SQL {
	const listed = JSON.stringify([...list]);
	return dialect === 'sqlite'
		? sql`${value} in (select value from json_each(${listed}))`
		: sql`${value} in (select jsonb_array_elements_text(${listed}::jsonb))`;
}

/** The first of some values that is not null; each of them is of the same type. */
export function firstKnown<Value>(...values: readonly SQLWrapper[]): SQL<Value> {
	return sql<Value>`coalesce(${sql.join([...values], sql`, `)})`;
}

/**
 * Has the rows of a query kept as they are until the transaction ends: `share` by whoever would change them, `update` by others who
 * look so, too. In SQLite nobody else is in there meanwhile, and nothing has to be asked for.
 */
export function keptAsIs<Found>(
	dialect: Dialect,
	strength: Extract<LockStrength, 'share' | 'update'>,
	query: PromiseLike<Found> & { for(strength: LockStrength, config?: LockConfig): PromiseLike<Found> },
	of?: LockConfig['of']
): PromiseLike<Found> {
	if (dialect === 'sqlite') return query;
	return of === undefined ? query.for(strength) : query.for(strength, { of });
}
