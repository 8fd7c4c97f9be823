import { randomBytes } from 'node:crypto';
import { and, asc, count, eq, gte, inArray, lt, min, notInArray, sql } from 'drizzle-orm';
import { commentKeyPurpose, commentPurpose } from '../access/seal-purposes.ts';
import { Seal } from '../access/seal.ts';
import { commentKeys, comments } from '../database/sqlite/access-schema.ts';
import { events, sources } from '../database/sqlite/log-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { guarded } from '../event-log/sqlite-failure.ts';

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
	readonly #database: LogDatabase;
	readonly #seal: Seal;

	constructor(database: LogDatabase, seal: Seal) {
		this.#database = database;
		this.#seal = seal;
	}

	/**
	 * Keeps comments, all or none, each once for its event: what is told again changes nothing. Of somebody who was erased since the
	 * event was taken in, nothing is kept.
	 * @throws StoreFailure when they could not be taken
	 */
	keep(added: readonly NewComment[], now: number): void {
		if (added.length === 0) return;
		guarded(this.#database, () =>
			this.#database.orm.transaction(
				(transaction) => {
					const keys = new Map<string, Seal>();
					for (const { source, eventId, contact, text, time } of added) {
						const known = eq(comments.source, source);
						const [there] = transaction
							.select({ no: comments.no })
							.from(comments)
							.where(and(known, eq(comments.eventId, eventId)))
							.all();
						if (there !== undefined || isOfAnother(transaction, source, eventId, contact)) continue;
						const key = keys.get(contact) ?? this.#keyFor(transaction, contact);
						keys.set(contact, key);
						const sealed = key.seal(cut(text), commentPurpose(source, eventId));
						transaction.insert(comments).values({ source, eventId, contact, sealed, time, receivedAt: now }).run();
					}
				},
				{ behavior: 'immediate' }
			)
		);
	}

	/** Those of answers in [from, to), the oldest first. Where no key opens one it is left out, and counted. */
	async list(from: number, to: number): Promise<Readonly<{ comments: readonly KeptComment[]; unreadable: number }>> {
		const rows = await this.#database.orm
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
			const rows = await this.#database.orm
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
		const { orm } = this.#database;
		const erased = await orm.delete(comments).where(lt(comments.time, at)).returning({ no: comments.no });
		const used = orm.select({ contact: comments.contact }).from(comments);
		if (erased.length > 0) await orm.delete(commentKeys).where(notInArray(commentKeys.contact, used));
		return erased.length;
	}

	/** How many there are, and when the oldest was written; null where there is none. */
	async standing(): Promise<Readonly<{ rows: number; oldestAt: number | null }>> {
		const [row] = await this.#database.orm.select({ rows: count(), oldestAt: min(comments.time) }).from(comments);
		return row ?? { rows: 0, oldestAt: null };
	}

	#keyFor(orm: Pick<LogDatabase['orm'], 'select' | 'insert'>, contact: string): Seal {
		const [kept] = orm.select().from(commentKeys).where(eq(commentKeys.contact, contact)).all();
		if (kept !== undefined) return this.#openKey(contact, kept.sealed);
		const key = randomBytes(32);
		const sealed = this.#seal.seal(key.toString('base64url'), commentKeyPurpose(contact));
		orm.insert(commentKeys).values({ contact, sealed }).run();
		return new Seal(key);
	}

	#openKey(contact: string, sealed: string): Seal {
		return new Seal(Buffer.from(this.#seal.open(sealed, commentKeyPurpose(contact)), 'base64url'));
	}

	#opened({ sealed, ...row }: typeof comments.$inferSelect, key: string): KeptComment | null {
		try {
			return { ...row, text: this.#openKey(row.contact, key).open(sealed, commentPurpose(row.source, row.eventId)) };
		} catch (error) {
			if (error instanceof Error && error.name === 'CannotUnseal') return null;
			throw error;
		}
	}
}

/** Whether the log has the event under another name: its contact was erased between the event and its words. */
function isOfAnother(
	orm: Pick<LogDatabase['orm'], 'select'>,
	source: string,
	eventId: string,
	contact: string
): boolean {
	const [told] = orm
		.select({ contact: sql<string | null>`json_extract(${events.data}, '$.contact')` })
		.from(events)
		.innerJoin(sources, eq(sources.no, events.sourceNo))
		.where(and(eq(sources.name, source), eq(events.id, eventId)))
		.all();
	return told !== undefined && told.contact !== contact;
}

/** At most {@link maxBytes}, and no part of a letter at the end. */
function cut(text: string): string {
	const bytes = Buffer.from(text.toWellFormed());
	if (bytes.length <= maxBytes) return bytes.toString();
	let end = maxBytes;
	while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
	return bytes.toString('utf8', 0, end);
}
