import { and, eq, or } from 'drizzle-orm';
import { audit, invitations, people, sessions } from '../database/tables/access-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';
import { takeAdmins } from '../people/people.ts';

/** What is held of somebody who may log in. */
export type HeldPerson = Readonly<{
	/** Null where they were invited and never came. */
	id: string | null;
	person: Readonly<Record<string, unknown>> | null;
	invitations: readonly Readonly<Record<string, unknown>>[];
	sessions: readonly Readonly<Record<string, unknown>>[];
	/** What they did, and what was done to them. */
	audit: readonly Readonly<Record<string, unknown>>[];
	/** Texts by which they are known outside the tables of people. */
	texts: readonly string[];
}>;

/** The person cannot be erased, and the message says why. */
export class CannotErase extends Error {
	override readonly name = 'CannotErase';
}

/** All that is held of a person, by the id of their account or the address; never what opens something. */
export async function findPerson({ orm }: Pick<Tables, 'orm'>, idOrAddress: string): Promise<HeldPerson | null> {
	const [row] = await orm
		.select()
		.from(people)
		.where(or(eq(people.id, idOrAddress), eq(people.email, idOrAddress)));
	const address = row?.email ?? (idOrAddress.includes('@') ? idOrAddress : null);
	const id = row?.id ?? null;
	const theirs = or(
		address === null ? undefined : eq(invitations.email, address),
		id === null ? undefined : eq(invitations.personId, id)
	);
	const invited = theirs === undefined ? [] : await orm.select().from(invitations).where(theirs);
	if (row === undefined && invited.length === 0) return null;
	const open = id === null ? [] : await orm.select().from(sessions).where(eq(sessions.personId, id));
	const about =
		id === null
			? []
			: await orm
					.select()
					.from(audit)
					.where(or(and(eq(audit.actorKind, 'person'), eq(audit.actorId, id)), eq(audit.subject, id)));
	const name = row?.name ?? invited[0]?.name ?? null;
	const texts = [address, row?.oidcSubject ?? null, name?.includes(' ') === true ? name : null];
	return {
		id,
		person: row === undefined ? null : without(row, ['passwordHash']),
		invitations: invited.map((invitation) => without(invitation, ['tokenHash'])),
		sessions: open.map((session) => without(session, ['tokenHash', 'sealedRefreshToken'])),
		audit: about,
		texts: texts.filter((text) => text !== null)
	};
}

/**
 * Erases a person with their sessions and invitations. The audit keeps their id, which leads nowhere from then on. To be run in the
 * turn of those that change people, or two that are erased at once leave no administrator.
 * @param alongside steps that belong in the same transaction
 * @returns the sessions that were
 * @throws CannotErase where nobody else could let people in any more
 */
export function erasePerson(
	tables: Pick<Tables, 'orm' | 'transaction'>,
	held: HeldPerson,
	alongside: (transaction: Orm) => Steps<void>
): Promise<readonly string[]> {
	return tables.transaction((transaction) => eraseRows(transaction, held, alongside));
}

function* eraseRows(
	transaction: Orm,
	{ id, invitations: invited }: HeldPerson,
	alongside: (transaction: Orm) => Steps<void>
): Steps<readonly string[]> {
	const admins = id === null ? [] : yield* takeAdmins(transaction);
	if (id !== null && admins.includes(id) && admins.length === 1)
		throw new CannotErase('this is the last administrator: make another one first');
	for (const invitation of invited)
		yield* take(transaction.delete(invitations).where(eq(invitations.id, String(invitation['id']))));
	yield* alongside(transaction);
	if (id === null) return [];
	// Before the sessions: one that is opened meanwhile opens nothing, since it is of nobody.
	yield* take(transaction.delete(people).where(eq(people.id, id)));
	const ended = transaction.delete(sessions).where(eq(sessions.personId, id)).returning({ id: sessions.id });
	return (yield* take(ended)).map((session) => session.id);
}

function without<Row extends Readonly<Record<string, unknown>>>(
	row: Row,
	names: readonly (keyof Row & string)[]
): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(row).filter(([name]) => !names.some((one) => one === name)));
}
