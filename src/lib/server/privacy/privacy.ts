import { randomBytes } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import { OneByOne } from '../access/one-by-one.ts';
import type { Seal } from '../access/seal.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../clock.ts';
import { commentKeys, comments as commentRows } from '../database/sqlite/access-schema.ts';
import { events } from '../database/sqlite/log-schema.ts';
import type { WritableLogDatabase } from '../database/sqlite/open-log.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { Pseudonyms } from '../intake/pseudonyms.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import { type BegunErasure, BegunErasures } from './begun-erasures.ts';
import type { Comments, KeptComment } from './comments.ts';
import type { DerivedNames } from './derived-names.ts';
import { FinishErasure, recordsOf } from './finish-erasure.ts';
import { erasePerson, findPerson, type HeldPerson } from './person-subject.ts';
import type { SubjectRecord } from './rejected-of-subject.ts';
import { findLaterEvents, findSubjectEvents, renameInLog } from './subject-events.ts';
import { type LogSubject, readSubject, type Subject } from './subject.ts';

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
	log: Pick<EventLog, 'append' | 'find' | 'readMany'>;
	pseudonyms: Pseudonyms;
	rejected: Pick<RejectedRecords, 'flush' | 'erase'>;
	comments: Pick<Comments, 'ofContacts'>;
	derived: DerivedNames;
	audit: Pick<AuditTrail, 'record' | 'recordIn'>;
	/** Seals whom an erasure is about, until it is over. */
	seal: Seal;
	/** Of all that change people. */
	peopleTurns: OneByOne;
	/** Ends what is open for a session. */
	endSession: (id: string) => void;
	clock: Pick<Clock, 'now'>;
	/** Remembers whom it erased, so that a restored backup does not bring them back. */
	noteErasure?: (kind: 'log' | 'person', name: string) => void;
	/** Empties the write-ahead log of the log's file; false where somebody still reads in it. */
	truncate?: () => Promise<boolean>;
}>;

/** What came of giving a subject's names up. */
type Severed = Readonly<{ events: number; contacts: number; comments: number; begun: BegunErasure }>;

const together = 500;

/** Gives out all that is held of somebody, and erases it. */
export class Privacy {
	/** What it rests on. */
	readonly parts: PrivacyParts;
	/** Two erasures at once would look for each other's names. */
	readonly #turns = new OneByOne();
	readonly #begun: BegunErasures;
	readonly #finish: FinishErasure;

	constructor(parts: PrivacyParts) {
		this.parts = parts;
		this.#begun = new BegunErasures(parts.database, parts.seal, parts.audit);
		this.#finish = new FinishErasure(parts, this.#begun);
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
			const rejected = await recordsOf(this.parts, { texts: marksOf(subject, held?.texts ?? []), names: new Set() });
			await audit.record(actor, 'subject.exported', held?.id ?? null, { kind: subject.kind });
			if (held === null) return { ...exported, pseudonym: null, events: [], comments: [], rejected, person: null };
			const { texts: _texts, id: _id, ...person } = held;
			return { ...exported, pseudonym: null, events: [], comments: [], rejected, person };
		}
		const found = await findSubjectEvents(database, subject);
		const rejected = await recordsOf(this.parts, { texts: marksOf(subject), names: found.names });
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
			// Whatever broke off before: its records are found by names that the log does not lead to any more.
			await this.#finishAll();
			return subject.kind === 'person'
				? this.#erasePerson(actor, subject.idOrAddress)
				: this.#eraseFromLog(actor, subject);
		});
	}

	/** Brings erasures to their end that broke off, as when the server died; nothing where there are none. */
	finishBegun(): Promise<void> {
		return this.#turns.run(() => this.#finishAll());
	}

	async #finishAll(): Promise<void> {
		for (const begun of this.#begun.list()) await this.#finish.run(begun);
	}

	async #erasePerson(actor: Actor, idOrAddress: string): Promise<Erasure> {
		const { database, endSession, peopleTurns } = this.parts;
		const { held, begun } = await peopleTurns.run(async () => {
			const held = await findPerson(database, idOrAddress);
			const texts = marksOf({ kind: 'person', idOrAddress }, held?.texts ?? []);
			const entry = { action: 'person.erased' as const, subject: held?.id ?? null, details: {} };
			const beginning = { actor, entry, erasedName: null, remains: { texts, names: [], noTrace: [] } };
			if (held === null) return { held, begun: this.#begun.begin(database.orm, beginning) };
			// Before the first change: a restore repeats it also where the server died in between.
			if (held.id !== null) this.parts.noteErasure?.('person', held.id);
			const made: BegunErasure[] = [];
			const ended = await erasePerson(database, held, (transaction) => {
				made.push(this.#begun.begin(transaction, beginning));
			});
			for (const session of ended) endSession(session);
			const [begun] = made;
			if (begun === undefined) throw new Error('somebody was erased, and it was not noted');
			return { held, begun };
		});
		const { rejected, filesLeft } = await this.#finish.run(begun);
		const nothing = { events: 0, contacts: 0, comments: 0, erasedName: null, idsLeft: 0 };
		return { ...nothing, rejected, person: held !== null, filesLeft };
	}

	async #eraseFromLog(actor: Actor, subject: LogSubject): Promise<Erasure> {
		this.parts.noteErasure?.('log', subject.pseudonym);
		const { begun, ...counts } = await this.#sever(actor, subject);
		const { rejected, filesLeft } = await this.#finish.run(begun);
		return {
			...counts,
			rejected,
			person: false,
			erasedName: begun.erasedName,
			idsLeft: subject.kind === 'pseudonym' ? 0 : await this.#idsHolding(subject.identifier),
			filesLeft
		};
	}

	/** In one turn of the event loop, so that what came in since the look is found, and nothing comes in between. */
	async #sever(actor: Actor, subject: LogSubject): Promise<Severed> {
		const { database, derived } = this.parts;
		const looked = await findSubjectEvents(database, subject);
		const names = new Map<string, string>();
		const severed: Severed[] = [];
		await derived.rename(names, () => {
			const found = findLaterEvents(database, subject, looked);
			for (const name of found.names) names.set(name, randomName());
			const contacts = [...found.contacts];
			renameInLog(database, names, found.seqs, (transaction) => {
				let erased = 0;
				const keys: string[] = [];
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
				const counts = { events: found.seqs.length, contacts: contacts.length, comments: erased };
				const erasedName = counts.events > 0 ? (names.get(subject.pseudonym) ?? randomName()) : null;
				const details = { kind: subject.kind, ...counts };
				const begun = this.#begun.begin(transaction, {
					actor,
					entry: { action: 'subject.erased', subject: erasedName, details },
					erasedName,
					remains: { texts: marksOf(subject), names: [...found.names], noTrace: [subject.pseudonym, ...keys] }
				});
				severed.push({ ...counts, begun });
			});
		});
		const [done] = severed;
		if (done === undefined) throw new Error('the names of a subject were not given up');
		return done;
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
}

function marksOf(subject: Subject, more: readonly string[] = []): readonly string[] {
	if (subject.kind === 'pseudonym') return [];
	return [...new Set([subject.kind === 'person' ? subject.idOrAddress : subject.identifier, ...more])];
}

/** In the form of a pseudonym, which is what the log asks for; nothing leads to it. */
function randomName(): string {
	return randomBytes(17).toString('base64url').slice(0, 22);
}
