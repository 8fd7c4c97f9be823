import type { PersonRole } from '#lib/domain/access/role.ts';
import { cookieName } from '#lib/server/access/cookies.ts';
import { makeReference, makeSecretToken } from '#lib/server/access/secret-token.ts';
import { people, sessions } from '#lib/server/database/tables/access-tables.ts';
import type { LogDatabase } from '#lib/server/database/sqlite/open-log.ts';

/** A person who is logged in, without a way in having been used. */
export type PlantedSession = Readonly<{ personId: string; sessionId: string; cookie: string }>;

/**
 * Puts a person and their session into a log's tables.
 * @param steppedUpAt when they last showed who they are; null = never
 * @returns the cookie of their browser on plain http
 */
export async function plantSession(
	{ orm }: Pick<LogDatabase, 'orm'>,
	roles: readonly PersonRole[],
	steppedUpAt: number | null
): Promise<PlantedSession> {
	const createdAt = Date.now();
	const hourMs = 3_600_000;
	const personId = makeReference('per');
	const sessionId = makeReference('ses');
	const token = makeSecretToken();
	await orm.insert(people).values({ id: personId, name: 'Ada', roles: roles.join(' '), createdAt });
	await orm.insert(sessions).values({
		id: sessionId,
		tokenHash: token.hash,
		personId,
		method: 'password',
		createdAt,
		lastUsedAt: createdAt,
		expiresAt: createdAt + hourMs,
		idleMs: hourMs,
		steppedUpAt
	});
	return { personId, sessionId, cookie: `${cookieName('session', false)}=${token.text}` };
}
