import { sql } from 'drizzle-orm';
import { check, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, whole } from '../tables/columns.ts';

/*
 * What only a database has that several replicas share: a file has one process. Instants are UTC epoch ms, by the clock of the
 * database.
 */

/** Work that one replica does for all: who does it now. */
export const leases = pgTable('leases', {
	name: text('name').primaryKey(),
	/** The replica. */
	holder: text('holder').notNull(),
	/** Anybody may take it from then on. */
	until: whole('until').notNull(),
	/** Counts up with every change of hands, so that a holder who slept through one can be told from the one who has it now. */
	fence: whole('fence').notNull()
});

/** One row: the server on which the log was last written, and what every replica of it must agree on. */
export const cluster = pgTable(
	'cluster',
	{
		one: whole('one').primaryKey(),
		/** Of the server; null where it does not tell. */
		systemIdentifier: text('system_identifier'),
		/** Eight hexadecimal digits, which change with a promotion and with a restore to a point in time; null where the server does not tell. */
		timeline: text('timeline'),
		/** Of the key that makes pseudonyms; null until a replica has started. */
		keyFingerprint: text('key_fingerprint'),
		/** Something sealed, by which a server sees that it can open what the others sealed; null until one has started. */
		sealedProof: text('sealed_proof'),
		/** So many steps of the schema a version must know to be allowed to run on it. */
		oldestCompatible: whole('oldest_compatible').notNull().default(0)
	},
	(table) => [check('cluster_one_row', sql`${table.one} = 1`)]
);

/** The live state as one replica last wrote it down, for those that start with an empty folder. */
export const sharedCheckpoints = pgTable('shared_checkpoints', {
	/** What it is of. */
	name: text('name').primaryKey(),
	epoch: text('epoch').notNull(),
	seq: whole('seq').notNull(),
	/** What wrote it: another version may read its own alone. */
	version: text('version').notNull(),
	/** The fence under which it was written; an older one writes nothing. */
	fence: whole('fence').notNull(),
	writtenAt: whole('written_at').notNull(),
	state: bytes('state').notNull()
});

/** Erasures that every replica has to do again in the files of its own. */
export const erasureNotices = pgTable('erasure_notices', {
	no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
	at: whole('at').notNull(),
	/** Whom it is about, sealed. */
	payload: text('payload').notNull()
});
