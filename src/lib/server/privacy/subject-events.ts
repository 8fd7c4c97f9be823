import { and, asc, count, gt, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import { holds, isOneOf, jsonTextOf, keptAsIs } from '../database/tables/dialect-sql.ts';
import { events, logHead } from '../database/tables/log-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';
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

type LogTables = Pick<Tables, 'orm' | 'dialect'>;

/** Positions that are looked through before others get a turn: some tens of milliseconds. */
const together = 20_000;

/**
 * Looks the whole log through for a subject, some of it at a time. No index leads from a pseudonym to its events: nobody but the
 * subject has a question that needs one.
 */
export async function findSubjectEvents({ orm, dialect }: LogTables, subject: LogSubject): Promise<SubjectEvents> {
	const found = nothingFound(subject);
	// A customer is named where a contact begins; what else became of it names the contact alone.
	const upTo = await eachPart(orm, async (part) => {
		addNaming(subject, found, await namingOne(orm, dialect, subject.pseudonym, part));
	});
	if (hasOtherContacts(subject, found))
		await eachPart(orm, async ({ after, last }) => {
			const part = { after, last: Math.min(last, upTo) };
			addSeqs(found, await ofContacts(orm, dialect, found.contacts, part));
		});
	return told(found, upTo);
}

/**
 * The same with what came into the log since, as steps of a transaction. Until that is over nothing more comes into the log, so that
 * nothing is missed.
 */
export function* findLaterEvents(
	orm: Orm,
	dialect: Tables['dialect'],
	subject: LogSubject,
	{ names, contacts, seqs, upTo }: SubjectEvents
): Steps<SubjectEvents> {
	const found: Found = { names: new Set(names), contacts: new Set(contacts), seqs: new Set(seqs) };
	const [head] = yield* take(keptAsIs(dialect, 'update', orm.select({ seq: logHead.seq }).from(logHead)));
	const part = { after: upTo, last: head?.seq ?? 0 };
	addNaming(subject, found, yield* take(namingOne(orm, dialect, subject.pseudonym, part)));
	if (hasOtherContacts(subject, found)) addSeqs(found, yield* take(ofContacts(orm, dialect, found.contacts, part)));
	return told(found, part.last);
}

/** How many events have an id, or name that of another, which holds an identifier: the sender's choice, which stays. */
export async function countIdsHolding({ orm, dialect }: LogTables, identifier: string): Promise<number> {
	const isHeld = or(holds(dialect, events.id, identifier), holds(dialect, events.supersedes, identifier));
	let holding = 0;
	await eachPart(orm, async (part) => {
		const [row] = await orm
			.select({ rows: count() })
			.from(events)
			.where(and(isIn(part), isHeld));
		holding += row?.rows ?? 0;
	});
	return holding;
}

type Found = Readonly<{ names: Set<string>; contacts: Set<string>; seqs: Set<number> }>;
/** Positions after one, up to another. */
type Part = Readonly<{ after: number; last: number }>;

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
	{ pseudonym }: LogSubject,
	{ names, contacts, seqs }: Found,
	rows: readonly Readonly<{ seq: number; data: string }>[]
): void {
	for (const { seq, data } of rows) {
		seqs.add(seq);
		const { contact, customer } = JSON.parse(data) as { contact?: string; customer?: string }; // as the log holds it
		if (contact === undefined || (contact !== pseudonym && customer !== pseudonym)) continue;
		contacts.add(contact);
		names.add(contact);
	}
}

function addSeqs({ seqs }: Found, rows: readonly Readonly<{ seq: number }>[]): void {
	for (const { seq } of rows) seqs.add(seq);
}

/** @returns the position of the last event, once all before it was looked through */
async function eachPart(orm: Orm, look: (part: Part) => Promise<void>): Promise<number> {
	for (let after = 0; ;) {
		const [row] = await orm.select({ seq: logHead.seq }).from(logHead);
		const head = row?.seq ?? 0;
		if (after >= head) return head;
		const last = Math.min(after + together, head);
		await look({ after, last });
		after = last;
		await new Promise((resolve) => setImmediate(resolve));
	}
}

function namingOne(orm: Orm, dialect: Tables['dialect'], name: string, part: Part) {
	const isNamed = holds(dialect, events.data, JSON.stringify(name));
	return orm
		.select({ seq: events.seq, data: events.data })
		.from(events)
		.where(and(isIn(part), isNamed));
}

function ofContacts(orm: Orm, dialect: Tables['dialect'], contacts: ReadonlySet<string>, part: Part) {
	const isTheirs = isOneOf(dialect, jsonTextOf(dialect, events.data, 'contact'), contacts);
	return orm
		.select({ seq: events.seq })
		.from(events)
		.where(and(isIn(part), isTheirs));
}

function isIn({ after, last }: Part): SQL | undefined {
	return and(gt(events.seq, after), lte(events.seq, last));
}

/** Rows that are changed with one statement. */
const rowsAtOnce = 500;

/**
 * Gives the subject's names others in some events, as steps of a transaction. What an event says besides stays as it is, byte by
 * byte, and so do its position, its source and its id.
 * @param names the new name of each
 */
export function* renameInLog(
	orm: Orm,
	dialect: Tables['dialect'],
	names: ReadonlyMap<string, string>,
	seqs: readonly number[]
): Steps<void> {
	for (let at = 0; at < seqs.length; at += rowsAtOnce) {
		const some = [...seqs.slice(at, at + rowsAtOnce)];
		const asked = orm
			.select({ seq: events.seq, data: events.data })
			.from(events)
			.where(inArray(events.seq, some))
			.orderBy(asc(events.seq));
		const rows = yield* take(keptAsIs(dialect, 'update', asked));
		const renamed = rows.flatMap(({ seq, data }) => {
			const other = renamedIn(data, names);
			return other === data ? [] : [{ seq, data: other }];
		});
		if (renamed.length === 0) continue;
		const each = renamed.map(({ seq, data }) => sql`when ${seq} then ${data}`);
		const changed = renamed.map(({ seq }) => seq);
		yield* take(
			orm
				.update(events)
				.set({ data: sql`case ${events.seq} ${sql.join(each, sql` `)} else ${events.data} end` })
				.where(inArray(events.seq, changed))
		);
	}
}

function renamedIn(data: string, names: ReadonlyMap<string, string>): string {
	let renamed = data;
	for (const [name] of data.matchAll(/"[\w-]{22}"/g)) {
		const other = names.get(name.slice(1, -1));
		if (other !== undefined) renamed = renamed.replaceAll(name, JSON.stringify(other));
	}
	return renamed;
}
