import { and, desc, eq, gt, isNotNull, isNull, lt } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { hashToken, makeReference, makeSecretToken } from '../access/secret-token.ts';
import { invitations } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { readQueues, readRoles, writeQueues, writeRoles } from './kept-person.ts';

/** A link that lets somebody set a password. Instants are UTC epoch ms. */
export type KeptInvitation = Readonly<{
	id: string;
	/** Of whom the password is set anew; null for somebody new. */
	personId: string | null;
	/** Null for the first administrator, who says it themselves. */
	email: string | null;
	name: string | null;
	roles: readonly PersonRole[];
	queues: readonly string[] | null;
	createdAt: number;
	expiresAt: number;
}>;

/** Whom a link is for. */
export type NewInvitation = Pick<KeptInvitation, 'personId' | 'email' | 'name' | 'roles' | 'queues'> &
	Readonly<{ createdBy: string | null; lifeMs: number }>;

/** A link that was just made; its token is given away once. */
export type MadeInvitation = Readonly<{ id: string; token: string; expiresAt: number }>;

/** Links that let somebody set a password, once. */
export class Invitations {
	readonly #orm: Tables['orm'];
	readonly #now: () => number;

	constructor(database: Pick<Tables, 'orm'>, now: () => number) {
		this.#orm = database.orm;
		this.#now = now;
	}

	/** Makes one; what is open for the same person, address or first administrator ends. */
	async make(given: NewInvitation): Promise<MadeInvitation> {
		const { personId, email, name, roles, queues, createdBy, lifeMs } = given;
		if (personId !== null) await this.#revoke(eq(invitations.personId, personId));
		else if (email !== null) await this.#revoke(and(eq(invitations.email, email), isNull(invitations.personId)));
		else await this.revokeFirst();
		const { text, hash } = makeSecretToken();
		const now = this.#now();
		const id = makeReference('i');
		await this.#orm.insert(invitations).values({
			id,
			tokenHash: hash,
			personId,
			email,
			name,
			roles: writeRoles(roles),
			queues: writeQueues(queues),
			createdBy,
			createdAt: now,
			expiresAt: now + lifeMs
		});
		return { id, token: text, expiresAt: now + lifeMs };
	}

	/** The one a token opens; null when it opens none that is still good. */
	async find(token: string): Promise<KeptInvitation | null> {
		const [row] = await this.#select(eq(invitations.tokenHash, hashToken(token)));
		return row ?? null;
	}

	/** Those of people who are still to come, the newest first. */
	async list(): Promise<readonly KeptInvitation[]> {
		return this.#select(and(isNull(invitations.personId), isNotNull(invitations.email)));
	}

	/** Uses one up; false when it was used or revoked meanwhile. */
	async use(id: string): Promise<boolean> {
		const used = await this.#orm
			.update(invitations)
			.set({ usedAt: this.#now() })
			.where(and(eq(invitations.id, id), this.#isGood()))
			.returning({ id: invitations.id });
		return used.length > 0;
	}

	/** Makes one good again that was used up for nothing. */
	async giveBack(id: string): Promise<void> {
		await this.#orm.update(invitations).set({ usedAt: null }).where(eq(invitations.id, id));
	}

	/** Ends one; false when there is none by this id that is good. */
	async revoke(id: string): Promise<boolean> {
		return (await this.#revoke(eq(invitations.id, id))) > 0;
	}

	/** Ends the links by which a first administrator comes in. */
	async revokeFirst(): Promise<void> {
		await this.#revoke(and(isNull(invitations.personId), isNull(invitations.email)));
	}

	/** Ends the links by which a person sets a new password. */
	async revokeOf(personId: string): Promise<void> {
		await this.#revoke(eq(invitations.personId, personId));
	}

	/** Erases those that could last have been used before an instant; how many that were. */
	async eraseExpiredBefore(at: number): Promise<number> {
		const erased = await this.#orm
			.delete(invitations)
			.where(lt(invitations.expiresAt, at))
			.returning({ id: invitations.id });
		return erased.length;
	}

	async #revoke(which: ReturnType<typeof and>): Promise<number> {
		const revoked = await this.#orm
			.update(invitations)
			.set({ revokedAt: this.#now() })
			.where(and(which, this.#isGood()))
			.returning({ id: invitations.id });
		return revoked.length;
	}

	async #select(which: ReturnType<typeof and>): Promise<readonly KeptInvitation[]> {
		const rows = await this.#orm
			.select({
				id: invitations.id,
				personId: invitations.personId,
				email: invitations.email,
				name: invitations.name,
				roles: invitations.roles,
				queues: invitations.queues,
				createdAt: invitations.createdAt,
				expiresAt: invitations.expiresAt
			})
			.from(invitations)
			.where(and(which, this.#isGood()))
			.orderBy(desc(invitations.createdAt), desc(invitations.id));
		return rows.map((row) => ({ ...row, roles: readRoles(row.roles), queues: readQueues(row.queues) }));
	}

	#isGood() {
		return and(isNull(invitations.usedAt), isNull(invitations.revokedAt), gt(invitations.expiresAt, this.#now()));
	}
}
