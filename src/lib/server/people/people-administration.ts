import { reason } from '#lib/domain/reasons/reason.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { Turns } from '../database/tables/tables.ts';
import type { AccessWatch } from '../access/access-watch.ts';
import type { Invitations, KeptInvitation } from './invitations.ts';
import { done, type Outcome, refused } from './outcome.ts';
import type { People, Person } from './people.ts';
import type { Invitation, PersonChanges } from './person-schema.ts';
import type { Sessions } from './sessions.ts';

/** A person for whoever administers them. */
export type ListedPerson = Omit<Person, 'passwordHash' | 'hasSignOn'> & Readonly<{ method: 'password' | 'oidc' }>;

/** An invitation that is still open. */
export type ListedInvitation = Omit<KeptInvitation, 'personId'>;

/** Everybody, and who is still to come. */
export type PeopleList = Readonly<{
	people: readonly ListedPerson[];
	invitations: readonly ListedInvitation[];
}>;

/** A link by which somebody sets a password: the last part of it, and until when it is good. */
export type MadeLink = Readonly<{ token: string; expiresAt: number }>;

const dayMs = 24 * 60 * 60_000;
const inviteMs = 7 * dayMs;
const firstMs = dayMs;
const newPasswordMs = dayMs;
/** What has ended says where somebody was from; nobody needs that for longer. */
const keepEndedMs = 30 * dayMs;

/** What the administration rests on. */
export type PeopleParts = Readonly<{
	people: People;
	invitations: Invitations;
	sessions: Sessions;
	audit: AuditTrail;
	/** Ends what is open for a session; nothing is where no server runs. */
	watch: Pick<AccessWatch, 'end'>;
	now(): number;
	/** Shared by all that change people. */
	turns: Turns;
}>;

/** Who may come in, and as what: by the pages of an administrator and by the command line alike. All of it is recorded. */
export class PeopleAdministration {
	readonly #parts: PeopleParts;

	constructor(parts: PeopleParts) {
		this.#parts = parts;
	}

	async list(): Promise<PeopleList> {
		const { people, invitations } = this.#parts;
		return {
			people: (await people.list()).map(listed),
			invitations: (await invitations.list()).map(({ personId: _, ...invitation }) => invitation)
		};
	}

	/** Makes a link for somebody new; an earlier one for the same address ends. */
	invite(actor: Actor, { email, name, roles, queues }: Invitation): Promise<Outcome<MadeLink>> {
		const { people, invitations, audit } = this.#parts;
		return this.#parts.turns.run(async () => {
			if ((await people.findByEmail(email)) !== null) return refused(409, 'email', reason('address-taken'));
			const createdBy = actor.kind === 'person' ? actor.id : null;
			const about = { personId: null, email, name, roles, queues, createdBy };
			const { id, token, expiresAt } = await invitations.make({ ...about, lifeMs: inviteMs });
			await audit.record(actor, 'person.invited', id, { roles, queues });
			return done({ token, expiresAt });
		});
	}

	/**
	 * Makes the link for the first administrator; the one before ends.
	 * @returns null where there are people already
	 */
	inviteFirst(): Promise<MadeLink | null> {
		const { people, invitations, audit } = this.#parts;
		return this.#parts.turns.run(async () => {
			if (!(await people.isEmpty())) return null;
			const about = { personId: null, email: null, name: null, roles: ['admin'], queues: null } as const;
			const { id, token, expiresAt } = await invitations.make({ ...about, createdBy: null, lifeMs: firstMs });
			await audit.record({ kind: 'command-line' }, 'person.invited', id, { roles: about.roles, first: true });
			return { token, expiresAt };
		});
	}

	/** Ends a link that is still open; false where there is none by this id. */
	async revokeInvitation(actor: Actor, id: string): Promise<boolean> {
		const isRevoked = await this.#parts.invitations.revoke(id);
		if (isRevoked) await this.#parts.audit.record(actor, 'invitation.revoked', id);
		return isRevoked;
	}

	/** Changes a person. Whoever may do something else from now on, or nothing, has to log in again. */
	change(actor: Actor, id: string, changes: PersonChanges): Promise<Outcome<null>> {
		const { people, invitations, now } = this.#parts;
		return this.#parts.turns.run(async () => {
			const person = await people.find(id);
			if (person === null) return refused(404, 'id', 'there is nobody by this id');
			const { name, roles = person.roles, queues = person.queues, disabled = person.disabledAt !== null } = changes;
			const isAdmin = person.roles.includes('admin') && person.disabledAt === null;
			const staysAdmin = roles.includes('admin') && !disabled;
			const disabledAt = disabled ? (person.disabledAt ?? now()) : null;
			const changed = { name: name ?? person.name, roles, queues, disabledAt };
			if (!isAdmin || staysAdmin) await people.change(id, changed);
			else if (!(await people.changeUnlessLast(id, changed)))
				return refused(409, disabled ? 'disabled' : 'roles', reason('last-administrator'));
			if (disabledAt !== null) await invitations.revokeOf(id);
			await this.#recordChange(actor, person, { ...person, ...changed });
			return done(null);
		});
	}

	/** Makes a link by which a person sets a new password; the one they have stays good until then. */
	newPasswordLink(actor: Actor, id: string): Promise<Outcome<MadeLink>> {
		const { people, invitations, audit } = this.#parts;
		return this.#parts.turns.run(async () => {
			const person = await people.find(id);
			if (person === null) return refused(404, 'id', 'there is nobody by this id');
			if (person.disabledAt !== null) return refused(409, 'id', reason('person-shut-out'));
			if (person.email === null || person.hasSignOn) return refused(409, 'id', reason('signs-on-elsewhere'));
			const { email, name, roles, queues } = person;
			const createdBy = actor.kind === 'person' ? actor.id : null;
			const about = { personId: id, email, name, roles, queues, createdBy };
			const { token, expiresAt } = await invitations.make({ ...about, lifeMs: newPasswordMs });
			await audit.record(actor, 'person.new-password-link', id);
			return done({ token, expiresAt });
		});
	}

	/** Ends a session and all that is open for it; false where there is none by this id that has not ended. */
	async endSession(actor: Actor, id: string): Promise<boolean> {
		const { sessions, audit, watch } = this.#parts;
		const isEnded = await sessions.end(id);
		watch.end('sessions', id);
		if (isEnded) await audit.record(actor, 'session.ended', id);
		return isEnded;
	}

	/**
	 * Ends all sessions of a person, or of everybody.
	 * @param except one that stays, by its id
	 * @returns how many there were
	 */
	async endSessions(actor: Actor, personId: string | null, except: string | null = null): Promise<number> {
		const ended = await this.#end(personId, except);
		if (ended > 0) await this.#parts.audit.record(actor, 'session.ended-all', personId, { sessions: ended });
		return ended;
	}

	/** Erases what ended long ago. */
	async tidy(): Promise<void> {
		const before = this.#parts.now() - keepEndedMs;
		await this.#parts.sessions.eraseEndedBefore(before);
		await this.#parts.invitations.eraseExpiredBefore(before);
	}

	async #recordChange(actor: Actor, before: Person, after: Person): Promise<void> {
		const { audit } = this.#parts;
		const { id } = before;
		if (before.name !== after.name) await audit.record(actor, 'person.renamed', id);
		const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
		const hasOther = !isSame(before.roles, after.roles) || !isSame(before.queues, after.queues);
		if (hasOther) await audit.record(actor, 'person.changed', id, { roles: after.roles, queues: after.queues });
		const wasDisabled = before.disabledAt !== null;
		const isDisabled = after.disabledAt !== null;
		if (wasDisabled !== isDisabled) await audit.record(actor, isDisabled ? 'person.disabled' : 'person.enabled', id);
		if (hasOther || isDisabled) await this.#end(id);
	}

	async #end(personId: string | null, except: string | null = null): Promise<number> {
		const ended = await this.#parts.sessions.endAll(personId, except);
		for (const session of ended) this.#parts.watch.end('sessions', session);
		return ended.length;
	}
}

function listed({ passwordHash: _, hasSignOn, ...person }: Person): ListedPerson {
	return { ...person, method: hasSignOn ? 'oidc' : 'password' };
}
