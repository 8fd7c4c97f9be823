import type { PersonRole } from '#lib/domain/access/role.ts';
import type { AccessWatch } from '../access/access-watch.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import type { Sessions } from '../people/sessions.ts';
import type { SignOnPeople, SignOnPerson } from './sign-on-people.ts';
import type { SignOnSessions } from './sign-on-sessions.ts';

type Parts = Readonly<{
	people: SignOnPeople;
	signOnSessions: SignOnSessions;
	sessions: Pick<Sessions, 'end'>;
	watch: Pick<AccessWatch, 'end'>;
	audit: Pick<AuditTrail, 'record'>;
}>;

const server = { kind: 'server' } as const;

/** What the provider's word changes for people who are in already. All of it is recorded, in the server's name. */
export class SignOnRights {
	readonly #parts: Parts;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	/**
	 * The provider says that a person belongs, and with which roles. Sessions stay, with the new rights from the next request on;
	 * what is open is opened anew, by whoever still may.
	 */
	async set({ id, roles: before }: SignOnPerson, roles: readonly PersonRole[]): Promise<void> {
		const { people, signOnSessions, watch, audit } = this.#parts;
		if (before.length === roles.length && before.every((role) => roles.includes(role))) return;
		await people.setRoles(id, roles);
		await signOnSessions.shorten(id, roles);
		for (const session of await signOnSessions.of(id)) watch.end('sessions', session);
		await audit.record(server, 'person.changed', id, { roles, by: 'sign-on' });
	}

	/** The provider vouches for a person no more, or none of their groups gives them a role: they are out, everywhere. */
	async end(personId: string, reason: string): Promise<void> {
		const { people, signOnSessions, audit } = this.#parts;
		await people.setRoles(personId, []);
		const ids = await signOnSessions.of(personId);
		for (const id of ids) await this.#endSession(id);
		await audit.record(server, 'person.sign-on-ended', personId, { reason, sessions: ids.length });
	}

	/** The provider could not be asked in time. */
	async endUnvouched(): Promise<void> {
		for (const id of await this.#parts.signOnSessions.unvouched()) {
			await this.#endSession(id);
			await this.#parts.audit.record(server, 'session.ended', id, { reason: 'sign-on-unchecked' });
		}
	}

	async #endSession(id: string): Promise<void> {
		await this.#parts.sessions.end(id);
		this.#parts.watch.end('sessions', id);
	}
}
