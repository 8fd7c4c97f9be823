import { and, eq, isNotNull, isNull, sql, type SQLWrapper } from 'drizzle-orm';
import type { HeldBack } from '#lib/protocol/backup-standing.ts';
import type { Actor, AuditTrail } from '../audit/audit-trail.ts';
import {
	displays,
	heldBack,
	invitations,
	pairings,
	people,
	sessions,
	webhookSecrets
} from '../database/tables/access-tables.ts';
import { apiKeys } from '../database/tables/log-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';

/** Rows that one statement writes. */
const together = 500;

/** What a restore did to those who may come in. */
export type Shut = Readonly<{
	displays: number;
	keys: number;
	webhookSecrets: number;
	people: number;
	sessions: number;
	invitations: number;
}>;

/** Ids of what was revoked, or disabled, in the log that a restore takes the place of. */
export type RevokedSince = Readonly<{
	displays: ReadonlySet<string>;
	keys: ReadonlySet<string>;
	webhookSecrets: ReadonlySet<string>;
	people: ReadonlySet<string>;
}>;

const confirmed = {
	display: 'display.confirmed',
	key: 'key.confirmed',
	'webhook-secret': 'webhook-secret.confirmed',
	person: 'person.confirmed'
} as const;

/**
 * Shuts everything that a backup brings back: what was revoked after it was made is good in it again, and nothing in it tells. The
 * same columns say so that say it of what somebody revoked, so every question that refuses that refuses this too. All or nothing.
 * @param since what is known to have been revoked: it stays so, whatever is confirmed; null = nothing is known of it
 */
export function shutAll(tables: Pick<Tables, 'transaction'>, now: number, since: RevokedSince | null): Promise<Shut> {
	return tables.transaction((orm) => shutting(orm, now, since));
}

/** {@link shutAll} as steps of a transaction. */
export function* shutting(orm: Orm, now: number, since: RevokedSince | null): Steps<Shut> {
	const shownAs = { revokedAt: now };
	const screens = orm
		.update(displays)
		.set({ ...shownAs, revokedFor: 'restore' })
		.where(isNull(displays.revokedAt));
	const secrets = orm.update(webhookSecrets).set(shownAs).where(isNull(webhookSecrets.revokedAt));
	const everybody = orm.update(people).set({ disabledAt: now }).where(isNull(people.disabledAt));
	const keys = orm.update(apiKeys).set(shownAs).where(isNull(apiKeys.revokedAt));
	const shut = {
		displays: yield* hold('display', yield* take(screens.returning({ id: displays.id })), since?.displays),
		keys: yield* hold('key', yield* take(keys.returning({ id: apiKeys.id })), since?.keys),
		webhookSecrets: yield* hold(
			'webhook-secret',
			yield* take(secrets.returning({ id: webhookSecrets.id })),
			since?.webhookSecrets
		),
		people: yield* hold('person', yield* take(everybody.returning({ id: people.id })), since?.people)
	};
	const ended = yield* take(
		orm
			.update(sessions)
			.set({ endedAt: now, sealedRefreshToken: null })
			.where(isNull(sessions.endedAt))
			.returning({ id: sessions.id })
	);
	const links = yield* take(
		orm
			.update(invitations)
			.set({ revokedAt: now })
			.where(and(isNull(invitations.usedAt), isNull(invitations.revokedAt)))
			.returning({ id: invitations.id })
	);
	yield* take(orm.delete(pairings));
	return { ...shut, sessions: ended.length, invitations: links.length };

	function* hold(
		kind: HeldBack['kind'],
		ids: readonly { id: string }[],
		known: ReadonlySet<string> | undefined
	): Steps<number> {
		const unknown = ids.filter(({ id }) => known?.has(id) !== true);
		const anew = { target: heldBack.id, set: { since: now } };
		for (let at = 0; at < unknown.length; at += together) {
			const rows = unknown.slice(at, at + together).map(({ id }) => ({ id, kind, since: now }));
			yield* take(orm.insert(heldBack).values(rows).onConflictDoUpdate(anew));
		}
		return ids.length;
	}
}

/**
 * What is revoked, or disabled, in a log.
 * @param knowsHeldBack false for a log from before there was such a thing
 */
export async function revokedIn(orm: Pick<Orm, 'select'>, knowsHeldBack = true): Promise<RevokedSince> {
	// What an earlier restore has shut was not revoked by anybody.
	const rows = knowsHeldBack ? await orm.select({ id: heldBack.id }).from(heldBack) : [];
	const held = new Set(rows.map(({ id }) => id));
	const set = (rows: readonly { id: string }[]): ReadonlySet<string> =>
		new Set(rows.map(({ id }) => id).filter((id) => !held.has(id)));
	return {
		displays: set(await orm.select({ id: displays.id }).from(displays).where(isNotNull(displays.revokedAt))),
		keys: set(await orm.select({ id: apiKeys.id }).from(apiKeys).where(isNotNull(apiKeys.revokedAt))),
		webhookSecrets: set(
			await orm.select({ id: webhookSecrets.id }).from(webhookSecrets).where(isNotNull(webhookSecrets.revokedAt))
		),
		people: set(await orm.select({ id: people.id }).from(people).where(isNotNull(people.disabledAt)))
	};
}

/** What a restore has shut, and who opens it again. */
export class HeldBackDesk {
	readonly #tables: Pick<Tables, 'orm' | 'transaction'>;
	readonly #audit: Pick<AuditTrail, 'recordIn'>;

	constructor(tables: Pick<Tables, 'orm' | 'transaction'>, audit: Pick<AuditTrail, 'recordIn'>) {
		this.#tables = tables;
		this.#audit = audit;
	}

	/** All that is still shut, by kind and name. What somebody has opened another way since is not. */
	list(): Promise<readonly HeldBack[]> {
		return this.#tables.transaction(heldBackIn);
	}

	/**
	 * Opens some of it again; ids that are not shut by a restore are left as they are.
	 * @returns those that were opened
	 */
	confirm(by: Actor, ids: readonly string[]): Promise<readonly HeldBack[]> {
		const asked = new Set(ids);
		const audit = this.#audit;
		return this.#tables.transaction(function* (orm) {
			const opened: HeldBack[] = [];
			for (const one of (yield* heldBackIn(orm)).filter(({ id }) => asked.has(id))) {
				const { id, kind, since } = one;
				// Only one of several who confirm it at once takes the row, and none of them opens what somebody shut meanwhile.
				const mark = and(eq(heldBack.id, id), eq(heldBack.since, since));
				const taken = yield* take(orm.delete(heldBack).where(mark).returning({ id: heldBack.id }));
				if (taken.length === 0 || (yield* take(opening(orm, one))).length === 0) continue;
				yield* audit.recordIn(orm, by, confirmed[kind], id, {});
				opened.push(one);
			}
			return opened;
		});
	}
}

function* heldBackIn(orm: Orm): Steps<HeldBack[]> {
	const of = { id: heldBack.id, kind: heldBack.kind, since: heldBack.since };
	const isShut = (since: SQLWrapper) => sql`${since} = ${heldBack.since}`;
	const rows = [
		...(yield* take(
			orm
				.select({ ...of, name: displays.name })
				.from(heldBack)
				.innerJoin(displays, and(eq(displays.id, heldBack.id), isShut(displays.revokedAt)))
		)),
		...(yield* take(
			orm
				.select({ ...of, name: apiKeys.source })
				.from(heldBack)
				.innerJoin(apiKeys, and(eq(apiKeys.id, heldBack.id), isShut(apiKeys.revokedAt)))
		)),
		...(yield* take(
			orm
				.select({ ...of, name: webhookSecrets.source })
				.from(heldBack)
				.innerJoin(webhookSecrets, and(eq(webhookSecrets.id, heldBack.id), isShut(webhookSecrets.revokedAt)))
		)),
		...(yield* take(
			orm
				.select({ ...of, name: people.name })
				.from(heldBack)
				.innerJoin(people, and(eq(people.id, heldBack.id), isShut(people.disabledAt)))
		))
	];
	const kindOf = (row: { kind: string }): HeldBack['kind'] => row.kind as HeldBack['kind']; // written by shutting alone
	return rows
		.map((row) => ({ ...row, kind: kindOf(row) }))
		.sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
}

function opening(orm: Orm, { id, kind, since }: HeldBack): PromiseLike<readonly { id: string }[]> {
	switch (kind) {
		case 'display':
			return orm
				.update(displays)
				.set({ revokedAt: null, revokedFor: null })
				.where(and(eq(displays.id, id), eq(displays.revokedAt, since)))
				.returning({ id: displays.id });
		case 'key':
			return orm
				.update(apiKeys)
				.set({ revokedAt: null })
				.where(and(eq(apiKeys.id, id), eq(apiKeys.revokedAt, since)))
				.returning({ id: apiKeys.id });
		case 'webhook-secret':
			return orm
				.update(webhookSecrets)
				.set({ revokedAt: null })
				.where(and(eq(webhookSecrets.id, id), eq(webhookSecrets.revokedAt, since)))
				.returning({ id: webhookSecrets.id });
		case 'person':
			return orm
				.update(people)
				.set({ disabledAt: null })
				.where(and(eq(people.id, id), eq(people.disabledAt, since)))
				.returning({ id: people.id });
	}
}
