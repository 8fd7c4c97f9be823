import { and, eq, isNull, or } from 'drizzle-orm';
import { audit, invitations, people, sessions } from '../database/sqlite/access-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
import { People } from '../people/people.ts';

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
export async function findPerson({ orm }: Pick<LogDatabase, 'orm'>, idOrAddress: string): Promise<HeldPerson | null> {
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
 * @param alongside what else belongs in the same transaction
 * @returns the sessions that were
 * @throws CannotErase where nobody else could let people in any more
 */
export async function erasePerson(
	database: Pick<LogDatabase, 'orm'>,
	{ id, invitations: invited }: HeldPerson,
	alongside: (transaction: Pick<LogDatabase['orm'], 'insert' | 'delete' | 'update'>) => void
): Promise<readonly string[]> {
	const { orm } = database;
	if (id !== null) {
		const [admin] = await orm
			.select({ roles: people.roles })
			.from(people)
			.where(and(eq(people.id, id), isNull(people.disabledAt)));
		const isAdmin = admin?.roles.split(' ').includes('admin') === true;
		if (isAdmin && !(await new People(database, () => 0).hasAdminBeside(id)))
			throw new CannotErase('this is the last administrator: make another one first');
	}
	return orm.transaction(
		(transaction) => {
			for (const invitation of invited)
				transaction
					.delete(invitations)
					.where(eq(invitations.id, String(invitation['id'])))
					.run();
			alongside(transaction);
			if (id === null) return [];
			const ended = transaction.delete(sessions).where(eq(sessions.personId, id)).returning({ id: sessions.id }).all();
			transaction.delete(people).where(eq(people.id, id)).run();
			return ended.map((session) => session.id);
		},
		{ behavior: 'immediate' }
	);
}

function without<Row extends Readonly<Record<string, unknown>>>(
	row: Row,
	names: readonly (keyof Row & string)[]
): Readonly<Record<string, unknown>> {
	return Object.fromEntries(Object.entries(row).filter(([name]) => !names.some((one) => one === name)));
}
