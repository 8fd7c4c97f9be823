import { actorOf, type PersonPrincipal } from '../access/principal.ts';
import { checkPassword } from './check-password.ts';
import { done, type Outcome, refused } from './outcome.ts';
import { passwordProblem } from './password-rules.ts';
import type { StartedSession } from './sessions.ts';
import type { SignedIn, SignInParts } from './sign-in.ts';

/** What came of changing one's own password: as of coming in, or why the new one cannot be taken. */
export type PasswordChanged = SignedIn | Extract<Outcome<never>, { ok: false }>;

/** How people who are logged in choose another password. */
export class OwnPassword {
	readonly #parts: SignInParts;

	constructor(parts: SignInParts) {
		this.#parts = parts;
	}

	/**
	 * Changes it. All other places where the person is logged in end, and so does every link for a new password; here they get
	 * another token.
	 * @throws PasswordsBusy
	 */
	async change(
		principal: PersonPrincipal,
		given: Readonly<{ current: string; password: string }>,
		address: string | null
	): Promise<PasswordChanged> {
		const { people, passwords, audit } = this.#parts;
		const person = await people.find(principal.personId);
		const hashed = person?.passwordHash ?? null;
		if (person === null || hashed === null)
			return refused(409, 'password', 'there is none here: another site knows it');
		const problem = passwordProblem(given.password, person);
		if (problem !== null) return refused(400, 'password', problem);
		const checked = await checkPassword(this.#parts, person.email ?? person.id, address, hashed, given.current);
		if ('waitMs' in checked) return { kind: 'wait', waitMs: checked.waitMs };
		if (!checked.isRight) {
			const details = { session: principal.sessionId };
			await audit.record(actorOf(principal), 'person.password-change-failed', person.id, details);
			return { kind: 'wrong' };
		}
		if (isSame(given.password, given.current)) return refused(400, 'password', 'must not be the one you have');
		const passwordHash = await passwords.hash(given.password);
		const changed = await this.#parts.turns.run(() => this.#keep(principal, hashed, passwordHash));
		return changed.ok ? { kind: 'in', session: changed.value } : changed;
	}

	/** It took a while to get here: what was right may not be so any more. */
	async #keep(principal: PersonPrincipal, before: string, passwordHash: string): Promise<Outcome<StartedSession>> {
		const { people, sessions, invitations, administration, audit } = this.#parts;
		const { personId, sessionId } = principal;
		const person = await people.find(personId);
		if (person === null || person.disabledAt !== null || person.passwordHash !== before)
			return refused(409, 'current', 'was changed meanwhile');
		const session = await sessions.stepUp(sessionId);
		if (session === null) return refused(409, 'current', 'was asked for where nobody is logged in any more');
		if (!(await people.replaceHash(personId, before, passwordHash)))
			return refused(409, 'current', 'was changed meanwhile');
		await invitations.revokeOf(personId);
		await audit.record(actorOf(principal), 'person.password-changed', personId, { session: sessionId });
		await administration.endSessions(actorOf(principal), personId, sessionId);
		return done(session);
	}
}

/** As hashes see it. */
function isSame(one: string, other: string): boolean {
	return one.normalize('NFC') === other.normalize('NFC');
}
