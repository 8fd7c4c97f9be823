import { and, asc, eq, gt, is, lte, Param, Placeholder, sql, type Query } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { events, imports, logHead, sources } from '../database/tables/log-tables.ts';
import type { AppendTexts } from './append-statements.ts';
import type { StoredRow } from './stored-form.ts';

/** Columns of a new event, in the order of {@link EventValues}. */
const eventColumns = [
	'seq',
	'sourceNo',
	'id',
	'type',
	'time',
	'receivedAt',
	'data',
	'supersedes',
	'backfill',
	'batch'
] as const satisfies readonly (keyof typeof events.$inferInsert)[];

/** An event as it is read, with the name of its source. */
export type EventRow = StoredRow<string, number>;

/** Statements that only read. */
export type ReadStatements = ReturnType<typeof prepareReads>;
/*
 * The schema writes the SQL, the driver runs it. In transactions of 1,024 events, the commit included, one event took
 * 8.9 µs by Drizzle's own prepared insert, 5.7 by the driver, 4.0 with 16 events in one statement, and no less with 64
 * (medians of seven rounds on a busy two-core machine: only their proportions mean anything).
 */

/** Prepares what a reader needs. */
export function prepareReads({ client, orm }: LogDatabase) {
	const event = {
		seq: events.seq,
		source: sources.name,
		id: events.id,
		type: events.type,
		time: events.time,
		receivedAt: events.receivedAt,
		data: events.data,
		supersedes: events.supersedes,
		backfill: events.backfill,
		batch: events.batch
	};
	const fromLog = orm.select(event).from(events).innerJoin(sources, eq(sources.no, events.sourceNo));
	const afterSeq = gt(events.seq, sql.placeholder('afterSeq'));
	const after = fromLog.where(afterSeq).orderBy(asc(events.seq)).limit(sql.placeholder('limit')).toSQL();
	const somewhere = orm.select(event).from(events).innerJoin(sources, eq(sources.no, events.sourceNo));
	const listed = sql`${events.seq} in (select value from json_each(${sql.placeholder('seqs')}))`;
	const many = somewhere.where(listed).orderBy(asc(events.seq)).toSQL();
	const ofOne = orm.select(event).from(events).innerJoin(sources, eq(sources.no, events.sourceNo));
	const within = and(
		gt(events.seq, sql.placeholder('afterSeq')),
		lte(events.seq, sql.placeholder('lastSeq')),
		eq(events.batch, sql.placeholder('batch'))
	);
	const ofBatch = ofOne.where(within).orderBy(asc(events.seq)).limit(sql.placeholder('limit')).toSQL();
	const bounds = { no: imports.no, firstSeq: imports.firstSeq, lastSeq: imports.lastSeq };
	const oneImport = orm.select(bounds).from(imports);
	const namedImport = oneImport.where(eq(imports.id, sql.placeholder('id'))).toSQL();
	const bySource = orm.select(event).from(events).innerJoin(sources, eq(sources.no, events.sourceNo));
	const named = and(eq(sources.name, sql.placeholder('source')), eq(events.id, sql.placeholder('id')));
	const head = { seq: logHead.seq, receivedAt: logHead.receivedAt };
	return {
		head: client.prepare<[], [number, number]>(orm.select(head).from(logHead).toSQL().sql).raw(),
		after: client.prepare<[number, number], EventRow>(text(after, ['afterSeq', 'limit'])).raw(),
		ofBatch: client
			.prepare<[number, number, number, number], EventRow>(text(ofBatch, ['afterSeq', 'lastSeq', 'batch', 'limit']))
			.raw(),
		imports: client
			.prepare<[], [number, string]>(orm.select({ no: imports.no, id: imports.id }).from(imports).toSQL().sql)
			.raw(),
		import: client.prepare<[string], [number, number | null, number | null]>(text(namedImport, ['id'])).raw(),
		many: client.prepare<[string], EventRow>(text(many, ['seqs'])).raw(),
		named: client.prepare<[string, string], EventRow>(text(bySource.where(named).toSQL(), ['source', 'id'])).raw()
	};
}

/** The texts of what the writer needs; `rowsAtOnce` events go into one statement of `insertMany`. */
export function appendTexts({ orm }: Pick<LogDatabase, 'orm'>, rowsAtOnce: number): AppendTexts {
	const row = (suffix: string) =>
		// Placeholders stand for values, but their type is that of SQL.
		Object.fromEntries(
			eventColumns.map((column) => [column, sql.placeholder(column + suffix)])
		) as unknown as typeof events.$inferInsert;
	const many = Array.from({ length: rowsAtOnce }, (_, at) => row(`#${at}`));
	const manyNames = many.flatMap((_, at) => eventColumns.map((column) => `${column}#${at}`));
	const head = { seq: logHead.seq, receivedAt: logHead.receivedAt };
	const newSource = orm
		.insert(sources)
		.values({ name: sql.placeholder('name') })
		.returning({ no: sources.no });
	const move = orm
		.update(logHead)
		.set({ seq: sql`${sql.placeholder('seq')}`, receivedAt: sql`${sql.placeholder('receivedAt')}` });
	const namedImport = orm
		.select({ no: imports.no })
		.from(imports)
		.where(eq(imports.id, sql.placeholder('id')));
	const tally = orm
		.update(imports)
		.set({
			stored: sql`${imports.stored} + ${sql.placeholder('stored')}`,
			duplicates: sql`${imports.duplicates} + ${sql.placeholder('duplicates')}`,
			conflicts: sql`${imports.conflicts} + ${sql.placeholder('conflicts')}`,
			firstSeq: sql`coalesce(${imports.firstSeq}, ${sql.placeholder('firstSeq')})`,
			lastSeq: sql`coalesce(${sql.placeholder('lastSeq')}, ${imports.lastSeq})`
		})
		.where(eq(imports.id, sql.placeholder('id')));
	const undo = orm
		.update(imports)
		.set({ undoneAt: sql`${sql.placeholder('undoneAt')}` })
		.where(eq(imports.id, sql.placeholder('id')));
	// The list of ids is the outer loop, each is one look into the index: the planner, left alone, may scan the source.
	const kept = sql`select ${events.id}, ${events.seq}, ${events.type}, ${events.time}, ${events.data}, ${events.supersedes}, ${events.backfill}`;
	const known = sql`${kept} from json_each(${sql.placeholder('ids')}) as asked cross join ${events}
		on ${events.sourceNo} = ${sql.placeholder('sourceNo')} and ${events.id} = asked.value`;
	const knownOne = sql`${kept} from ${events}
		where ${events.sourceNo} = ${sql.placeholder('sourceNo')} and ${events.id} = ${sql.placeholder('id')}`;
	const dialect = new SQLiteSyncDialect();
	const one = orm.insert(events).values(row(''));
	return {
		rowsAtOnce,
		head: orm.select(head).from(logHead).toSQL().sql,
		insertMany: text(orm.insert(events).values(many).toSQL(), manyNames),
		insertUnlessKnown: text(one.onConflictDoNothing({ target: [events.sourceNo, events.id] }).toSQL(), eventColumns),
		known: text(dialect.sqlToQuery(known), ['ids', 'sourceNo']),
		knownOne: text(dialect.sqlToQuery(knownOne), ['sourceNo', 'id']),
		sources: orm.select().from(sources).toSQL().sql,
		insertSource: text(newSource.toSQL(), ['name']),
		import: text(namedImport.toSQL(), ['id']),
		tally: text(tally.toSQL(), ['firstSeq', 'lastSeq', 'stored', 'duplicates', 'conflicts', 'id']),
		undo: text(undo.toSQL(), ['undoneAt', 'id']),
		moveHead: text(move.toSQL(), ['seq', 'receivedAt'])
	};
}

/** The statement's text, once it is sure that its values are bound in this order and that nothing else is. */
function text(query: Query, order: readonly string[]): string {
	const names = query.params.map(placeholderName);
	if (names.join() !== order.join()) throw new Error(`values are bound as ${names.join()}, not as ${order.join()}`);
	return query.sql;
}

function placeholderName(parameter: unknown): string {
	// In a row to insert the placeholder comes wrapped with its column's encoder.
	const value: unknown = is(parameter, Param) ? parameter.value : parameter;
	return is(value, Placeholder) ? value.name : `the value ${String(value)}`;
}
