import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
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
} from '../database/sqlite/access-schema.ts';
import { apiKeys } from '../database/sqlite/log-schema.ts';
import type { LogDatabase } from '../database/sqlite/open-log.ts';

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

type Orm = Pick<LogDatabase['orm'], 'select' | 'update' | 'insert' | 'delete'>;

/**
 * Shuts everything that a backup brings back: what was revoked after it was made is good in it again, and nothing in it tells. The
 * same columns say so that say it of what somebody revoked, so every question that refuses that refuses this too.
 * @param since what is known to have been revoked: it stays so, whatever is confirmed
 */
export function shutAll(orm: LogDatabase['orm'], now: number, since: RevokedSince | null): Shut {
	return orm.transaction((transaction) => {
		const hold = (
			kind: HeldBack['kind'],
			ids: readonly { id: string }[],
			known: ReadonlySet<string> | undefined
		): number => {
			for (const { id } of ids) {
				if (known?.has(id) === true) continue;
				transaction
					.insert(heldBack)
					.values({ id, kind, since: now })
					.onConflictDoUpdate({ target: heldBack.id, set: { since: now } })
					.run();
			}
			return ids.length;
		};
		const shownAs = { revokedAt: now };
		const ids = {
			displays: transaction
				.update(displays)
				.set({ ...shownAs, revokedFor: 'restore' })
				.where(isNull(displays.revokedAt))
				.returning({ id: displays.id })
				.all(),
			keys: transaction
				.update(apiKeys)
				.set(shownAs)
				.where(isNull(apiKeys.revokedAt))
				.returning({ id: apiKeys.id })
				.all(),
			webhookSecrets: transaction
				.update(webhookSecrets)
				.set(shownAs)
				.where(isNull(webhookSecrets.revokedAt))
				.returning({ id: webhookSecrets.id })
				.all(),
			people: transaction
				.update(people)
				.set({ disabledAt: now })
				.where(isNull(people.disabledAt))
				.returning({ id: people.id })
				.all()
		};
		const ended = transaction
			.update(sessions)
			.set({ endedAt: now, sealedRefreshToken: null })
			.where(isNull(sessions.endedAt))
			.returning({ id: sessions.id })
			.all();
		const links = transaction
			.update(invitations)
			.set({ revokedAt: now })
			.where(and(isNull(invitations.usedAt), isNull(invitations.revokedAt)))
			.returning({ id: invitations.id })
			.all();
		transaction.delete(pairings).run();
		return {
			displays: hold('display', ids.displays, since?.displays),
			keys: hold('key', ids.keys, since?.keys),
			webhookSecrets: hold('webhook-secret', ids.webhookSecrets, since?.webhookSecrets),
			people: hold('person', ids.people, since?.people),
			sessions: ended.length,
			invitations: links.length
		};
	});
}

/** What is revoked, or disabled, in a log. */
export function revokedIn(orm: Pick<LogDatabase['orm'], 'select'>): RevokedSince {
	// What an earlier restore has shut was not revoked by anybody. A log from before there was such a thing has no table for it.
	const known = sql`select 1 from sqlite_master where type = 'table' and name = 'held_back'`;
	const isKnown =
		orm
			.select({ one: sql<number>`exists (${known})` })
			.from(sql`(select 1)`)
			.get()?.one === 1;
	const held = new Set(
		isKnown
			? orm
					.select({ id: heldBack.id })
					.from(heldBack)
					.all()
					.map(({ id }) => id)
			: []
	);
	const set = (rows: readonly { id: string }[]): ReadonlySet<string> =>
		new Set(rows.map(({ id }) => id).filter((id) => !held.has(id)));
	return {
		displays: set(orm.select({ id: displays.id }).from(displays).where(isNotNull(displays.revokedAt)).all()),
		keys: set(orm.select({ id: apiKeys.id }).from(apiKeys).where(isNotNull(apiKeys.revokedAt)).all()),
		webhookSecrets: set(
			orm.select({ id: webhookSecrets.id }).from(webhookSecrets).where(isNotNull(webhookSecrets.revokedAt)).all()
		),
		people: set(orm.select({ id: people.id }).from(people).where(isNotNull(people.disabledAt)).all())
	};
}

/** What a restore has shut, and who opens it again. */
export class HeldBackDesk {
	readonly #orm: LogDatabase['orm'];
	readonly #audit: Pick<AuditTrail, 'record'>;

	constructor(database: Pick<LogDatabase, 'orm'>, audit: Pick<AuditTrail, 'record'>) {
		this.#orm = database.orm;
		this.#audit = audit;
	}

	/** All that is still shut, by kind and name. What somebody has opened another way since is not. */
	async list(): Promise<readonly HeldBack[]> {
		return this.#read();
	}

	/**
	 * Opens some of it again; ids that are not shut by a restore are left as they are.
	 * @returns those that were opened
	 */
	async confirm(by: Actor, ids: readonly string[]): Promise<readonly HeldBack[]> {
		const asked = new Set(ids);
		const opened = this.#orm.transaction(
			(transaction) => {
				const some = this.#read(transaction).filter(({ id }) => asked.has(id));
				for (const one of some) {
					open(transaction, one);
					transaction.delete(heldBack).where(eq(heldBack.id, one.id)).run();
				}
				return some;
			},
			{ behavior: 'immediate' }
		);
		for (const { id, kind } of opened) await this.#audit.record(by, confirmed[kind], id);
		return opened;
	}

	#read(orm: Pick<LogDatabase['orm'], 'select'> = this.#orm): HeldBack[] {
		const of = { id: heldBack.id, kind: heldBack.kind, since: heldBack.since };
		const isShut = (
			since:
				| typeof displays.revokedAt
				| typeof people.disabledAt
				| typeof apiKeys.revokedAt
				| typeof webhookSecrets.revokedAt
		) => sql`${since} = ${heldBack.since}`;
		const rows = [
			...orm
				.select({ ...of, name: displays.name })
				.from(heldBack)
				.innerJoin(displays, and(eq(displays.id, heldBack.id), isShut(displays.revokedAt)))
				.all(),
			...orm
				.select({ ...of, name: apiKeys.source })
				.from(heldBack)
				.innerJoin(apiKeys, and(eq(apiKeys.id, heldBack.id), isShut(apiKeys.revokedAt)))
				.all(),
			...orm
				.select({ ...of, name: webhookSecrets.source })
				.from(heldBack)
				.innerJoin(webhookSecrets, and(eq(webhookSecrets.id, heldBack.id), isShut(webhookSecrets.revokedAt)))
				.all(),
			...orm
				.select({ ...of, name: people.name })
				.from(heldBack)
				.innerJoin(people, and(eq(people.id, heldBack.id), isShut(people.disabledAt)))
				.all()
		];
		const kinds = (row: { kind: string }): HeldBack['kind'] => row.kind as HeldBack['kind']; // written by shutAll alone
		return rows
			.map((row) => ({ ...row, kind: kinds(row) }))
			.sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
	}
}

function open(orm: Orm, { id, kind }: HeldBack): void {
	switch (kind) {
		case 'display':
			orm.update(displays).set({ revokedAt: null, revokedFor: null }).where(eq(displays.id, id)).run();
			return;
		case 'key':
			orm.update(apiKeys).set({ revokedAt: null }).where(eq(apiKeys.id, id)).run();
			return;
		case 'webhook-secret':
			orm.update(webhookSecrets).set({ revokedAt: null }).where(eq(webhookSecrets.id, id)).run();
			return;
		case 'person':
			orm.update(people).set({ disabledAt: null }).where(eq(people.id, id)).run();
	}
}
