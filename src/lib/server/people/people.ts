import { and, asc, eq, isNull, like, sql } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { makeReference } from '../access/secret-token.ts';
import { people } from '../database/tables/access-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';
import { readQueues, readRoles, writeQueues, writeRoles } from './kept-person.ts';

/** A person. Instants are UTC epoch ms. */
export type Person = Readonly<{
	id: string;
	/** In lower case; null for whoever only comes through a single sign-on that tells none. */
	email: string | null;
	name: string;
	roles: readonly PersonRole[];
	/** The queues that are a manager's own; null = all. */
	queues: readonly string[] | null;
	createdAt: number;
	/** Null while they may come in. */
	disabledAt: number | null;
	lastLoginAt: number | null;
	/** Null for whoever has no password. */
	passwordHash: string | null;
	/** Whether they are known by a single sign-on. */
	hasSignOn: boolean;
}>;

/** What is kept of somebody new with a password. */
export type NewPerson = Pick<Person, 'name' | 'roles' | 'queues'> & Readonly<{ email: string; passwordHash: string }>;

/** What can be changed of a person. */
export type PersonChange = Partial<
	Pick<Person, 'name' | 'roles' | 'queues' | 'passwordHash' | 'disabledAt' | 'lastLoginAt'>
>;

type Row = typeof people.$inferSelect;

/** Everybody who has an account. */
export class People {
	readonly #tables: Pick<Tables, 'orm' | 'transaction'>;
	readonly #orm: Tables['orm'];
	readonly #now: () => number;

	constructor(tables: Pick<Tables, 'orm' | 'transaction'>, now: () => number) {
		this.#tables = tables;
		this.#orm = tables.orm;
		this.#now = now;
	}

	/** By name. */
	async list(): Promise<readonly Person[]> {
		return (await this.#orm.select().from(people).orderBy(asc(people.name), asc(people.id))).map(read);
	}

	async find(id: string): Promise<Person | null> {
		const [row] = await this.#orm.select().from(people).where(eq(people.id, id));
		return row === undefined ? null : read(row);
	}

	/** @param email in lower case */
	async findByEmail(email: string): Promise<Person | null> {
		const [row] = await this.#orm.select().from(people).where(eq(people.email, email));
		return row === undefined ? null : read(row);
	}

	/** Whether there is anybody at all. */
	async isEmpty(): Promise<boolean> {
		return (await this.#orm.select({ id: people.id }).from(people).limit(1)).length === 0;
	}

	/** Adds somebody and gives their id; the address must not be taken. */
	async add({ email, name, roles, queues, passwordHash }: NewPerson): Promise<string> {
		const id = makeReference('p');
		await this.#orm.insert(people).values({
			id,
			email,
			name,
			passwordHash,
			roles: writeRoles(roles),
			queues: writeQueues(queues),
			createdAt: this.#now()
		});
		return id;
	}

	/** Changes what is given. */
	async change(id: string, changes: PersonChange): Promise<void> {
		await this.#orm.update(people).set(write(changes)).where(eq(people.id, id));
	}

	/**
	 * Changes an administrator who will be none any more.
	 * @returns false where nobody else can come in as one; nothing is changed then
	 */
	changeUnlessLast(id: string, changes: PersonChange): Promise<boolean> {
		return this.#tables.transaction(function* (orm) {
			const admins = yield* takeAdmins(orm);
			if (!admins.some((one) => one !== id)) return false;
			yield* take(orm.update(people).set(write(changes)).where(eq(people.id, id)));
			return true;
		});
	}

	/** Keeps another hash of a password; false where the one before is not this one any more, and nothing is changed. */
	async replaceHash(id: string, before: string, passwordHash: string): Promise<boolean> {
		const changed = await this.#orm
			.update(people)
			.set({ passwordHash })
			.where(and(eq(people.id, id), eq(people.passwordHash, before)))
			.returning({ id: people.id });
		return changed.length > 0;
	}
}

/**
 * Whoever can come in as an administrator, by their ids, for a transaction that makes one fewer of them. Each is written as it is: of two
 * who take each other's rights at once, whoever comes second waits here and sees what became of it.
 */
export function* takeAdmins(orm: Orm): Steps<readonly string[]> {
	const admins = yield* take(
		orm
			.update(people)
			.set({ roles: sql`${people.roles}` })
			.where(and(isNull(people.disabledAt), like(people.roles, '%admin%')))
			.returning({ id: people.id, roles: people.roles })
	);
	return admins.filter(({ roles }) => readRoles(roles).includes('admin')).map(({ id }) => id);
}

function write({ roles, queues, ...rest }: PersonChange): Partial<Row> {
	return {
		...rest,
		...(roles === undefined ? {} : { roles: writeRoles(roles) }),
		...(queues === undefined ? {} : { queues: writeQueues(queues) })
	};
}

function read({ oidcSubject, oidcIssuer, ...row }: Row): Person {
	return {
		...row,
		roles: readRoles(row.roles),
		queues: readQueues(row.queues),
		hasSignOn: oidcSubject !== null && oidcIssuer !== null
	};
}
