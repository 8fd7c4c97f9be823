import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** What the queues looked like each minute; `queue` is empty for the fast channels together. */
export const minuteSamples = sqliteTable(
	'minute_samples',
	{
		at: integer('at').notNull(),
		queue: text('queue').notNull(),
		queueDepth: integer('queue_depth').notNull(),
		longestWaitMs: integer('longest_wait_ms')
	},
	(table) => [primaryKey({ columns: [table.at, table.queue] })]
);

/** The last checkpoint of the live fold; one row. */
export const checkpoints = sqliteTable('checkpoints', {
	id: integer('id').primaryKey(),
	epoch: text('epoch').notNull(),
	seq: integer('seq').notNull(),
	foldVersion: integer('fold_version').notNull(),
	settingsHash: text('settings_hash').notNull(),
	payload: text('payload').notNull(),
	sha256: text('sha256').notNull()
});

/** How far the contact history has read the log, and what its rows depend on besides; one row. */
export const historyHead = sqliteTable(
	'history_head',
	{
		one: integer('one').primaryKey(),
		epoch: text('epoch').notNull(),
		seq: integer('seq').notNull(),
		receivedAt: integer('received_at').notNull(),
		version: integer('version').notNull(),
		settingsHash: text('settings_hash').notNull()
	},
	(table) => [check('history_head_one_row', sql`${table.one} = 1`)]
);

/** One row: the last notice of an erasure, by another server on the same log, of which the rows have been told. */
export const appliedNotices = sqliteTable(
	'applied_notices',
	{
		one: integer('one').primaryKey(),
		no: integer('no').notNull()
	},
	(table) => [check('applied_notices_one_row', sql`${table.one} = 1`)]
);

/** Names of queues and topics, so that a row carries a small number instead. */
export const historyNames = sqliteTable(
	'history_names',
	{
		no: integer('no').primaryKey(),
		kind: text('kind', { enum: ['queue', 'topic'] }).notNull(),
		name: text('name').notNull()
	},
	(table) => [uniqueIndex('history_names_kind_name').on(table.kind, table.name)]
);

/** Every contact that any event names. */
export const contacts = sqliteTable(
	'contacts',
	{
		no: integer('no').primaryKey(),
		contact: text('contact').notNull(),
		/** By which it is found, as `contact-hash.ts` gives it: an index of names would be twice the size. */
		contactHash: integer('contact_hash').notNull().default(0),
		/** Positions in the log of all events that name it, ascending, a comma between them. */
		story: text('story').notNull(),
		/** 1 where one of them corrects another or is corrected. */
		tangled: integer('tangled').notNull(),
		/** 1 where it is left out of every figure; it has no rows then. */
		excluded: integer('excluded').notNull(),
		/** Of its first leg; null where it never waited. */
		firstEntry: integer('first_entry'),
		channel: text('channel'),
		queueNo: integer('queue_no'),
		topicNo: integer('topic_no')
	},
	(table) => [
		index('contacts_hash').on(table.contactHash),
		index('contacts_channel_first_entry').on(table.channel, table.firstEntry)
	]
);

/** Stays in queues: one row for each leg, and one for each episode that is not the same as its only leg. */
export const waits = sqliteTable(
	'waits',
	{
		/** Number of the contact times 2^20, plus its place among the contact's rows. */
		no: integer('no').primaryKey(),
		/** 1 a leg, 2 an episode, 3 both at once. */
		scope: integer('scope').notNull(),
		/** 1 the contact's first leg in its queue, 2 its first episode, 3 both, 0 neither. */
		isFirst: integer('is_first').notNull(),
		/** Of an episode: the queue of its first leg. */
		queueNo: integer('queue_no').notNull(),
		channel: text('channel').notNull(),
		topicNo: integer('topic_no'),
		entry: integer('entry').notNull(),
		/** Null while it lasts. */
		exit: integer('exit'),
		/** 0 answered, 1 abandoned, 2 moved on; null while it lasts. */
		outcome: integer('outcome'),
		waitUnknown: integer('wait_unknown').notNull(),
		backfill: integer('backfill').notNull(),
		/** From the episode's entry to the first message of a person, ms. */
		firstReplyMs: integer('first_reply_ms'),
		/** Parts of agents that came out of it and are over, and how long they took together. */
		handled: integer('handled').notNull(),
		handledMs: integer('handled_ms').notNull(),
		/** Parts of which talk is over, and those of them that were handed on. */
		talksEnded: integer('talks_ended').notNull(),
		transferred: integer('transferred').notNull()
	},
	(table) => [
		index('waits_entry').on(table.entry),
		index('waits_open')
			.on(table.entry)
			.where(sql`exit is null`),
		index('waits_answered_exit')
			.on(table.exit, table.entry, table.channel)
			.where(sql`outcome = 0 and scope >= 2`)
	]
);

/** Surveys: at most one of a kind for each contact. */
export const surveys = sqliteTable(
	'surveys',
	{
		/** Number of the contact times 2^20, plus its place among the contact's rows. */
		no: integer('no').primaryKey(),
		kind: text('kind').notNull(),
		channel: text('channel'),
		/** The queue that handled the contact last. */
		queueNo: integer('queue_no'),
		topicNo: integer('topic_no'),
		/** Of the contact; null where it never waited. */
		firstEntry: integer('first_entry'),
		/** Null where only the answer was told. */
		invitedAt: integer('invited_at'),
		answeredAt: integer('answered_at'),
		score: real('score'),
		scaleMin: real('scale_min'),
		scaleMax: real('scale_max')
	},
	(table) => [
		index('surveys_first_entry').on(table.firstEntry),
		index('surveys_kind_answered').on(table.kind, table.answeredAt),
		index('surveys_kind_invited').on(table.kind, table.invitedAt, table.channel),
		index('surveys_unanswered')
			.on(table.kind, table.invitedAt)
			.where(sql`answered_at is null`)
	]
);

/** Which event corrects which: `target` is the id of what `seq` supersedes, whether it has come or not. */
export const historyCorrections = sqliteTable(
	'history_corrections',
	{
		source: text('source').notNull(),
		target: text('target').notNull(),
		seq: integer('seq').notNull()
	},
	(table) => [primaryKey({ columns: [table.source, table.target, table.seq] })]
);

/** Imports that were undone. */
export const undoneBatches = sqliteTable('undone_batches', { batch: text('batch').primaryKey() });
