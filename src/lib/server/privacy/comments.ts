import { randomBytes } from 'node:crypto';
import { and, asc, count, eq, gte, inArray, lt, min, notInArray } from 'drizzle-orm';
import { commentKeyPurpose, commentPurpose } from '../access/seal-purposes.ts';
import { Seal } from '../access/seal.ts';
import { commentKeys, comments } from '../database/tables/access-tables.ts';
import { events, sources } from '../database/tables/log-tables.ts';
import { jsonTextOf, keptAsIs } from '../database/tables/dialect-sql.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';
import { StoreFailure } from '../event-log/event-store.ts';
import { fromPostgresText, toPostgresText } from '../event-log/postgres-text.ts';
import { guardedTables } from '../event-log/tables-failure.ts';

/** What a customer wrote with an answer. Instants are UTC epoch ms. */
export type NewComment = Readonly<{
	source: string;
	/** The event that brought it. */
	eventId: string;
	/** Pseudonym. */
	contact: string;
	text: string;
	/** When the customer answered. */
	time: number;
}>;

/** {@link NewComment} as it is kept. */
export type KeptComment = NewComment & Readonly<{ no: number; receivedAt: number }>;

/** What they are kept in. */
type CommentTables = Pick<Tables, 'orm' | 'dialect' | 'transaction'>;

/** Where the intake puts what customers wrote. */
export type CommentKeeper = Pick<Comments, 'keep'>;

/** Bytes of UTF-8 of one comment; what is beyond them is cut off. */
const maxBytes = 4096;
/** Bound values of one statement stay well below what SQLite takes. */
const together = 500;

/**
 * What customers wrote, apart from the log so that it can be erased. Each contact has a key of its own, which is kept sealed:
 * with the key gone, what a copy of the table may still hold is noise.
 */
export class Comments {
	readonly #tables: CommentTables;
	readonly #seal: Seal;

	constructor(tables: CommentTables, seal: Seal) {
		this.#tables = tables;
		this.#seal = seal;
	}

	/**
	 * Keeps comments, all or none, each once for its event: what is told again changes nothing. Of somebody who was erased since the
	 * event was taken in, nothing is kept.
	 * @throws StoreFailure when they could not be taken
	 */
	async keep(added: readonly NewComment[], now: number): Promise<void> {
		if (added.length === 0) return;
		// Whoever takes several of the same locks takes them in the same order, or two would wait for each other.
		const inOrder = [...added].sort((a, b) => compare(a.contact, b.contact) || compare(a.eventId, b.eventId));
		await guardedTables(() => this.#tables.transaction((orm) => this.#keepAll(orm, inOrder, now)));
	}

	/** Those of answers in [from, to), the oldest first. Where no key opens one it is left out, and counted. */
	async list(from: number, to: number): Promise<Readonly<{ comments: readonly KeptComment[]; unreadable: number }>> {
		const rows = await this.#tables.orm
			.select({ comment: comments, key: commentKeys.sealed })
			.from(comments)
			.innerJoin(commentKeys, eq(commentKeys.contact, comments.contact))
			.where(and(gte(comments.time, from), lt(comments.time, to)))
			.orderBy(asc(comments.time), asc(comments.no));
		const opened = rows.map(({ comment, key }) => this.#opened(comment, key));
		const readable = opened.filter((comment) => comment !== null);
		return { comments: readable, unreadable: opened.length - readable.length };
	}

	/** Those of some contacts. */
	async ofContacts(contacts: readonly string[]): Promise<readonly KeptComment[]> {
		const found: KeptComment[] = [];
		for (let at = 0; at < contacts.length; at += together) {
			const rows = await this.#tables.orm
				.select({ comment: comments, key: commentKeys.sealed })
				.from(comments)
				.innerJoin(commentKeys, eq(commentKeys.contact, comments.contact))
				.where(inArray(comments.contact, contacts.slice(at, at + together)));
			for (const { comment, key } of rows) {
				const opened = this.#opened(comment, key);
				if (opened !== null) found.push(opened);
			}
		}
		return found.sort((a, b) => a.no - b.no);
	}

	/** Erases those of answers before an instant, with the keys that open nothing any more; how many there were. */
	async eraseBefore(at: number): Promise<number> {
		const { orm } = this.#tables;
		const erased = await orm.delete(comments).where(lt(comments.time, at)).returning({ no: comments.no });
		if (erased.length > 0) await this.#tables.transaction((transaction) => this.#eraseUnused(transaction));
		return erased.length;
	}

	/** How many there are, and when the oldest was written; null where there is none. */
	async standing(): Promise<Readonly<{ rows: number; oldestAt: number | null }>> {
		const [row] = await this.#tables.orm.select({ rows: count(), oldestAt: min(comments.time) }).from(comments);
		return row ?? { rows: 0, oldestAt: null };
	}

	*#keepAll(orm: Orm, added: readonly NewComment[], now: number): Steps<void> {
		const ofAnother = yield* this.#ofAnother(orm, added);
		const keys = new Map<string, Seal>();
		for (const comment of added) {
			if (ofAnother.has(comment)) continue;
			const { contact, text, time } = comment;
			const [source, eventId] = [this.#kept(comment.source), this.#kept(comment.eventId)];
			const isKept = and(eq(comments.source, source), eq(comments.eventId, eventId));
			const there = yield* take(orm.select({ no: comments.no }).from(comments).where(isKept));
			if (there.length > 0) continue;
			const key = keys.get(contact) ?? (yield* this.#keyFor(orm, contact));
			keys.set(contact, key);
			const sealed = key.seal(cut(text), commentPurpose(comment.source, comment.eventId));
			const row = { source, eventId, contact, sealed, time, receivedAt: now };
			yield* take(orm.insert(comments).values(row).onConflictDoNothing());
		}
	}

	/**
	 * Those of which the log has the event under another name: their contact was erased between the event and its words. The others'
	 * events keep their names until these comments are there, so that an erasure finds them.
	 */
	*#ofAnother(orm: Orm, added: readonly NewComment[]): Steps<ReadonlySet<NewComment>> {
		const { dialect } = this.#tables;
		const ofAnother = new Set<NewComment>();
		for (const [source, theirs] of bySource(added))
			for (let at = 0; at < theirs.length; at += together) {
				const some = theirs.slice(at, at + together);
				const asked = and(
					eq(sources.name, this.#kept(source)),
					inArray(
						events.id,
						some.map(({ eventId }) => this.#kept(eventId))
					)
				);
				const told = orm
					.select({ id: events.id, contact: jsonTextOf(dialect, events.data, 'contact') })
					.from(events)
					.innerJoin(sources, eq(sources.no, events.sourceNo))
					.where(asked)
					.orderBy(asc(events.seq));
				const rows = yield* take(keptAsIs(dialect, 'share', told, events));
				const contacts = new Map(rows.map(({ id, contact }) => [id, contact]));
				for (const comment of some) {
					const contact = contacts.get(this.#kept(comment.eventId));
					if (contact !== undefined && contact !== comment.contact) ofAnother.add(comment);
				}
			}
		return ofAnother;
	}

	/** The key of a contact, made where there is none; it stays until the transaction is over. */
	*#keyFor(orm: Orm, contact: string): Steps<Seal> {
		const { dialect } = this.#tables;
		const kept = orm.select().from(commentKeys).where(eq(commentKeys.contact, contact));
		for (let attempt = 0; attempt < 2; attempt++) {
			const [known] = yield* take(keptAsIs(dialect, 'share', kept));
			if (known !== undefined) return this.#openKey(contact, known.sealed);
			const key = randomBytes(32);
			const sealed = this.#seal.seal(key.toString('base64url'), commentKeyPurpose(contact));
			const row = { contact, sealed };
			const made = yield* take(
				orm.insert(commentKeys).values(row).onConflictDoNothing().returning({ contact: commentKeys.contact })
			);
			if (made.length > 0) return new Seal(key);
		}
		throw new StoreFailure('away', new Error('the key of a contact comes and goes'));
	}

	/** In two steps: whoever keeps a comment under one of these keys meanwhile is waited for, and seen by the second. */
	*#eraseUnused(orm: Orm): Steps<void> {
		const { contact } = commentKeys;
		const used = orm.select({ contact: comments.contact }).from(comments);
		const unused = orm.select({ contact }).from(commentKeys).where(notInArray(contact, used)).orderBy(asc(contact));
		const rows = yield* take(keptAsIs(this.#tables.dialect, 'update', unused));
		for (let at = 0; at < rows.length; at += together) {
			const some = rows.slice(at, at + together).map((row) => row.contact);
			yield* take(orm.delete(commentKeys).where(and(inArray(contact, some), notInArray(contact, used))));
		}
	}

	/** A name that a sender chose, as the log has it in this store. */
	#kept(name: string): string {
		return this.#tables.dialect === 'sqlite' ? name : toPostgresText(name);
	}

	/** The name that was kept. */
	#sent(name: string): string {
		return this.#tables.dialect === 'sqlite' ? name : fromPostgresText(name);
	}

	#openKey(contact: string, sealed: string): Seal {
		return new Seal(Buffer.from(this.#seal.open(sealed, commentKeyPurpose(contact)), 'base64url'));
	}

	#opened({ sealed, ...row }: typeof comments.$inferSelect, key: string): KeptComment | null {
		const [source, eventId] = [this.#sent(row.source), this.#sent(row.eventId)];
		try {
			const text = this.#openKey(row.contact, key).open(sealed, commentPurpose(source, eventId));
			return { ...row, source, eventId, text };
		} catch (error) {
			if (error instanceof Error && error.name === 'CannotUnseal') return null;
			throw error;
		}
	}
}

function bySource(comments: readonly NewComment[]): ReadonlyMap<string, readonly NewComment[]> {
	const found = new Map<string, NewComment[]>();
	for (const comment of comments) {
		const theirs = found.get(comment.source);
		if (theirs === undefined) found.set(comment.source, [comment]);
		else theirs.push(comment);
	}
	return found;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** At most {@link maxBytes}, and no part of a letter at the end. */
function cut(text: string): string {
	const bytes = Buffer.from(text.toWellFormed());
	if (bytes.length <= maxBytes) return bytes.toString();
	let end = maxBytes;
	while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return bytes.toString('utf8', 0, end);
}
