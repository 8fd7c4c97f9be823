import { and, desc, eq, like, lt } from 'drizzle-orm';
import type { AuditAction } from '#lib/domain/access/audit-action.ts';
import { audit } from '../database/tables/access-tables.ts';
import { type Orm, type Steps, type Tables, take } from '../database/tables/tables.ts';

/** Who did something. `machine` is whoever sits at an open server, `command-line` whoever may open the log's file. */
export type Actor =
	| Readonly<{ kind: 'person' | 'display' | 'key'; id: string }>
	| Readonly<{ kind: 'command-line' | 'machine' | 'server' }>;

/** One thing that was done. Instants are UTC epoch ms. */
export type AuditEntry = Readonly<{
	no: number;
	at: number;
	actorKind: Actor['kind'];
	actorId: string | null;
	/** Like `person.invited`: what it was done to, then what. */
	action: string;
	subject: string | null;
	details: Readonly<Record<string, unknown>>;
}>;

/** Which entries are asked for; all that are left out are no condition. */
export type AuditQuery = Readonly<{
	/** Only those with a lower number. */
	before?: number;
	/** Only actions that begin so. */
	action?: string;
	actorId?: string;
	limit: number;
}>;

/** Who did what, and when. Ids alone: names live where they can be erased. */
export class AuditTrail {
	readonly #orm: Orm;
	readonly #now: () => number;

	constructor(database: Pick<Tables, 'orm'>, now: () => number) {
		this.#orm = database.orm;
		this.#now = now;
	}

	/** @param details must not hold names, addresses or secrets */
	async record(
		actor: Actor,
		action: AuditAction,
		subject: string | null = null,
		details: Readonly<Record<string, unknown>> = {}
	): Promise<void> {
		await this.#orm.insert(audit).values(this.#row(actor, action, subject, details));
	}

	/** {@link record} as steps of a transaction: what was done and what is told of it are there both, or neither. */
	*recordIn(
		transaction: Pick<Orm, 'insert'>,
		actor: Actor,
		action: AuditAction,
		subject: string | null,
		details: Readonly<Record<string, unknown>>
	): Steps<void> {
		yield* take(transaction.insert(audit).values(this.#row(actor, action, subject, details)));
	}

	/** The newest first. */
	async list({ before, action, actorId, limit }: AuditQuery): Promise<readonly AuditEntry[]> {
		const rows = await this.#orm
			.select()
			.from(audit)
			.where(
				and(
					before === undefined ? undefined : lt(audit.no, before),
					action === undefined ? undefined : like(audit.action, `${action.replace(/[^a-z.-]/g, '')}%`),
					actorId === undefined ? undefined : eq(audit.actorId, actorId)
				)
			)
			.orderBy(desc(audit.no))
			.limit(limit);
		return rows.map((row) => ({
			...row,
			actorKind: row.actorKind as Actor['kind'], // written by record alone
			details: JSON.parse(row.details) as Record<string, unknown> // likewise
		}));
	}

	/** Erases what is older than an instant; how many entries that were. */
	async eraseBefore(at: number): Promise<number> {
		return (await this.#orm.delete(audit).where(lt(audit.at, at)).returning({ no: audit.no })).length;
	}

	#row(
		actor: Actor,
		action: AuditAction,
		subject: string | null,
		details: Readonly<Record<string, unknown>>
	): typeof audit.$inferInsert {
		const actorId = 'id' in actor ? actor.id : null;
		return { at: this.#now(), actorKind: actor.kind, actorId, action, subject, details: JSON.stringify(details) };
	}
}
