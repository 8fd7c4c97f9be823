import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, whole } from '../tables/columns.ts';

/*
 * What a server that is alone keeps in memory, and several on one log have to know of each other. None of it is older than an hour, and
 * nothing is lost with it but the count. Instants are UTC epoch ms.
 */

/** Passwords that were tried, for as long as they count. */
export const loginAttempts = pgTable(
	'login_attempts',
	{
		no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
		/** SHA-256 of the account and address, or of the address alone: it names nobody. */
		key: bytes('key').notNull(),
		at: whole('at').notNull()
	},
	(table) => [index('login_attempts_key').on(table.key, table.at), index('login_attempts_at').on(table.at)]
);

/** Answers of an identity provider that were used already. */
export const usedSignOns = pgTable(
	'used_sign_ons',
	{
		state: text('state').primaryKey(),
		/** Forgotten from then on. */
		until: whole('until').notNull()
	},
	(table) => [index('used_sign_ons_until').on(table.until)]
);
