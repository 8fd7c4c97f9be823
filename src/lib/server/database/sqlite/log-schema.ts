import { sql } from 'drizzle-orm';
import { blob, check, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/*
 * The file that holds what cannot be made again: the log, who may write to it, and what was refused. Instants are UTC
 * epoch ms. Everything derived from the log lives in a second file.
 */

/** One row: where the log stands. `epoch` changes when positions may mean something else, as after a restore. */
export const logHead = sqliteTable(
	'log_head',
	{
		one: integer('one').primaryKey(),
		epoch: text('epoch').notNull(),
		seq: integer('seq').notNull(),
		receivedAt: integer('received_at').notNull()
	},
	(table) => [check('log_head_one_row', sql`${table.one} = 1`)]
);

/** Names of sources, so that an event and the unique index carry a small number instead. */
export const sources = sqliteTable('sources', {
	no: integer('no').primaryKey(),
	name: text('name').notNull().unique()
});

/**
 * The imports of files. What they did to the log is written in the transaction that did it, so that it is right after a kill,
 * too. The events of an import lie between its first and its last position, among others.
 */
export const imports = sqliteTable('imports', {
	no: integer('no').primaryKey(),
	/** Its name for people and in events; later ones sort later. */
	id: text('id').notNull().unique(),
	source: text('source').notNull(),
	/** Name of the file, without its folders. */
	file: text('file').notNull(),
	startedAt: integer('started_at').notNull(),
	/** Null while it runs, and for ever where it broke off. */
	finishedAt: integer('finished_at'),
	/** Null while it has brought nothing. */
	firstSeq: integer('first_seq'),
	lastSeq: integer('last_seq'),
	stored: integer('stored').notNull().default(0),
	duplicates: integer('duplicates').notNull().default(0),
	conflicts: integer('conflicts').notNull().default(0),
	/** Records of the file that were set aside. */
	rejected: integer('rejected').notNull().default(0),
	undoneAt: integer('undone_at')
});

/** The log. `seq` has no gaps; `(source_no, id)` stays known for ever. */
export const events = sqliteTable(
	'events',
	{
		seq: integer('seq').primaryKey(),
		sourceNo: integer('source_no')
			.notNull()
			.references(() => sources.no),
		id: text('id').notNull(),
		type: text('type').notNull(),
		time: integer('time').notNull(),
		receivedAt: integer('received_at').notNull(),
		/** JSON with its names in the order of the type's schema. */
		data: text('data').notNull(),
		supersedes: text('supersedes'),
		/** 1 for imports and simulated history, else 0. */
		backfill: integer('backfill').notNull(),
		/** Number of the import that brought it; null for any other event. No foreign key: an append would look it up each time. */
		batch: integer('batch')
	},
	(table) => [uniqueIndex('events_source_id').on(table.sourceNo, table.id)]
);

/** Keys of senders and readers. Only the hash of the secret part is kept. */
export const apiKeys = sqliteTable('api_keys', {
	id: text('id').primaryKey(),
	secretHash: blob('secret_hash', { mode: 'buffer' }).notNull(),
	source: text('source').notNull(),
	/** Names of scopes, a space between them. */
	scopes: text('scopes').notNull(),
	createdAt: integer('created_at').notNull(),
	expiresAt: integer('expires_at').notNull(),
	revokedAt: integer('revoked_at'),
	/** Kept to the hour; null while it was never used. */
	lastUsedAt: integer('last_used_at')
});

/** One row, written only to see whether anything can be: a commit is the one thing that tells of a full or failing disk. */
export const writeProbe = sqliteTable('write_probe', {
	one: integer('one').primaryKey(),
	times: integer('times').notNull()
});

/**
 * Records that were refused, as they came. Bounded in bytes and in age; nothing of them is in the log. What is refused again for
 * the same reason is one row.
 */
export const rejectedRecords = sqliteTable('rejected_records', {
	no: integer('no').primaryKey({ autoIncrement: true }),
	/** When it came last. */
	receivedAt: integer('received_at').notNull(),
	source: text('source').notNull(),
	reason: text('reason').notNull(),
	/** Size of `raw` and `reason` in UTF-8, what the bound counts. Before `raw`, so that summing does not read that. */
	bytes: integer('bytes').notNull(),
	raw: text('raw').notNull(),
	/** How often it came. */
	times: integer('times').notNull().default(1),
	/** SHA-256 of source, reason (which says where in a file it stood) and `raw`; null for what was kept before there was one. */
	fingerprint: blob('fingerprint', { mode: 'buffer' }).unique()
});
