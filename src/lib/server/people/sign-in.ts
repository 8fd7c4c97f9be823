import { reason } from '#lib/domain/reasons/reason.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import type { Turns } from '../database/tables/tables.ts';
import type { PersonPrincipal } from '../access/principal.ts';
import { checkPassword } from './check-password.ts';
import type { Invitations, KeptInvitation } from './invitations.ts';
import type { Throttle } from './login-throttle.ts';
import { done, type Outcome, refused } from './outcome.ts';
import { passwordProblem } from './password-rules.ts';
import { isPasswordsBusy, type Passwords } from './passwords.ts';
import type { People, Person } from './people.ts';
import type { PeopleAdministration } from './people-administration.ts';
import type { Acceptance } from './person-schema.ts';
import type { SessionPlace, Sessions, StartedSession } from './sessions.ts';

/** What came of an attempt to come in: a session, nothing, or that it has to wait. */
export type SignedIn =
	| Readonly<{ kind: 'in'; session: StartedSession }>
	| Readonly<{ kind: 'wrong' }>
	| Readonly<{ kind: 'wait'; waitMs: number }>;

/** What signing in rests on. */
export type SignInParts = Readonly<{
	people: People;
	invitations: Invitations;
	sessions: Sessions;
	passwords: Passwords;
	throttle: Throttle;
	audit: AuditTrail;
	administration: Pick<PeopleAdministration, 'endSessions' | 'endSession'>;
	now(): number;
	/** Shared by all that change people. */
	turns: Turns;
}>;

const server: Actor = { kind: 'server' };

/** How people come in with a password. All of it is recorded, what somebody typed never. */
export class SignIn {
	readonly #parts: SignInParts;

	constructor(parts: SignInParts) {
		this.#parts = parts;
	}

	/**
	 * Logs somebody in. The answer, and the work it takes, are the same whether the address is unknown, the password wrong or the
	 * person not to come in.
	 * @param before the session of the same browser, which the new one takes the place of
	 */
	async logIn(email: string, password: string, place: SessionPlace, before: PersonPrincipal | null): Promise<SignedIn> {
		const { people, passwords, audit, turns } = this.#parts;
		const found = await people.findByEmail(email);
		const person = found?.disabledAt === null ? found : null;
		const hashed = person?.passwordHash ?? null;
		const checked = await checkPassword(this.#parts, email, place.address, hashed, password);
		if ('waitMs' in checked) return { kind: 'wait', waitMs: checked.waitMs };
		// In turn with whoever changes the password or shuts the person out: what they end must not begin behind their back.
		const session =
			checked.isRight && person !== null ? await turns.run(() => this.#startStill(person, place, before)) : null;
		if (session === null) {
			await audit.record(server, 'person.login-failed', found?.id ?? null, { hasToWait: checked.isLast });
			return { kind: 'wrong' };
		}
		if (person !== null && hashed !== null && passwords.isOutdated(hashed))
			await this.#rehash(person.id, hashed, password);
		return { kind: 'in', session };
	}

	/** Null where the person may not come in any more, or not with this password: both took a while to check. */
	async #startStill(
		{ id, passwordHash }: Person,
		place: SessionPlace,
		before: PersonPrincipal | null
	): Promise<StartedSession | null> {
		const now = await this.#parts.people.find(id);
		if (now === null || now.disabledAt !== null || now.passwordHash !== passwordHash) return null;
		if (before !== null) await this.logOut(before);
		return this.#start(now, place);
	}

	/** Lets somebody show again who they are. */
	async stepUp(principal: PersonPrincipal, password: string, address: string | null): Promise<SignedIn> {
		const { people, sessions, audit } = this.#parts;
		const person = await people.find(principal.personId);
		const account = person?.email ?? principal.personId;
		const checked = await checkPassword(this.#parts, account, address, person?.passwordHash ?? null, password);
		if ('waitMs' in checked) return { kind: 'wait', waitMs: checked.waitMs };
		const session = checked.isRight ? await sessions.stepUp(principal.sessionId) : null;
		const action = session === null ? 'person.step-up-failed' : 'person.stepped-up';
		await audit.record(personActor(principal.personId), action, principal.personId, { session: principal.sessionId });
		return session === null ? { kind: 'wrong' } : { kind: 'in', session };
	}

	/** Logs somebody out, here. */
	async logOut({ personId, sessionId }: PersonPrincipal): Promise<void> {
		await this.#parts.administration.endSession(personActor(personId), sessionId);
	}

	/** Whom a link is for; null when it is good no more. */
	async welcome(token: string): Promise<KeptInvitation | null> {
		const { invitations, people } = this.#parts;
		const invitation = await invitations.find(token);
		if (invitation === null) return null;
		// The first administrator's is of no use where somebody came in another way.
		const isFirst = invitation.personId === null && invitation.email === null;
		return isFirst && !(await people.isEmpty()) ? null : invitation;
	}

	/**
	 * Makes use of a link: somebody new gets an account, or a person another password, and they are logged in.
	 * @param before the session of the same browser, which the new one takes the place of
	 * @throws PasswordsBusy
	 */
	async accept(
		given: Acceptance,
		place: SessionPlace,
		before: PersonPrincipal | null
	): Promise<Outcome<StartedSession>> {
		const invitation = await this.welcome(given.token);
		if (invitation === null) return refused(404, 'token', 'this link is good no more');
		const { name, email } = { name: invitation.name, email: invitation.email, ...namesOf(given, invitation) };
		if (email === null) return refused(400, 'email', reason('missing'));
		if (name === null) return refused(400, 'name', reason('missing'));
		if (invitation.email !== null && email !== invitation.email)
			return refused(400, 'email', reason('invited-address'));
		const problem = passwordProblem(given.password, { name, email });
		if (problem !== null) return refused(400, 'password', problem);
		const passwordHash = await this.#parts.passwords.hash(given.password);
		const used = await this.#parts.turns.run(() => this.#use(given.token, { name, email, passwordHash }, place));
		if (used.ok && before !== null) await this.logOut(before);
		return used;
	}

	/** It is looked up again: it took a while to get here. */
	async #use(
		token: string,
		{ name, email, passwordHash }: Readonly<{ name: string; email: string; passwordHash: string }>,
		place: SessionPlace
	): Promise<Outcome<StartedSession>> {
		const { people, invitations } = this.#parts;
		const invitation = await this.welcome(token);
		const person = invitation === null ? null : await people.findByEmail(email);
		const isOpen = invitation !== null && (invitation.personId ?? undefined) === person?.id;
		if (!isOpen || (person !== null && person.disabledAt !== null))
			return refused(404, 'token', 'this link is good no more');
		if (!(await invitations.use(invitation.id))) return refused(404, 'token', 'this link is good no more');
		const id = await this.#make(invitation, person, { email, name, passwordHash });
		// From here on the link has done its work, whatever becomes of the rest: it must not open anything again.
		await this.#recordUse(id, invitation, person !== null);
		const come = await people.findByEmail(email);
		if (come === null) throw new Error('somebody was added and is not there');
		return done(await this.#start(come, place));
	}

	/** Nothing was made of the link where this fails, so that it is good again. */
	async #make(
		{ id: invitation, roles, queues }: KeptInvitation,
		person: Person | null,
		{ email, name, passwordHash }: Readonly<{ email: string; name: string; passwordHash: string }>
	): Promise<string> {
		const { people, invitations } = this.#parts;
		try {
			if (person === null) return await people.add({ email, name, roles, queues, passwordHash });
			await people.change(person.id, { passwordHash });
			return person.id;
		} catch (error) {
			await invitations.giveBack(invitation);
			throw error;
		}
	}

	async #recordUse(personId: string, invitation: KeptInvitation, isNewPassword: boolean): Promise<void> {
		const { audit, invitations, administration } = this.#parts;
		const actor = personActor(personId);
		const details = { invitation: invitation.id };
		if (!isNewPassword) {
			await invitations.revokeFirst();
			await audit.record(actor, 'person.joined', personId, { ...details, roles: invitation.roles });
			return;
		}
		try {
			await audit.record(actor, 'person.password-changed', personId, details);
		} finally {
			// Whoever had the old password is out, also where that could not be recorded.
			await administration.endSessions(actor, personId);
		}
	}

	/** Unless the password is another one by now. */
	async #rehash(id: string, before: string, password: string): Promise<void> {
		try {
			await this.#parts.people.replaceHash(id, before, await this.#parts.passwords.hash(password));
		} catch (error) {
			// Next time, then.
			if (!isPasswordsBusy(error)) throw error;
		}
	}

	async #start({ id, roles }: Person, place: SessionPlace): Promise<StartedSession> {
		const { people, sessions, audit, now } = this.#parts;
		const session = await sessions.start({ ...place, personId: id, roles, method: 'password' });
		await people.change(id, { lastLoginAt: now() });
		await audit.record(personActor(id), 'person.logged-in', id, { session: session.sessionId, method: 'password' });
		return session;
	}
}

function personActor(id: string): Actor {
	return { kind: 'person', id };
}

/** Who sets a new password stays who they are. */
function namesOf({ name, email }: Acceptance, { personId }: KeptInvitation): { name?: string; email?: string } {
	if (personId !== null) return {};
	return { ...(name === undefined ? {} : { name }), ...(email === undefined ? {} : { email }) };
}
