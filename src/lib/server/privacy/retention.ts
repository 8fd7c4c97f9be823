import { asc, count, lt, min, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { RetentionSettings } from '#lib/domain/settings/retention-settings.ts';
import type { Retention as RetentionAnswer, RetentionKind } from '#lib/protocol/retention.ts';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { audit, invitations, pairings, sessions } from '../database/tables/access-tables.ts';
import { events, logHead, rejectedRecords } from '../database/tables/log-tables.ts';
import { firstKnown } from '../database/tables/dialect-sql.ts';
import type { Tables } from '../database/tables/tables.ts';
import type { RejectedStore } from '../intake/rejected-records.ts';
import type { Comments } from './comments.ts';

/** What the keeping of things rests on. Two clocks, as people live by the machine's, also while a replay's is elsewhere. */
export type RetentionParts = Readonly<{
	database: Pick<Tables, 'orm'>;
	comments: Comments;
	rejected: RejectedStore;
	audit: AuditTrail;
	/** Those in force. */
	settings: () => RetentionSettings;
	now: () => number;
	accessNow: () => number;
	/** Told when something could not be erased; the rest is. */
	onFailure: (error: unknown) => void;
}>;

/** Twice the time between two looks: what lies longer should have been erased. */
const toleratedMs = 2 * 3_600_000;

type Kind = Readonly<{
	limitMs: () => number;
	now: () => number;
	eraseBefore: (at: number) => Promise<number>;
	standing: () => Promise<Readonly<{ rows: number; oldestAt: number | null }>>;
}>;

/** Erases what was kept for as long as the settings say, and measures it. */
export class RetentionJob {
	readonly #parts: RetentionParts;
	readonly #kinds: Readonly<Record<Exclude<RetentionKind, 'log'>, Kind>>;
	#lastRun: RetentionAnswer['lastRun'] = null;

	constructor(parts: RetentionParts) {
		this.#parts = parts;
		const { now, accessNow, settings, comments, rejected, audit: trail } = parts;
		this.#kinds = {
			comments: {
				limitMs: () => settings().commentsMs,
				now,
				eraseBefore: (at) => comments.eraseBefore(at),
				standing: () => comments.standing()
			},
			rejected: {
				limitMs: () => settings().rejectedMs,
				now,
				eraseBefore: (at) => rejected.eraseBefore(at),
				standing: () => this.#standing(rejectedRecords, rejectedRecords.receivedAt)
			},
			audit: {
				limitMs: () => settings().auditMs,
				now: accessNow,
				eraseBefore: (at) => trail.eraseBefore(at),
				standing: () => this.#standing(audit, audit.at)
			},
			sessions: this.#ended(sessions, sessions.expiresAt, sessions.endedAt),
			invitations: this.#ended(invitations, invitations.expiresAt, invitations.usedAt, invitations.revokedAt),
			pairings: this.#ended(pairings, pairings.expiresAt, pairings.takenAt)
		};
	}

	/** When it last ran, and what it could not erase; null before the first time. */
	get lastRun(): RetentionAnswer['lastRun'] {
		return this.#lastRun;
	}

	/** Why somebody should look at it, in words; null when it does its work. */
	get problem(): string | null {
		const failed = this.#lastRun?.failed ?? [];
		return failed.length === 0 ? null : `what was kept long enough could not be erased: ${failed.join(', ')}`;
	}

	/** Erases what is due, each kind by itself. Never rejects. */
	async run(): Promise<void> {
		const erased: Partial<Record<RetentionKind, number>> = {};
		const failed: RetentionKind[] = [];
		for (const [name, { limitMs, now, eraseBefore }] of this.#each()) {
			try {
				erased[name] = await eraseBefore(now() - limitMs());
			} catch (error) {
				failed.push(name);
				this.#parts.onFailure(error);
			}
		}
		this.#lastRun = { at: this.#parts.accessNow(), erased, failed };
	}

	/** What is kept for how long, how much of it there is, and what the last run did. */
	async standing(): Promise<RetentionAnswer> {
		const kinds: RetentionAnswer['kinds'][number][] = [];
		for (const [kind, { limitMs, now, standing }] of this.#each()) {
			const { rows, oldestAt } = await standing();
			const isOverdue = oldestAt !== null && oldestAt < now() - limitMs() - toleratedMs;
			kinds.push({ kind, keptMs: limitMs(), rows, oldestAt, isOverdue });
		}
		kinds.push({ kind: 'log', keptMs: null, isOverdue: false, ...(await this.#standingOfLog()) });
		return { now: this.#parts.accessNow(), lastRun: this.#lastRun, kinds };
	}

	#each(): readonly (readonly [Exclude<RetentionKind, 'log'>, Kind])[] {
		return Object.entries(this.#kinds) as [Exclude<RetentionKind, 'log'>, Kind][]; // the keys of the record
	}

	/** Something that ends: by its time, or earlier by one of these instants. Its age counts from its end. */
	#ended(table: PgTable, expiresAt: PgColumn, ...earlier: PgColumn[]): Kind {
		const { orm } = this.#parts.database;
		const end = firstKnown<number>(...earlier, expiresAt);
		return {
			limitMs: () => this.#parts.settings().endedMs,
			now: this.#parts.accessNow,
			eraseBefore: async (at) => (await orm.delete(table).where(lt(end, at)).returning({ end: expiresAt })).length,
			standing: async () => {
				const [all] = await orm.select({ rows: count() }).from(table);
				const ended = lt(end, this.#parts.accessNow());
				const [first] = await orm
					.select({ at: sql<number | null>`min(${end})` })
					.from(table)
					.where(ended);
				return { rows: all?.rows ?? 0, oldestAt: first?.at ?? null };
			}
		};
	}

	/** Its positions have no gaps and its instants only go forward: neither has to be looked for. */
	async #standingOfLog(): Promise<Readonly<{ rows: number; oldestAt: number | null }>> {
		const { orm } = this.#parts.database;
		const [head] = await orm.select({ seq: logHead.seq }).from(logHead);
		const { seq, receivedAt } = events;
		const [oldest] = await orm.select({ seq, receivedAt }).from(events).orderBy(asc(seq)).limit(1);
		if (head === undefined || oldest === undefined) return { rows: 0, oldestAt: null };
		return { rows: head.seq - oldest.seq + 1, oldestAt: oldest.receivedAt };
	}

	async #standing(table: PgTable, column: PgColumn): Promise<Readonly<{ rows: number; oldestAt: number | null }>> {
		const [row] = await this.#parts.database.orm.select({ rows: count(), oldestAt: min(column) }).from(table);
		return { rows: row?.rows ?? 0, oldestAt: typeof row?.oldestAt === 'number' ? row.oldestAt : null };
	}
}
