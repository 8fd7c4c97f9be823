import type { Access } from '#lib/server/access/access.ts';
import type { ControlCommands } from '#lib/server/control/control-socket.ts';
import type { Outcome } from '#lib/server/people/outcome.ts';
import type { PeopleList } from '#lib/server/people/people-administration.ts';
import type { MadeLink } from '#lib/server/people/people-administration.ts';
import type { Invitation } from '#lib/server/people/person-schema.ts';
import { welcomeLink } from '#lib/server/people/welcome-link.ts';

/** A link to pass on. */
export type Link = Readonly<{ url: string; expiresAt: number }>;

/** What the command line may do about people: whoever may open the log's file may do all of it. */
export type PeopleWork = Readonly<{
	list(): Promise<PeopleList>;
	invite(invitation: Invitation): Promise<Outcome<Link>>;
	disable(id: string): Promise<Outcome<null>>;
	newPasswordLink(id: string): Promise<Outcome<Link>>;
	/** False when there is none by this id that has not ended. */
	endSession(id: string): Promise<boolean>;
	/** How many there were. */
	endAllSessions(): Promise<number>;
}>;

/** By the command line: which person that was is not known. */
const actor = { kind: 'command-line' } as const;

/** The work itself. */
export function peopleWork(administration: Access['administration'], origin: () => string): PeopleWork {
	const linked = (made: Outcome<MadeLink>): Outcome<Link> => {
		if (!made.ok) return made;
		const { token, expiresAt } = made.value;
		return { ok: true, value: { url: welcomeLink(origin(), token), expiresAt } };
	};
	return {
		list: () => administration.list(),
		invite: async (invitation) => linked(await administration.invite(actor, invitation)),
		disable: (id) => administration.change(actor, id, { disabled: true }),
		newPasswordLink: async (id) => linked(await administration.newPasswordLink(actor, id)),
		endSession: (id) => administration.endSession(actor, id),
		endAllSessions: () => administration.endSessions(actor, null)
	};
}

/** What a running server does of it. */
export function peopleCommands(work: PeopleWork): ControlCommands {
	return {
		listPeople: () => work.list(),
		invitePerson: (invitation: Invitation) => work.invite(invitation),
		disablePerson: ({ id }: { id: string }) => work.disable(id),
		newPasswordLink: ({ id }: { id: string }) => work.newPasswordLink(id),
		endSession: ({ id }: { id: string }) => work.endSession(id),
		endAllSessions: () => work.endAllSessions()
	};
}

/** The same by asking it; the answers are those of {@link peopleCommands}, so their types are, too. */
export function peopleThroughServer(ask: (command: string, input: unknown) => Promise<unknown>): PeopleWork {
	return {
		list: async () => (await ask('listPeople', {})) as PeopleList,
		invite: async (invitation) => (await ask('invitePerson', invitation)) as Outcome<Link>,
		disable: async (id) => (await ask('disablePerson', { id })) as Outcome<null>,
		newPasswordLink: async (id) => (await ask('newPasswordLink', { id })) as Outcome<Link>,
		endSession: async (id) => (await ask('endSession', { id })) === true,
		endAllSessions: async () => Number(await ask('endAllSessions', {}))
	};
}
