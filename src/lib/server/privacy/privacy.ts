import { randomBytes } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
import type { InternalEvent, LogEvent } from '#lib/domain/contact/contact-event.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../clock.ts';
import { commentKeys, comments as commentRows } from '../database/sqlite/access-schema.ts';
import { events } from '../database/sqlite/log-schema.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { Pseudonyms } from '../intake/pseudonyms.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import type { Comments, KeptComment } from './comments.ts';
import type { DerivedNames } from './derived-names.ts';
import { CannotErase, erasePerson, findPerson, type HeldPerson } from './person-subject.ts';
import { findSubjectRecords, type SubjectRecord } from './rejected-of-subject.ts';
import { findLaterEvents, findSubjectEvents, renameInLog, type SubjectEvents } from './subject-events.ts';
import { type LogSubject, readSubject, type Subject } from './subject.ts';
import { sweep } from './sweep.ts';

/** All that is held of a subject. */
export type SubjectExport = Readonly<{
	/** As it was asked for. */
	subject: string;
	/** Under which the log knows it; null for a person. */
	pseudonym: string | null;
	/** UTC epoch ms. */
	exportedAt: number;
	events: readonly LogEvent[];
	comments: readonly KeptComment[];
	rejected: readonly SubjectRecord[];
	/** Where it is somebody who may log in. */
	person: Omit<HeldPerson, 'texts' | 'id'> | null;
}>;

/** What an erasure did. */
export type Erasure = Readonly<{
	/** Events in which the subject now stands under a name that leads nowhere. */
	events: number;
	/** Contacts of the subject. */
	contacts: number;
	comments: number;
	rejected: number;
	/** Whether an account, or an invitation, was erased. */
	person: boolean;
	/** The name that stands in the place of the subject's; null where the log did not know it. */
	erasedName: string | null;
	/** Events whose id, which the sender chose and which stays, holds the identifier. */
	idsLeft: number;
	/** Files that still hold something of it, after all of that; none when it is done. */
	filesLeft: readonly string[];
}>;

/** What the rights of those about whom something is held rest on. */
export type PrivacyParts = Readonly<{
	database: WritableLogDatabase;
	log: Pick<EventLog, 'append' | 'readMany'>;
	pseudonyms: Pseudonyms;
	rejected: Pick<RejectedRecords, 'flush' | 'erase'>;
	comments: Pick<Comments, 'ofContacts'>;
	derived: DerivedNames;
	audit: Pick<AuditTrail, 'record'>;
	/** Ends what is open for a session. */
	endSession: (id: string) => void;
	clock: Pick<Clock, 'now'>;
	/** Empties the write-ahead log of the log's file; false where somebody still reads in it. */
	truncate?: () => Promise<boolean>;
}>;

/** What came of giving a subject's names up; `keys` are the sealed keys that opened the comments. */
type Severed = Readonly<{
	found: SubjectEvents;
	names: ReadonlyMap<string, string>;
	comments: number;
	keys: readonly string[];
}>;

/** Texts that files are looked through for: each of them costs a look at every byte. */
const mostTexts = 100;
/** A shorter identifier is found everywhere, by chance. */
const shortestText = 6;
const together = 500;

/** Gives out all that is held of somebody, and erases it. */
export class Privacy {
	/** What it rests on. */
	readonly parts: PrivacyParts;
	/** Two erasures at once would look for each other's names. */
	readonly #turns = new OneByOne();

	constructor(parts: PrivacyParts) {
		this.parts = parts;
	}

	/**
	 * All that is held of a subject.
	 * @throws NoSubject
	 */
	async export(actor: Actor, text: string): Promise<SubjectExport> {
		const { database, comments, audit, clock, pseudonyms } = this.parts;
		const subject = readSubject(text, pseudonyms);
		const exported = { subject: text, exportedAt: clock.now() };
		if (subject.kind === 'person') {
			const held = await findPerson(database, subject.idOrAddress);
			const rejected = await this.#recordsOf(marksOf(subject, held?.texts ?? []), new Set());
			await audit.record(actor, 'subject.exported', held?.id ?? null, { kind: subject.kind });
			if (held === null) return { ...exported, pseudonym: null, events: [], comments: [], rejected, person: null };
			const { texts: _texts, id: _id, ...person } = held;
			return { ...exported, pseudonym: null, events: [], comments: [], rejected, person };
		}
		const found = await findSubjectEvents(database, subject);
		const rejected = await this.#recordsOf(marksOf(subject), found.names);
		const told = await this.#read(found.seqs);
		await audit.record(actor, 'subject.exported', null, { kind: subject.kind, events: told.length });
		return {
			...exported,
			pseudonym: subject.pseudonym,
			events: told,
			comments: await comments.ofContacts([...found.contacts]),
			rejected,
			person: null
		};
	}

	/**
	 * Erases a subject: what they wrote, what was refused, an account; and in the log their names give way to random ones, so that
	 * nobody finds their events by their number again, while every figure stays what it was.
	 * @throws NoSubject; CannotErase for the last administrator
	 */
	erase(actor: Actor, text: string): Promise<Erasure> {
		return this.#turns.run(async () => {
			const subject = readSubject(text, this.parts.pseudonyms);
			return subject.kind === 'person'
				? this.#erasePerson(actor, subject.idOrAddress)
				: this.#eraseFromLog(actor, subject);
		});
	}

	async #erasePerson(actor: Actor, idOrAddress: string): Promise<Erasure> {
		const { database, audit, endSession } = this.parts;
		const held = await findPerson(database, idOrAddress);
		const texts = marksOf({ kind: 'person', idOrAddress }, held?.texts ?? []);
		if (held !== null) for (const session of await erasePerson(database, held)) endSession(session);
		const rejected = await this.#eraseRecords(texts, new Set());
		await audit.record(actor, 'person.erased', held?.id ?? null, { rejected });
		const nothing = { events: 0, contacts: 0, comments: 0, erasedName: null, idsLeft: 0 };
		return { ...nothing, rejected, person: held !== null, filesLeft: await this.#sweep(texts) };
	}

	async #eraseFromLog(actor: Actor, subject: LogSubject): Promise<Erasure> {
		const { database, audit } = this.parts;
		const looked = await findSubjectEvents(database, subject);
		const raw = marksOf(subject);
		// Before the names go: a record that holds the raw id of one of the contacts is found by its name.
		const rejected = await this.#eraseRecords(raw, looked.names);
		const { found, names, comments, keys } = await this.#sever(subject, looked);
		const erasedName = found.seqs.length > 0 ? await this.#leaveTombstone(names.get(subject.pseudonym)) : null;
		const counts = { events: found.seqs.length, contacts: found.contacts.size, comments, rejected };
		await audit.record(actor, 'subject.erased', erasedName, { kind: subject.kind, ...counts });
		return {
			...counts,
			person: false,
			erasedName,
			idsLeft: subject.kind === 'pseudonym' ? 0 : await this.#idsHolding(subject.identifier),
			filesLeft: await this.#sweep([...raw, subject.pseudonym, ...found.names, ...keys])
		};
	}

	/** In one turn of the event loop, so that what came in since the look is found, and nothing comes in between. */
	async #sever(subject: LogSubject, looked: SubjectEvents): Promise<Severed> {
		const { database, derived } = this.parts;
		const names = new Map<string, string>();
		const keys: string[] = [];
		let found = looked;
		let erased = 0;
		await derived.rename(names, () => {
			found = findLaterEvents(database, subject, looked);
			for (const name of found.names) names.set(name, randomName());
			const contacts = [...found.contacts];
			renameInLog(database, names, found.seqs, (transaction) => {
				for (let at = 0; at < contacts.length; at += together) {
					const some = contacts.slice(at, at + together);
					erased += transaction.delete(commentRows).where(inArray(commentRows.contact, some)).run().changes;
					const gone = transaction
						.delete(commentKeys)
						.where(inArray(commentKeys.contact, some))
						.returning({ sealed: commentKeys.sealed })
						.all();
					keys.push(...gone.map(({ sealed }) => sealed));
				}
			});
		});
		return { found, names, comments: erased, keys };
	}

	/** Under the new name: it says that somebody was erased, and nobody can tell who. */
	async #leaveTombstone(name = randomName()): Promise<string> {
		const { log, clock } = this.parts;
		const event: InternalEvent = {
			type: 'bereik.subject.erased',
			source: 'bereik',
			id: `subject-erased-${name}`,
			time: clock.now(),
			data: { subject: name }
		};
		const result = await log.append([event]);
		if (!result.committed)
			throw new CannotErase(`erased, but the log could not note it (${result.refusal}): try again`);
		return name;
	}

	async #recordsOf(texts: readonly string[], names: ReadonlySet<string>): Promise<readonly SubjectRecord[]> {
		const { database, rejected, pseudonyms } = this.parts;
		await rejected.flush();
		return findSubjectRecords(database, { texts, names }, pseudonyms);
	}

	async #eraseRecords(texts: readonly string[], names: ReadonlySet<string>): Promise<number> {
		const records = await this.#recordsOf(texts, names);
		for (const { no } of records) await this.parts.rejected.erase(no);
		return records.length;
	}

	async #read(seqs: readonly number[]): Promise<LogEvent[]> {
		const told: LogEvent[] = [];
		for (let at = 0; at < seqs.length; at += together)
			told.push(...(await this.parts.log.readMany(seqs.slice(at, at + together))));
		return told;
	}

	async #idsHolding(identifier: string): Promise<number> {
		const [row] = await this.parts.database.orm
			.select({ rows: sql<number>`count(*)` })
			.from(events)
			.where(
				sql`instr(${events.id}, ${identifier}) > 0 or instr(coalesce(${events.supersedes}, ''), ${identifier}) > 0`
			);
		return row?.rows ?? 0;
	}

	/**
	 * Empties the write-ahead logs, then looks whether any byte of it is left between the rows; a file that holds one is written anew.
	 * @returns the files that hold some even then
	 */
	async #sweep(texts: readonly string[]): Promise<readonly string[]> {
		const { database, derived, truncate = () => emptyWal(database) } = this.parts;
		const looked = [...new Set(texts)].filter((text) => text.length >= shortestText).slice(0, mostTexts);
		const isEmptied = await truncate();
		derived.compact(false);
		const files = [database.file, derived.file].flatMap((file) => [file, `${file}-wal`]);
		const held = await sweep(files, looked);
		if (held.length === 0) return isEmptied ? [] : [`${database.file}-wal`];
		if (held.includes(database.file)) database.client.exec('VACUUM');
		if (held.includes(derived.file)) derived.compact(true);
		await truncate();
		return sweep(files, looked);
	}
}

function marksOf(subject: Subject, more: readonly string[] = []): readonly string[] {
	if (subject.kind === 'pseudonym') return [];
	return [...new Set([subject.kind === 'person' ? subject.idOrAddress : subject.identifier, ...more])];
}

/** In the form of a pseudonym, which is what the log asks for; nothing leads to it. */
function randomName(): string {
	return randomBytes(17).toString('base64url').slice(0, 22);
}

/** Somebody who reads, as a report does, holds it up for a moment. */
async function emptyWal({ client }: Pick<WritableLogDatabase, 'client'>): Promise<boolean> {
	for (let attempt = 0; attempt < 25; attempt++) {
		const [state] = client.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]; // as SQLite documents it
		if (state?.busy === 0) return true;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return false;
}
