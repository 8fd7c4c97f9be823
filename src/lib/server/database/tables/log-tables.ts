import { sql } from 'drizzle-orm';
import { check, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, whole } from './columns.ts';

/*
 * The file that holds what cannot be made again: the log, who may write to it, and what was refused. Instants are UTC
 * epoch ms. Everything derived from the log lives in a second file.
 */

/** One row: where the log stands. `epoch` changes when positions may mean something else, as after a restore. */
export const logHead = pgTable(
	'log_head',
	{
		one: whole('one').primaryKey(),
		epoch: text('epoch').notNull(),
		seq: whole('seq').notNull(),
		receivedAt: whole('received_at').notNull()
	},
	(table) => [check('log_head_one_row', sql`${table.one} = 1`)]
);

/** Names of sources, so that an event and the unique index carry a small number instead. */
export const sources = pgTable('sources', {
	no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
	name: text('name').notNull().unique()
});

/**
 * The imports of files. What they did to the log is written in the transaction that did it, so that it is right after a kill,
 * too. The events of an import lie between its first and its last position, among others.
 */
export const imports = pgTable('imports', {
	no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
	/** Its name for people and in events; later ones sort later. */
	id: text('id').notNull().unique(),
	source: text('source').notNull(),
	/** Name of the file, without its folders. */
	file: text('file').notNull(),
	startedAt: whole('started_at').notNull(),
	/** Null while it runs, and for ever where it broke off. */
	finishedAt: whole('finished_at'),
	/** Null while it has brought nothing. */
	firstSeq: whole('first_seq'),
	lastSeq: whole('last_seq'),
	stored: whole('stored').notNull().default(0),
	duplicates: whole('duplicates').notNull().default(0),
	conflicts: whole('conflicts').notNull().default(0),
	/** Records of the file that were set aside. */
	rejected: whole('rejected').notNull().default(0),
	undoneAt: whole('undone_at')
});

/** The log. `seq` has no gaps; `(source_no, id)` stays known for ever. */
export const events = pgTable(
	'events',
	{
		seq: whole('seq').primaryKey(),
		sourceNo: whole('source_no')
			.notNull()
			.references(() => sources.no),
		id: text('id').notNull(),
		type: text('type').notNull(),
		time: whole('time').notNull(),
		receivedAt: whole('received_at').notNull(),
		/** JSON with its names in the order of the type's schema. */
		data: text('data').notNull(),
		supersedes: text('supersedes'),
		/** 1 for imports and simulated history, else 0. */
		backfill: whole('backfill').notNull(),
		/** Number of the import that brought it; null for any other event. No foreign key: an append would look it up each time. */
		batch: whole('batch')
	},
	(table) => [uniqueIndex('events_source_id').on(table.sourceNo, table.id)]
);

/** Keys of senders and readers. Only the hash of the secret part is kept. */
export const apiKeys = pgTable('api_keys', {
	id: text('id').primaryKey(),
	secretHash: bytes('secret_hash').notNull(),
	source: text('source').notNull(),
	/** Names of scopes, a space between them. */
	scopes: text('scopes').notNull(),
	createdAt: whole('created_at').notNull(),
	expiresAt: whole('expires_at').notNull(),
	revokedAt: whole('revoked_at'),
	/** Kept to the hour; null while it was never used. */
	lastUsedAt: whole('last_used_at')
});

/** One row, written only to see whether anything can be: a commit is the one thing that tells of a full or failing disk. */
export const writeProbe = pgTable('write_probe', {
	one: whole('one').primaryKey(),
	times: whole('times').notNull()
});

/**
 * Records that were refused, as they came. Bounded in bytes and in age; nothing of them is in the log. What is refused again for
 * the same reason is one row.
 */
export const rejectedRecords = pgTable('rejected_records', {
	no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
	/** When it came last. */
	receivedAt: whole('received_at').notNull(),
	source: text('source').notNull(),
	reason: text('reason').notNull(),
	/** Size of `raw` and `reason` in UTF-8, what the bound counts. Before `raw`, so that summing does not read that. */
	bytes: whole('bytes').notNull(),
	raw: text('raw').notNull(),
	/** How often it came. */
	times: whole('times').notNull().default(1),
	/** SHA-256 of source, reason (which says where in a file it stood) and `raw`; null for what was kept before there was one. */
	fingerprint: bytes('fingerprint').unique()
});
