import { getTableColumns, getTableName, is, SQL, type Table } from 'drizzle-orm';
import {
	getTableConfig as configOfPostgres,
	pgTable,
	PgDialect,
	PgTable,
	text,
	uniqueIndex
} from 'drizzle-orm/pg-core';
import { getTableConfig as configOfSqlite, SQLiteSyncDialect, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import * as sqliteAccess from '../sqlite/access-schema.ts';
import * as sqliteLog from '../sqlite/log-schema.ts';
import * as access from './access-tables.ts';
import { bytes, whole } from './columns.ts';
import * as log from './log-tables.ts';

/** Tables of a module, by the names under which it gives them away. */
function tablesOf<Kind extends Table>(
	module: object,
	isKind: (value: unknown) => value is Kind
): ReadonlyMap<string, Kind> {
	return new Map(Object.entries(module).filter((entry): entry is [string, Kind] => isKind(entry[1])));
}

const inPostgres = tablesOf({ ...log, ...access }, (value) => is(value, PgTable));
const inSqlite = tablesOf({ ...sqliteLog, ...sqliteAccess }, (value) => is(value, SQLiteTable));

/** What is kept in a column of either kind, by one name. */
const kinds: Readonly<Record<string, string>> = {
	PgBigInt53: 'whole',
	SQLiteInteger: 'whole',
	PgText: 'text',
	SQLiteText: 'text',
	PgCustomColumn: 'bytes',
	SQLiteBlobBuffer: 'bytes'
};

function defaultOf(value: unknown, textOf: (value: SQL) => string): unknown {
	return is(value, SQL) ? textOf(value) : value;
}

/** What a table is, in one way for both kinds; what a query relies on is in it. */
function shapeOf(table: PgTable | SQLiteTable): unknown {
	const isPostgres = is(table, PgTable);
	const textOf = (value: SQL): string => {
		const query = isPostgres ? new PgDialect().sqlToQuery(value) : new SQLiteSyncDialect().sqlToQuery(value);
		return query.sql.replaceAll('"', '').replace(/^.*\./, '');
	};
	const config = is(table, PgTable) ? configOfPostgres(table) : configOfSqlite(table);
	const columns = Object.entries(getTableColumns(table)).map(([name, column]) => ({
		name,
		column: column.name,
		kind: kinds[column.columnType] ?? column.columnType,
		notNull: column.notNull,
		primary: column.primary,
		unique: column.isUnique,
		// A number that counts up is made by SQLite where none is given, and by a sequence in Postgres.
		default: defaultOf(column.default, textOf)
	}));
	const indexes = config.indexes.map(({ config: { name, unique, columns: of } }) => ({
		name,
		unique,
		columns: of.map((column) => ('name' in column ? column.name : String(column)))
	}));
	const checks = config.checks.map(({ name, value }) => [name, textOf(value)]);
	const foreign = config.foreignKeys.map((key) => {
		const { columns: from, foreignColumns: to, foreignTable } = key.reference();
		const names = (all: readonly { name: string }[]): readonly string[] => all.map(({ name }) => name);
		return [names(from), names(to), getTableName(foreignTable)];
	});
	const uniques = config.uniqueConstraints.map(({ columns: of }) => of.map(({ name }) => name));
	const keys = config.primaryKeys.map(({ columns: of }) => of.map(({ name }) => name));
	return { name: config.name, columns, indexes, checks, foreign, uniques, keys };
}

test('both stores have the same tables', () => {
	expect([...inPostgres.keys()].sort()).toEqual([...inSqlite.keys()].sort());
	expect(inPostgres.size).toBeGreaterThan(15);
});

describe.each([...inPostgres])('%s', (name, table) => {
	test('has the same columns, defaults, keys and indexes in both stores', () => {
		const twin = inSqlite.get(name);
		expect(twin && shapeOf(table)).toEqual(twin && shapeOf(twin));
		expect(twin).toBeDefined();
	});
});

const own = () => ({ id: text('id').primaryKey(), source: text('source').notNull(), sealed: text('sealed').notNull() });
const rest = () => ({
	createdAt: whole('created_at').notNull(),
	expiresAt: whole('expires_at').notNull(),
	revokedAt: whole('revoked_at'),
	lastUsedAt: whole('last_used_at')
});

describe('a table that differs is found:', () => {
	const twin = sqliteAccess.webhookSecrets;
	const differing: readonly (readonly [string, PgTable])[] = [
		['another name', pgTable('webhook_secret', { ...own(), ...rest() })],
		['another name of a column', pgTable('webhook_secrets', { ...own(), ...rest(), revokedAt: whole('revoked') })],
		['a column less', pgTable('webhook_secrets', { ...own(), createdAt: whole('created_at').notNull() })],
		['another kind', pgTable('webhook_secrets', { ...own(), ...rest(), sealed: bytes('sealed').notNull() })],
		['null where there is none', pgTable('webhook_secrets', { ...own(), ...rest(), sealed: text('sealed') })],
		['a default', pgTable('webhook_secrets', { ...own(), ...rest(), source: text('source').notNull().default('x') })],
		['no key', pgTable('webhook_secrets', { ...own(), ...rest(), id: text('id').notNull() })],
		[
			'what may be there once',
			pgTable('webhook_secrets', { ...own(), ...rest(), sealed: text('sealed').notNull().unique() })
		],
		['an index', pgTable('webhook_secrets', { ...own(), ...rest() }, (of) => [uniqueIndex('x').on(of.source)])]
	];
	test('the one they are made of does not', () => {
		expect(shapeOf(pgTable('webhook_secrets', { ...own(), ...rest() }))).toEqual(shapeOf(twin));
	});
	test.each(differing)('%s', (_, table) => {
		expect(shapeOf(table)).not.toEqual(shapeOf(twin));
	});
});

type Row<Of extends Table> = Of['$inferSelect'];
type NewRow<Of extends Table> = Of['$inferInsert'];

type Log = typeof log;
type SqliteLog = typeof sqliteLog;
type Access = typeof access;
type SqliteAccess = typeof sqliteAccess;
type RowsOf<Module> = { [Name in keyof Module]: Module[Name] extends Table ? Row<Module[Name]> : never };
type NewRowsOf<Module> = { [Name in keyof Module]: Module[Name] extends Table ? NewRow<Module[Name]> : never };

/** Held by the type check: a query is written with the types of the one and may be run against the other. */
test('rows and new rows are of the same types in both stores', () => {
	expectTypeOf<RowsOf<Log>>().toEqualTypeOf<RowsOf<SqliteLog>>();
	expectTypeOf<RowsOf<Access>>().toEqualTypeOf<RowsOf<SqliteAccess>>();
	// A whole number that is the key may be left out in SQLite alone; queries are written with Postgres' types, which ask for it.
	expectTypeOf<NewRowsOf<Log>>().toExtend<NewRowsOf<SqliteLog>>();
	expectTypeOf<NewRowsOf<Access>>().toEqualTypeOf<NewRowsOf<SqliteAccess>>();
	// Two that differ are told apart.
	expectTypeOf<RowsOf<Access>>().not.toEqualTypeOf<RowsOf<SqliteLog>>();
	expectTypeOf<NewRow<Access['people']>>().not.toExtend<NewRow<SqliteAccess['sessions']>>();
});
