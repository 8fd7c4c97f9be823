import { sql } from 'drizzle-orm';
import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, whole } from './columns.ts';

/*
 * Who may see and do what, in the log's file because it cannot be made again either. Instants are UTC epoch ms. Of what
 * opens something only the SHA-256 is kept; what must be readable again is sealed with a key outside the database.
 */

/** People. Name and address are here and nowhere else; events and the audit know the id alone. */
export const people = pgTable(
	'people',
	{
		id: text('id').primaryKey(),
		/** In lower case; null for whoever only comes through a single sign-on that tells none. */
		email: text('email').unique(),
		name: text('name').notNull(),
		/** Argon2id in its own text form; null for whoever has no password. */
		passwordHash: text('password_hash'),
		oidcIssuer: text('oidc_issuer'),
		oidcSubject: text('oidc_subject'),
		/** Names of roles, a space between them. */
		roles: text('roles').notNull(),
		/** The queues that are a manager's own, as a JSON array of ids; null = all of them. */
		queues: text('queues'),
		createdAt: whole('created_at').notNull(),
		/** Null while they may come in. */
		disabledAt: whole('disabled_at'),
		lastLoginAt: whole('last_login_at')
	},
	(table) => [uniqueIndex('people_oidc').on(table.oidcIssuer, table.oidcSubject)]
);

/** Links that let somebody set a password, once: invitations, the first administrator's, and a new password. */
export const invitations = pgTable('invitations', {
	id: text('id').primaryKey(),
	tokenHash: bytes('token_hash').notNull().unique(),
	/** Of whom the password is set anew; null for somebody new. */
	personId: text('person_id'),
	email: text('email'),
	name: text('name'),
	roles: text('roles').notNull(),
	queues: text('queues'),
	/** The person who invited; null = the command line. */
	createdBy: text('created_by'),
	createdAt: whole('created_at').notNull(),
	expiresAt: whole('expires_at').notNull(),
	usedAt: whole('used_at'),
	revokedAt: whole('revoked_at')
});

/** Browsers in which a person is logged in. */
export const sessions = pgTable(
	'sessions',
	{
		/** For lists; opens nothing. */
		id: text('id').primaryKey(),
		tokenHash: bytes('token_hash').notNull().unique(),
		personId: text('person_id').notNull(),
		/** `password` or `oidc`. */
		method: text('method').notNull(),
		createdAt: whole('created_at').notNull(),
		/** Kept to the minute. */
		lastUsedAt: whole('last_used_at').notNull(),
		/** Ends then, used or not. */
		expiresAt: whole('expires_at').notNull(),
		/** Ends when it was not used for so long, ms. */
		idleMs: whole('idle_ms').notNull(),
		/** When the person last showed again who they are. */
		steppedUpAt: whole('stepped_up_at'),
		/** Of a single sign-on: when it must be asked again whether they still belong, and what to ask with, sealed. */
		recheckAt: whole('recheck_at'),
		sealedRefreshToken: text('sealed_refresh_token'),
		/** Of a single sign-on: ends then, unless the provider vouched for the person again; null for other sessions. */
		vouchedUntil: whole('vouched_until'),
		address: text('address'),
		userAgent: text('user_agent'),
		endedAt: whole('ended_at')
	},
	(table) => [index('sessions_person').on(table.personId)]
);

/** Screens on walls. */
export const displays = pgTable('displays', {
	id: text('id').primaryKey(),
	name: text('name').notNull(),
	/** JSON of what it shows and how: see `DisplaySettings`. */
	settings: text('settings').notNull(),
	/** Counts up with every change of settings and every wish that it reloads. */
	revision: whole('revision').notNull().default(1),
	/** The revision of the last wish that it reloads. */
	reloadRevision: whole('reload_revision').notNull().default(0),
	tokenHash: bytes('token_hash').notNull().unique(),
	tokenIssuedAt: whole('token_issued_at').notNull(),
	/** The token before: a power cut may have kept the screen from learning the new one. */
	previousHash: bytes('previous_hash').unique(),
	previousUntil: whole('previous_until'),
	createdBy: text('created_by'),
	createdAt: whole('created_at').notNull(),
	revokedAt: whole('revoked_at'),
	/** Why: `person`, `command-line` or `token-reuse`. */
	revokedFor: text('revoked_for'),
	lastSeenAt: whole('last_seen_at'),
	/** What it last said of itself, as JSON: see `DisplayReport`. */
	lastReport: text('last_report'),
	address: text('address'),
	userAgent: text('user_agent')
});

/**
 * Secrets that a screen had and that were replaced twice since: whoever shows one of them has copied it. Kept for some months,
 * and until the screen is revoked.
 */
export const displayTokenHistory = pgTable(
	'display_token_history',
	{
		tokenHash: bytes('token_hash').primaryKey(),
		displayId: text('display_id').notNull(),
		/** Forgotten from then on. */
		until: whole('until').notNull()
	},
	(table) => [index('display_token_history_display').on(table.displayId, table.until)]
);

/** Screens that ask to be paired. */
export const pairings = pgTable('pairings', {
	deviceHash: bytes('device_hash').primaryKey(),
	/** Eight consonants, without the dash. */
	userCode: text('user_code').notNull().unique(),
	/** Two words that stand on both sides, for eyes to compare: numbers into the list, a space between them. */
	words: text('words').notNull(),
	/** In which the screen shows the words: `nl` or `en`. */
	language: text('language').notNull().default('nl'),
	createdAt: whole('created_at').notNull(),
	expiresAt: whole('expires_at').notNull(),
	lastPolledAt: whole('last_polled_at'),
	address: text('address'),
	userAgent: text('user_agent'),
	/** The display it became. */
	displayId: text('display_id'),
	/** When the screen took its token; it can be taken once. */
	takenAt: whole('taken_at')
});

/** Secrets with which a source signs what it sends. Two may be good at once, for rotation. */
export const webhookSecrets = pgTable('webhook_secrets', {
	id: text('id').primaryKey(),
	source: text('source').notNull(),
	/** Sealed: a signature can only be checked with the secret itself. */
	sealed: text('sealed').notNull(),
	createdAt: whole('created_at').notNull(),
	expiresAt: whole('expires_at').notNull(),
	revokedAt: whole('revoked_at'),
	lastUsedAt: whole('last_used_at')
});

/** Who did what, and when: only ever added to, and kept for a year. People by their id. */
export const audit = pgTable(
	'audit',
	{
		no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
		at: whole('at').notNull(),
		/** `person`, `display`, `key`, `command-line`, `machine` (the open mode) or `server`. */
		actorKind: text('actor_kind').notNull(),
		/** Id of the person, display or key; null for the others. */
		actorId: text('actor_id'),
		/** Like `person.invited`, `display.revoked`, `settings.changed`. */
		action: text('action').notNull(),
		/** What it was done to, by id; null where that is plain. */
		subject: text('subject'),
		/** JSON without names, addresses or secrets. */
		details: text('details')
			.notNull()
			.default(sql`'{}'`)
	},
	(table) => [index('audit_at').on(table.at)]
);

/** What customers wrote: each sealed with the key of its contact, apart from the log, erasable. */
export const comments = pgTable(
	'comments',
	{
		no: whole('no').primaryKey().generatedByDefaultAsIdentity(),
		source: text('source').notNull(),
		/** The event that brought it. */
		eventId: text('event_id').notNull(),
		/** Pseudonyms. */
		contact: text('contact').notNull(),
		sealed: text('sealed').notNull(),
		/** When the customer answered. */
		time: whole('time').notNull(),
		receivedAt: whole('received_at').notNull()
	},
	(table) => [
		uniqueIndex('comments_event').on(table.source, table.eventId),
		index('comments_contact').on(table.contact),
		index('comments_time').on(table.time)
	]
);

/** The keys of comments, one for each contact, sealed with the site's: without its key a comment says nothing. */
export const commentKeys = pgTable('comment_keys', {
	/** Pseudonym. */
	contact: text('contact').primaryKey(),
	sealed: text('sealed').notNull()
});

/**
 * What could be used when a backup was made and may have been taken back since: after a restore it is shut as if it were revoked (a
 * person: disabled), until somebody confirms it. With the row goes the memory that it was the restore that shut it.
 */
export const heldBack = pgTable('held_back', {
	/** Of the screen, key, webhook secret or person. */
	id: text('id').primaryKey(),
	/** `display`, `key`, `webhook-secret` or `person`. */
	kind: text('kind').notNull(),
	/** When the restore was. */
	since: whole('since').notNull()
});

/**
 * Erasures that have begun and are not over: written with the first change, so that one that broke off is brought to its end. Whom
 * it is about is sealed, and the row goes with the end.
 */
export const begunErasures = pgTable('begun_erasures', {
	id: text('id').primaryKey(),
	actorKind: text('actor_kind').notNull(),
	actorId: text('actor_id'),
	/** Action, subject and details of the entry in the audit, as JSON; null once it is there. */
	entry: text('entry'),
	/** The new name under which the log is to note it; null where there is nothing to note. */
	erasedName: text('erased_name'),
	/** By what remains of it is found, as JSON. */
	sealed: text('sealed').notNull()
});
