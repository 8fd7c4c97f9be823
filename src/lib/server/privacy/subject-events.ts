import { and, gt, inArray, lte, sql } from 'drizzle-orm';
import { events, logHead } from '../database/sqlite/log-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import type { LogSubject } from './subject.ts';

/** What the log holds of a subject. */
export type SubjectEvents = Readonly<{
	/** Every pseudonym under which it stands there: the subject's own, and of a customer those of their contacts. */
	names: ReadonlySet<string>;
	/** The contacts among them. */
	contacts: ReadonlySet<string>;
	/** Positions of the events that name one of them, ascending. */
	seqs: readonly number[];
	/** The position up to which the log was looked through. */
	upTo: number;
}>;

/** Positions that are looked through before others get a turn: some tens of milliseconds. */
const together = 20_000;

/**
 * Looks the whole log through for a subject, some of it at a time. No index leads from a pseudonym to its events: nobody but the
 * subject has a question that needs one.
 */
export async function findSubjectEvents(
	database: Pick<LogDatabase, 'orm'>,
	subject: LogSubject
): Promise<SubjectEvents> {
	const found = nothingFound(subject);
	// A customer is named where a contact begins; what else became of it names the contact alone.
	const upTo = await eachPart(database, (afterSeq, lastSeq) => addNaming(database, subject, found, afterSeq, lastSeq));
	if (hasOtherContacts(subject, found))
		await eachPart(database, (afterSeq, lastSeq) => addOfContacts(database, found, afterSeq, Math.min(lastSeq, upTo)));
	return told(found, upTo);
}

/** The same with what came into the log since; waits for nothing. */
export function findLaterEvents(
	database: Pick<LogDatabase, 'orm'>,
	subject: LogSubject,
	{ names, contacts, seqs, upTo }: SubjectEvents
): SubjectEvents {
	const found: Found = { names: new Set(names), contacts: new Set(contacts), seqs: new Set(seqs) };
	const last = headOf(database);
	addNaming(database, subject, found, upTo, last);
	if (hasOtherContacts(subject, found)) addOfContacts(database, found, upTo, last);
	return told(found, last);
}

type Found = Readonly<{ names: Set<string>; contacts: Set<string>; seqs: Set<number> }>;

function nothingFound({ kind, pseudonym }: LogSubject): Found {
	return { names: new Set([pseudonym]), contacts: new Set(kind === 'contact' ? [pseudonym] : []), seqs: new Set() };
}

function told({ names, contacts, seqs }: Found, upTo: number): SubjectEvents {
	return { names, contacts, seqs: [...seqs].sort((a, b) => a - b), upTo };
}

function hasOtherContacts({ pseudonym }: LogSubject, { contacts }: Found): boolean {
	return contacts.size > (contacts.has(pseudonym) ? 1 : 0);
}

function addNaming(
	database: Pick<LogDatabase, 'orm'>,
	{ pseudonym }: LogSubject,
	{ names, contacts, seqs }: Found,
	afterSeq: number,
	lastSeq: number
): void {
	for (const { seq, data } of namingOne(database, pseudonym, afterSeq, lastSeq)) {
		seqs.add(seq);
		const { contact, customer } = JSON.parse(data) as { contact?: string; customer?: string }; // as the log holds it
		if (contact === undefined || (contact !== pseudonym && customer !== pseudonym)) continue;
		contacts.add(contact);
		names.add(contact);
	}
}

function addOfContacts(
	database: Pick<LogDatabase, 'orm'>,
	{ contacts, seqs }: Found,
	afterSeq: number,
	lastSeq: number
): void {
	for (const seq of ofContacts(database, contacts, afterSeq, lastSeq)) seqs.add(seq);
}

function headOf({ orm }: Pick<LogDatabase, 'orm'>): number {
	return orm.select({ seq: logHead.seq }).from(logHead).get()?.seq ?? 0;
}

/** @returns the position of the last event, once all before it was looked through */
async function eachPart(
	database: Pick<LogDatabase, 'orm'>,
	look: (afterSeq: number, lastSeq: number) => void
): Promise<number> {
	for (let after = 0; ;) {
		const head = headOf(database);
		if (after >= head) return head;
		const last = Math.min(after + together, head);
		look(after, last);
		after = last;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function namingOne({ orm }: Pick<LogDatabase, 'orm'>, name: string, afterSeq: number, lastSeq: number) {
	return orm
		.select({ seq: events.seq, data: events.data })
		.from(events)
		.where(
			and(gt(events.seq, afterSeq), lte(events.seq, lastSeq), sql`instr(${events.data}, ${JSON.stringify(name)}) > 0`)
		)
		.all();
}

function ofContacts(
	{ orm }: Pick<LogDatabase, 'orm'>,
	contacts: ReadonlySet<string>,
	afterSeq: number,
	lastSeq: number
): number[] {
	const listed = sql`(select value from json_each(${JSON.stringify([...contacts])}))`;
	return orm
		.select({ seq: events.seq })
		.from(events)
		.where(
			and(
				gt(events.seq, afterSeq),
				lte(events.seq, lastSeq),
				sql`json_extract(${events.data}, '$.contact') in ${listed}`
			)
		)
		.all()
		.map(({ seq }) => seq);
}

/** Bound values of one statement. */
const seqsAtOnce = 500;

/**
 * Gives the subject's names others in all of their events, in one transaction that waits for nothing. What an event says besides
 * stays as it is, byte by byte, and so do its position, its source and its id.
 * @param names the new name of each
 */
export function renameInLog(
	{ orm }: Pick<LogDatabase, 'orm'>,
	names: ReadonlyMap<string, string>,
	seqs: readonly number[],
	alongside: (transaction: Pick<LogDatabase['orm'], 'delete' | 'update' | 'insert' | 'select'>) => void
): void {
	orm.transaction(
		(transaction) => {
			for (let at = 0; at < seqs.length; at += seqsAtOnce) {
				const some = [...seqs.slice(at, at + seqsAtOnce)];
				const rows = transaction
					.select({ seq: events.seq, data: events.data })
					.from(events)
					.where(inArray(events.seq, some))
					.all();
				for (const { seq, data } of rows) {
					let renamed = data;
					for (const [name] of data.matchAll(/"[\w-]{22}"/g)) {
						const other = names.get(name.slice(1, -1));
						if (other !== undefined) renamed = renamed.replaceAll(name, JSON.stringify(other));
					}
					transaction
						.update(events)
						.set({ data: renamed })
						.where(inArray(events.seq, [seq]))
						.run();
				}
			}
			alongside(transaction);
		},
		{ behavior: 'immediate' }
	);
}
