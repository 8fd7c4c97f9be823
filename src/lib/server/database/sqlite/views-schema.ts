import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

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
