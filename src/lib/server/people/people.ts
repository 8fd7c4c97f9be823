import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { makeReference } from '../access/secret-token.ts';
import { people } from '../database/sqlite/access-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';
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

type Row = typeof people.$inferSelect;

/** Everybody who has an account. */
export class People {
	readonly #orm: LogDatabase['orm'];
	readonly #now: () => number;

	constructor(database: Pick<LogDatabase, 'orm'>, now: () => number) {
		this.#orm = database.orm;
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

	/** Whether somebody else than one person can come in as an administrator. */
	async hasAdminBeside(id: string): Promise<boolean> {
		const rows = await this.#orm
			.select({ roles: people.roles })
			.from(people)
			.where(and(isNull(people.disabledAt), ne(people.id, id)));
		return rows.some(({ roles }) => readRoles(roles).includes('admin'));
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
	async change(
		id: string,
		changes: Partial<Pick<Person, 'name' | 'roles' | 'queues' | 'passwordHash' | 'disabledAt' | 'lastLoginAt'>>
	): Promise<void> {
		const { roles, queues, ...rest } = changes;
		await this.#orm
			.update(people)
			.set({
				...rest,
				...(roles === undefined ? {} : { roles: writeRoles(roles) }),
				...(queues === undefined ? {} : { queues: writeQueues(queues) })
			})
			.where(eq(people.id, id));
	}
}

function read({ oidcSubject, oidcIssuer, ...row }: Row): Person {
	return {
		...row,
		roles: readRoles(row.roles),
		queues: readQueues(row.queues),
		hasSignOn: oidcSubject !== null && oidcIssuer !== null
	};
}
