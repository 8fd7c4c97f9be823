import { randomBytes } from 'node:crypto';
import { inArray } from 'drizzle-orm';
import type { LogEvent } from '#lib/domain/contact/contact-event.ts';
import type { Seal } from '../access/seal.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { Clock } from '../clock.ts';
import { commentKeys, comments as commentRows } from '../database/tables/access-tables.ts';
import { type Orm, type Steps, type Tables, take, type Turns } from '../database/tables/tables.ts';
import type { EventLog } from '../event-log/event-log.ts';
import type { Pseudonyms } from '../intake/pseudonyms.ts';
import type { RejectedRecords } from '../intake/rejected-records.ts';
import { type BegunErasure, BegunErasures, type Remains } from './begun-erasures.ts';
import type { Comments, KeptComment } from './comments.ts';
import type { DerivedNames } from './derived-names.ts';
import type { ErasureNotices } from './erasure-notices.ts';
import { FinishErasure, recordsOf } from './finish-erasure.ts';
import { erasePerson, findPerson, type HeldPerson } from './person-subject.ts';
import type { SubjectRecord } from './rejected-of-subject.ts';
import type { StoreTraces } from './store-traces.ts';
import {
	countIdsHolding,
	findLaterEvents,
	findSubjectEvents,
	renameInLog,
	type SubjectEvents
} from './subject-events.ts';
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
	database: Tables;
	/** What is left of deleted rows, in the store. */
	traces: StoreTraces;
	/** Tells other servers on the same log; left out = there are none. */
	notices?: Pick<ErasureNotices, 'write'>;
	log: Pick<EventLog, 'append' | 'find' | 'readMany'>;
	pseudonyms: Pseudonyms;
	rejected: Pick<RejectedRecords, 'flush' | 'erase'>;
	comments: Pick<Comments, 'ofContacts'>;
	derived: DerivedNames;
	audit: Pick<AuditTrail, 'record' | 'recordIn'>;
	/** Seals whom an erasure is about, until it is over. */
	seal: Seal;
	/** Of all that change people. */
	peopleTurns: Turns;
	/** Ends what is open for a session. */
	endSession: (id: string) => void;
	clock: Pick<Clock, 'now'>;
	/** Remembers whom it erased, so that a restored backup does not bring them back. */
	noteErasure?: (kind: 'log' | 'person', name: string) => void;
}>;

/** What came of giving a subject's names up. */
type Severed = Readonly<{ events: number; contacts: number; comments: number; begun: BegunErasure }>;

const together = 500;

/** Gives out all that is held of somebody, and erases it. */
export class Privacy {
	/** What it rests on. */
	readonly parts: PrivacyParts;
	/** Two erasures at once would look for each other's names, on whichever servers they are. */
	readonly #turns: Turns;
	readonly #begun: BegunErasures;
	readonly #finish: FinishErasure;

	constructor(parts: PrivacyParts) {
		this.parts = parts;
		this.#turns = parts.database.turns('erasure');
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
		for (const begun of await this.#begun.list()) await this.#finish.run(begun);
	}

	async #erasePerson(actor: Actor, idOrAddress: string): Promise<Erasure> {
		const { database, endSession, peopleTurns } = this.parts;
		const { held, begun } = await peopleTurns.run(async () => {
			const held = await findPerson(database, idOrAddress);
			const texts = marksOf({ kind: 'person', idOrAddress }, held?.texts ?? []);
			const entry = { action: 'person.erased' as const, subject: held?.id ?? null, details: {} };
			const remains = { texts, names: [], noTrace: [] };
			const beginning = { actor, entry, erasedName: null, remains };
			// Before the first change: a restore repeats it also where the server died in between.
			if (held !== null && held.id !== null) this.parts.noteErasure?.('person', held.id);
			const made: BegunErasure[] = [];
			const begin = (transaction: Orm): Steps<void> => this.#begin(transaction, beginning, new Map(), made);
			const ended = held === null ? await database.transaction(begin) : await erasePerson(database, held, begin);
			for (const session of ended ?? []) endSession(session);
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
			idsLeft: subject.kind === 'pseudonym' ? 0 : await countIdsHolding(this.parts.database, subject.identifier),
			filesLeft
		};
	}

	/** In one transaction, in which what came in since the look is found, and nothing comes in between. */
	async #sever(actor: Actor, subject: LogSubject): Promise<Severed> {
		const { database, derived } = this.parts;
		const looked = await findSubjectEvents(database, subject);
		const names = new Map<string, string>();
		const severed: Severed[] = [];
		await derived.rename(names, async () => {
			severed.push(await database.transaction((orm) => this.#giveUp(orm, actor, subject, looked, names)));
		});
		const [done] = severed;
		if (done === undefined) throw new Error('the names of a subject were not given up');
		return done;
	}

	/** @param names filled with the new name of each */
	*#giveUp(
		orm: Orm,
		actor: Actor,
		subject: LogSubject,
		looked: SubjectEvents,
		names: Map<string, string>
	): Steps<Severed> {
		const { dialect } = this.parts.database;
		for (const name of looked.names) names.set(name, randomName());
		// Most of it before the log is kept from growing.
		yield* renameInLog(orm, dialect, names, looked.seqs);
		const found = yield* findLaterEvents(orm, dialect, subject, looked);
		for (const name of found.names) if (!names.has(name)) names.set(name, randomName());
		const isMore = found.names.size > looked.names.size;
		const before = new Set(looked.seqs);
		yield* renameInLog(orm, dialect, names, isMore ? found.seqs : found.seqs.filter((seq) => !before.has(seq)));
		const contacts = [...found.contacts];
		const { erased, keys } = yield* eraseComments(orm, contacts);
		const counts = { events: found.seqs.length, contacts: contacts.length, comments: erased };
		const erasedName = counts.events > 0 ? (names.get(subject.pseudonym) ?? randomName()) : null;
		const entry = {
			action: 'subject.erased' as const,
			subject: erasedName,
			details: { kind: subject.kind, ...counts }
		};
		const remains = {
			texts: marksOf(subject),
			names: [...found.names],
			noTrace: [subject.pseudonym, ...keys]
		};
		const made: BegunErasure[] = [];
		yield* this.#begin(orm, { actor, entry, erasedName, remains }, names, made);
		const [begun] = made;
		if (begun === undefined) throw new Error('the names of a subject were given up, and it was not noted');
		return { ...counts, begun };
	}

	/** Notes that it begins, for whoever has to end it and for other servers on the log. */
	*#begin(
		orm: Orm,
		beginning: Omit<BegunErasure, 'id'> & Readonly<{ remains: Remains }>,
		names: ReadonlyMap<string, string>,
		made: BegunErasure[]
	): Steps<void> {
		made.push(yield* this.#begun.begin(orm, beginning));
		const { texts } = beginning.remains;
		const { notices } = this.parts;
		const { entry } = beginning;
		const person = entry?.action === 'person.erased' ? entry.subject : null;
		if (notices !== undefined) yield* notices.write(orm, { names: [...names], texts, person });
	}

	async #read(seqs: readonly number[]): Promise<LogEvent[]> {
		const told: LogEvent[] = [];
		for (let at = 0; at < seqs.length; at += together)
			told.push(...(await this.parts.log.readMany(seqs.slice(at, at + together))));
		return told;
	}
}

/** What contacts wrote, with the keys of it; the sealed keys are told, so that they can be looked for. */
function* eraseComments(
	orm: Orm,
	contacts: readonly string[]
): Steps<Readonly<{ erased: number; keys: readonly string[] }>> {
	const keys: string[] = [];
	let erased = 0;
	for (let at = 0; at < contacts.length; at += together) {
		const some = contacts.slice(at, at + together);
		const gone = orm.delete(commentRows).where(inArray(commentRows.contact, some)).returning({ no: commentRows.no });
		erased += (yield* take(gone)).length;
		const { contact, sealed } = commentKeys;
		const closed = yield* take(orm.delete(commentKeys).where(inArray(contact, some)).returning({ sealed }));
		for (const key of closed) keys.push(key.sealed);
	}
	return { erased, keys };
}

function marksOf(subject: Subject, more: readonly string[] = []): readonly string[] {
	if (subject.kind === 'pseudonym') return [];
	return [...new Set([subject.kind === 'person' ? subject.idOrAddress : subject.identifier, ...more])];
}

/** In the form of a pseudonym, which is what the log asks for; nothing leads to it. */
function randomName(): string {
	return randomBytes(17).toString('base64url').slice(0, 22);
}
