import { and, eq, ne } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { makeReference } from '../access/secret-token.ts';
import { people } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { readRoles, writeRoles } from '../people/kept-person.ts';
import type { Identity } from './identity.ts';

/** Somebody whom the provider vouches for, as they are known here. */
export type SignOnPerson = Readonly<{
	id: string;
	roles: readonly PersonRole[];
	/** UTC epoch ms; null while they may come in. */
	disabledAt: number | null;
}>;

/** People who come through the single sign-on: found by issuer and subject, and by nothing else. */
export class SignOnPeople {
	readonly #orm: Tables['orm'];
	readonly #now: () => number;

	constructor(database: Pick<Tables, 'orm'>, now: () => number) {
		this.#orm = database.orm;
		this.#now = now;
	}

	async find({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>): Promise<SignOnPerson | null> {
		const [row] = await this.#orm
			.select({ id: people.id, roles: people.roles, disabledAt: people.disabledAt })
			.from(people)
			.where(and(eq(people.oidcIssuer, issuer), eq(people.oidcSubject, subject)));
		return row === undefined ? null : { ...row, roles: readRoles(row.roles) };
	}

	/** Whether anybody has an address. */
	async isEmailTaken(email: string): Promise<boolean> {
		return (await this.#orm.select({ id: people.id }).from(people).where(eq(people.email, email))).length > 0;
	}

	/** Adds somebody who comes for the first time; the address must not be taken. */
	async add({ issuer, subject, name, email }: Identity, roles: readonly PersonRole[]): Promise<SignOnPerson> {
		const id = makeReference('p');
		await this.#orm.insert(people).values({
			id,
			email,
			name,
			oidcIssuer: issuer,
			oidcSubject: subject,
			roles: writeRoles(roles),
			createdAt: this.#now()
		});
		return { id, roles, disabledAt: null };
	}

	/** Name and address as the provider has them now. An address that somebody else has here is not taken over. */
	async describe(id: string, { name, email }: Pick<Identity, 'name' | 'email'>): Promise<void> {
		const [other] =
			email === null
				? []
				: await this.#orm
						.select({ id: people.id })
						.from(people)
						.where(and(eq(people.email, email), ne(people.id, id)));
		const isOurs = email !== null && other === undefined;
		await this.#orm
			.update(people)
			.set({ name, ...(isOurs ? { email } : {}) })
			.where(eq(people.id, id));
	}

	async setRoles(id: string, roles: readonly PersonRole[]): Promise<void> {
		await this.#orm
			.update(people)
			.set({ roles: writeRoles(roles) })
			.where(eq(people.id, id));
	}

	async noteLogin(id: string): Promise<void> {
		await this.#orm.update(people).set({ lastLoginAt: this.#now() }).where(eq(people.id, id));
	}
}
