import { randomInt } from 'node:crypto';
import { and, asc, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { PersonRole } from '#lib/domain/access/role.ts';
import { CannotUnseal, type Seal } from '../access/seal.ts';
import { refreshTokenPurpose } from '../access/seal-purposes.ts';
import { people, sessions } from '../database/tables/access-tables.ts';
import type { Tables } from '../database/tables/tables.ts';
import { sessionLife } from '../people/session-life.ts';

/** How long the provider's word is good for, ms: then the session ends, whatever the reason that it was not renewed. */
export const vouchedForMs = 60 * 60_000;
/** How long after its word the provider is asked again, ms; up to {@link jitterMs} sooner. */
export const recheckAfterMs = 45 * 60_000;
/** People come to work at the same time; the provider is not asked for all of them in the same minute. */
const jitterMs = 5 * 60_000;

/** Whoever is to ask and has not said what came of it after so long has been cut off: another may ask then. */
const claimedForMs = 2 * 60_000;

/** A session about whose person the provider is to be asked. */
export type DueSession = Readonly<{
	id: string;
	personId: string;
	subject: string;
	/** When it was due, UTC epoch ms. */
	recheckAt: number;
	/** Null where the key that it was sealed with is not given any more. */
	refreshToken: string | null;
}>;

/** What is kept of sessions that an identity provider vouches for. */
export class SignOnSessions {
	readonly #orm: Tables['orm'];
	readonly #seal: Seal;
	readonly #now: () => number;

	constructor(database: Pick<Tables, 'orm'>, seal: Seal, now: () => number) {
		this.#orm = database.orm;
		this.#seal = seal;
		this.#now = now;
	}

	/**
	 * The provider has just vouched for a session's person.
	 * @param refreshToken null where it gives none: it cannot be asked again then, and the session is good for an hour
	 */
	async vouch(id: string, refreshToken: string | null): Promise<void> {
		const now = this.#now();
		await this.#orm
			.update(sessions)
			.set({
				vouchedUntil: now + vouchedForMs,
				recheckAt: refreshToken === null ? null : now + recheckAfterMs - randomInt(jitterMs),
				sealedRefreshToken: refreshToken === null ? null : this.#sealed(id, refreshToken)
			})
			.where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
	}

	/** The provider gave another token to ask with, and then did not say what was asked. */
	async keepToken(id: string, refreshToken: string): Promise<void> {
		await this.#orm
			.update(sessions)
			.set({ sealedRefreshToken: this.#sealed(id, refreshToken) })
			.where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
	}

	/** Those about which an issuer is to be asked now, the longest due first. Another issuer never sees their tokens. */
	async due(issuer: string): Promise<readonly DueSession[]> {
		const now = this.#now();
		const rows = await this.#orm
			.select({
				id: sessions.id,
				personId: people.id,
				subject: people.oidcSubject,
				recheckAt: sessions.recheckAt,
				sealed: sessions.sealedRefreshToken
			})
			.from(sessions)
			.innerJoin(people, eq(people.id, sessions.personId))
			.where(
				and(
					eq(sessions.method, 'oidc'),
					isNull(sessions.endedAt),
					gt(sessions.expiresAt, now),
					gt(sql`${sessions.lastUsedAt} + ${sessions.idleMs}`, now),
					gt(sessions.vouchedUntil, now),
					lte(sessions.recheckAt, now),
					isNotNull(sessions.sealedRefreshToken),
					eq(people.oidcIssuer, issuer)
				)
			)
			.orderBy(asc(sessions.recheckAt));
		return rows.flatMap(({ id, personId, subject, recheckAt, sealed }) =>
			subject === null || sealed === null || recheckAt === null
				? []
				: [{ id, personId, subject, recheckAt, refreshToken: this.#opened(id, sealed) }]
		);
	}

	/**
	 * Takes it on oneself to ask about a session. Many providers take a token once and hold whoever comes with it again for a thief, so of
	 * several servers one alone may ask.
	 * @returns by what {@link isMine} knows it, to be handed to {@link putBack} where nothing came of it; null where another was faster
	 */
	async claim({ id, recheckAt }: Pick<DueSession, 'id' | 'recheckAt'>): Promise<number | null> {
		const until = this.#now() + claimedForMs;
		const claimed = await this.#orm
			.update(sessions)
			.set({ recheckAt: until })
			.where(and(eq(sessions.id, id), eq(sessions.recheckAt, recheckAt), isNull(sessions.endedAt)))
			.returning({ id: sessions.id });
		return claimed.length > 0 ? until : null;
	}

	/** Whether what was claimed is still there, and nobody else asked meanwhile or vouched for it another way. */
	async isMine(id: string, claim: number): Promise<boolean> {
		const isClaimed = and(eq(sessions.id, id), eq(sessions.recheckAt, claim), isNull(sessions.endedAt));
		return (await this.#orm.select({ id: sessions.id }).from(sessions).where(isClaimed)).length > 0;
	}

	/** Nothing came of asking: it is due as before. */
	async putBack({ id, recheckAt }: Pick<DueSession, 'id' | 'recheckAt'>, claim: number): Promise<void> {
		await this.#orm
			.update(sessions)
			.set({ recheckAt })
			.where(and(eq(sessions.id, id), eq(sessions.recheckAt, claim)));
	}

	/** Sessions of a person for which a provider vouches, by their ids. */
	async of(personId: string): Promise<readonly string[]> {
		const rows = await this.#orm
			.select({ id: sessions.id })
			.from(sessions)
			.where(and(eq(sessions.personId, personId), eq(sessions.method, 'oidc'), isNull(sessions.endedAt)));
		return rows.map(({ id }) => id);
	}

	/** Those for which nobody vouches any more, by their ids. */
	async unvouched(): Promise<readonly string[]> {
		const rows = await this.#orm
			.select({ id: sessions.id })
			.from(sessions)
			.where(and(eq(sessions.method, 'oidc'), isNull(sessions.endedAt), lte(sessions.vouchedUntil, this.#now())));
		return rows.map(({ id }) => id);
	}

	/** Whoever may do more from now on has a session that lasts as long as theirs; none becomes longer. */
	async shorten(personId: string, roles: readonly PersonRole[]): Promise<void> {
		const { idleMs, absoluteMs } = sessionLife(roles);
		const latest = sql`${sessions.createdAt} + ${absoluteMs}`;
		await this.#orm
			.update(sessions)
			.set({
				idleMs: sql`case when ${sessions.idleMs} > ${idleMs} then ${idleMs} else ${sessions.idleMs} end`,
				expiresAt: sql`case when ${sessions.expiresAt} > ${latest} then ${latest} else ${sessions.expiresAt} end`
			})
			.where(and(eq(sessions.personId, personId), eq(sessions.method, 'oidc'), isNull(sessions.endedAt)));
	}

	#sealed(id: string, refreshToken: string): string {
		return this.#seal.seal(refreshToken, refreshTokenPurpose(id));
	}

	#opened(id: string, sealed: string): string | null {
		try {
			return this.#seal.open(sealed, refreshTokenPurpose(id));
		} catch (error) {
			if (error instanceof CannotUnseal) return null;
			throw error;
		}
	}
}
