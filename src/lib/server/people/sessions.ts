import { and, desc, eq, gt, inArray, isNull, lt, lte, ne, or, type Placeholder, sql } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { type PersonPrincipal, rightsText } from '../access/principal.ts';
import { hashToken, makeReference, makeSecretToken } from '../access/secret-token.ts';
import { people, sessions } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { readQueues, readRoles } from './kept-person.ts';
import { sessionLife } from './session-life.ts';

/** Where a session is begun. */
export type SessionPlace = Readonly<{ address: string | null; userAgent: string | null }>;

/** What a new session needs to be told. */
export type NewSession = SessionPlace &
	Readonly<{
		personId: string;
		/** The roles held, which set how long it lasts. */
		roles: readonly PersonRole[];
		method: 'password' | 'oidc';
		/** When they showed who they are, UTC ms: just now where it is left out, null where that is not known. */
		steppedUpAt?: number | null;
	}>;

/** A token that was just made. It is given away once, in a cookie. */
export type StartedSession = Readonly<{ sessionId: string; token: string; lifeSeconds: number }>;

/** A session for whoever looks over theirs. Instants are UTC epoch ms; it ends at `expiresAt` when it is not used. */
export type ListedSession = SessionPlace &
	Readonly<{ id: string; method: string; createdAt: number; lastUsedAt: number; expiresAt: number }>;

/** That it was used is kept to the minute: a row is not written for every request. */
const usedEveryMs = 60_000;
/** Nobody has so many browsers: the oldest give way. */
const maxOfPerson = 50;

/** Browsers in which people are logged in. A session is a reference: what it may do is looked up each time. */
export class Sessions {
	readonly #orm: Tables['orm'];
	readonly #now: () => number;
	/** Prepared once: it is asked for every request, and to write the query each time costs ten times as much as to ask it. */
	readonly #found: ReturnType<typeof findByToken>;

	constructor(database: Pick<Tables, 'orm'>, now: () => number) {
		this.#orm = database.orm;
		this.#now = now;
		this.#found = findByToken(database.orm);
	}

	/** Whose session a token is; null when it is none, or one that has ended, or its person may not come in any more. */
	async verify(token: string): Promise<PersonPrincipal | null> {
		const [row] = await this.#found.execute({ hash: hashToken(token), now: this.#now() });
		if (row === undefined) return null;
		if (row.lastUsedAt <= this.#now() - usedEveryMs) await this.#touch(row.id);
		return {
			kind: 'person',
			personId: row.personId,
			sessionId: row.id,
			roles: readRoles(row.roles),
			queues: readQueues(row.queues),
			steppedUpAt: row.steppedUpAt
		};
	}

	/** Which of some sessions are still good, by their ids, and what their people may see now. */
	async rightsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
		const rows = await this.#orm
			.select({ id: sessions.id, roles: people.roles, queues: people.queues })
			.from(sessions)
			.innerJoin(people, eq(people.id, sessions.personId))
			.where(and(inArray(sessions.id, [...ids]), this.#isGood()));
		return new Map(rows.map(({ id, roles, queues }) => [id, rightsText(readRoles(roles), readQueues(queues))]));
	}

	/** Begins one. */
	async start(given: NewSession): Promise<StartedSession> {
		const now = this.#now();
		const { text, hash } = makeSecretToken();
		const { idleMs, absoluteMs } = sessionLife(given.roles);
		const id = makeReference('s');
		await this.#orm.insert(sessions).values({
			id,
			tokenHash: hash,
			personId: given.personId,
			method: given.method,
			createdAt: now,
			lastUsedAt: now,
			expiresAt: now + absoluteMs,
			idleMs,
			steppedUpAt: given.steppedUpAt === undefined ? now : given.steppedUpAt,
			// Until the provider's word is kept with it, which is at once, a session that needs it is good for nothing.
			vouchedUntil: given.method === 'oidc' ? now : null,
			address: given.address,
			userAgent: plainUserAgent(given.userAgent)
		});
		const before = (await this.#good(given.personId)).slice(maxOfPerson);
		for (const { id: oldest } of before) await this.end(oldest);
		return { sessionId: id, token: text, lifeSeconds: Math.ceil(absoluteMs / 1000) };
	}

	/**
	 * The person has shown again who they are: the session gets another token, and the one before opens nothing from now on.
	 * @returns null when it has ended meanwhile
	 */
	async stepUp(id: string): Promise<StartedSession | null> {
		const now = this.#now();
		const { text, hash } = makeSecretToken();
		const [row] = await this.#orm
			.update(sessions)
			.set({ tokenHash: hash, steppedUpAt: now, lastUsedAt: now })
			.where(and(eq(sessions.id, id), isNull(sessions.endedAt), gt(sessions.expiresAt, now)))
			.returning({ expiresAt: sessions.expiresAt });
		return row === undefined
			? null
			: { sessionId: id, token: text, lifeSeconds: Math.ceil((row.expiresAt - now) / 1000) };
	}

	/** Those of a person that are good, the newest first. */
	async list(personId: string): Promise<readonly ListedSession[]> {
		return (await this.#good(personId)).map(({ idleMs, expiresAt, lastUsedAt, ...session }) => ({
			...session,
			lastUsedAt,
			expiresAt: Math.min(expiresAt, lastUsedAt + idleMs)
		}));
	}

	/** Whose session it is that is still good; null where there is none by this id. */
	async personOf(id: string): Promise<string | null> {
		const [row] = await this.#orm
			.select({ personId: sessions.personId })
			.from(sessions)
			.innerJoin(people, eq(people.id, sessions.personId))
			.where(and(eq(sessions.id, id), this.#isGood()));
		return row?.personId ?? null;
	}

	/** Ends one; false where there is none by this id that has not ended. */
	async end(id: string): Promise<boolean> {
		const ended = await this.#orm
			.update(sessions)
			.set(this.#ending())
			.where(and(eq(sessions.id, id), isNull(sessions.endedAt)))
			.returning({ id: sessions.id });
		return ended.length > 0;
	}

	/**
	 * Ends all of a person, or of everybody.
	 * @param except one that stays, by its id
	 * @returns the ids of those that had not ended
	 */
	async endAll(personId: string | null, except: string | null = null): Promise<readonly string[]> {
		const ofPerson = personId === null ? undefined : eq(sessions.personId, personId);
		const others = except === null ? undefined : ne(sessions.id, except);
		const ended = await this.#orm
			.update(sessions)
			.set(this.#ending())
			.where(and(isNull(sessions.endedAt), ofPerson, others))
			.returning({ id: sessions.id });
		return ended.map(({ id }) => id);
	}

	/** Erases those that ended, or could last have been used, before an instant; how many that were. */
	async eraseEndedBefore(at: number): Promise<number> {
		const erased = await this.#orm
			.delete(sessions)
			.where(or(lt(sessions.endedAt, at), lt(sessions.expiresAt, at)))
			.returning({ id: sessions.id });
		return erased.length;
	}

	async #touch(id: string): Promise<void> {
		const now = this.#now();
		await this.#orm
			.update(sessions)
			.set({ lastUsedAt: now })
			.where(and(eq(sessions.id, id), isNull(sessions.endedAt), lte(sessions.lastUsedAt, now - usedEveryMs)));
	}

	#good(personId: string) {
		return this.#orm
			.select({
				id: sessions.id,
				method: sessions.method,
				createdAt: sessions.createdAt,
				lastUsedAt: sessions.lastUsedAt,
				expiresAt: sessions.expiresAt,
				idleMs: sessions.idleMs,
				address: sessions.address,
				userAgent: sessions.userAgent
			})
			.from(sessions)
			.innerJoin(people, eq(people.id, sessions.personId))
			.where(and(eq(sessions.personId, personId), this.#isGood()))
			.orderBy(desc(sessions.createdAt), desc(sessions.id));
	}

	/** What a refresh token opens elsewhere ends with the session here. */
	#ending() {
		return { endedAt: this.#now(), sealedRefreshToken: null };
	}

	#isGood() {
		return isGood(this.#now());
	}
}

/** The session of a token, as it is looked up for every request. */
function findByToken(orm: Tables['orm']) {
	return (
		orm
			.select({
				id: sessions.id,
				personId: people.id,
				roles: people.roles,
				queues: people.queues,
				steppedUpAt: sessions.steppedUpAt,
				lastUsedAt: sessions.lastUsedAt
			})
			.from(sessions)
			.innerJoin(people, eq(people.id, sessions.personId))
			.where(and(eq(sessions.tokenHash, sql.placeholder('hash')), isGood(sql.placeholder('now'))))
			// Under no name: a pooler gives each transaction another connection, and that one would not know it.
			.prepare('')
	);
}

/** Whether a session is good at an instant, and its person may come in. */
function isGood(now: number | Placeholder) {
	return and(
		isNull(sessions.endedAt),
		gt(sessions.expiresAt, now),
		gt(sql`${sessions.lastUsedAt} + ${sessions.idleMs}`, now),
		or(isNull(sessions.vouchedUntil), gt(sessions.vouchedUntil, now)),
		isNull(people.disabledAt)
	);
}

/** What a browser calls itself, for people to tell theirs apart: 200 characters that can be seen. */
export function plainUserAgent(text: string | null): string | null {
	if (text === null) return null;
	const plain = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '');
	return [...plain].slice(0, 200).join('');
}
